"""Votes: one answer of one person on one find; voting again replaces it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlmodel import Session, col, select

from app.agents.scout.gather.tables import Article
from app.agents.scout.report.result_schema import AlsoIn, stored_result
from app.agents.scout.tables import Feedback, Pick, VerdictRow, verdict_of_pick
from app.agents.scout.votes.learning.opinions import Earlier
from app.agents.scout.votes.presses import Press, Question, record_press
from app.parts.mail.tables import Mail
from app.parts.runs.tables import AgentRun
from app.parts.store.database import Database

Answer = Literal["yes", "no"]
LINKS_LAST = timedelta(days=60)
"""From the mail on: the page after a vote signs links anew, which must not last longer."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A find as the mail had it."""

    title: str
    url: str
    site: str = ""
    score: int | None = None
    also_in: tuple[AlsoIn, ...] = ()


@dataclass(frozen=True, slots=True)
class Ballot:
    """What a vote link is about: the find, its place in the mail, what was told beside it, and who
    was asked.

    `answer` is theirs so far, `earlier` the same if it counts.
    """

    mail_id: int
    pick_id: int
    run_id: int
    brand: str
    rank: int
    title: str
    url: str
    site: str
    reason: str
    voter: str
    also_in: tuple[AlsoIn, ...] = ()
    answer: str | None = None
    earlier: Earlier | None = None

    @property
    def question(self) -> Question:
        return Question(self.pick_id, self.voter)


def find_ballot(database: Database, mail_id: int, pick_id: int, now: datetime) -> Ballot | None:
    """None when the mail or the find is not stored, they do not belong together, or the mail is
    too old."""
    with database.read() as session:
        row = session.exec(
            select(Pick, AgentRun, Mail, VerdictRow)
            .join(AgentRun, col(AgentRun.id) == Pick.run_id)
            .join(Mail, col(Mail.run_id) == Pick.run_id)
            .join(VerdictRow, verdict_of_pick())
            .where(
                Pick.id == pick_id,
                Mail.id == mail_id,
                col(Mail.created_at) > now - LINKS_LAST,
            )
        ).first()
        if row is None:
            return None
        pick, run, mail, verdict = row
        article = session.get_one(Article, pick.article_id)
        find = as_mailed(mailed_finds(run), pick.rank, article)
        vote = stored_vote(session, pick_id, mail.recipient)
        return Ballot(
            mail_id=mail_id,
            pick_id=pick_id,
            run_id=pick.run_id,
            brand=pick.brand,
            rank=pick.rank,
            title=find.title,
            url=find.url,
            site=find.site,
            reason=verdict.reason,
            voter=mail.recipient,
            also_in=find.also_in,
            answer=vote.answer if vote else None,
            earlier=Earlier(vote.answer, vote.updated_at) if vote and vote.counted else None,
        )


def mailed_finds(run: AgentRun) -> Mapping[int, Shown]:
    """By rank; none of a result of a shape that is no longer known."""
    result = stored_result(run.result)
    top = result.top if result else ()
    return {
        find.rank: Shown(find.title, find.url, find.site, find.score, find.also_in) for find in top
    }


def as_mailed(mailed: Mapping[int, Shown], rank: int, article: Article) -> Shown:
    """What the mail said: another site's headline and address, if the first page was gone."""
    return mailed.get(rank) or Shown(article.title, article.url)


def record_vote(database: Database, ballot: Ballot, press: Press, now: datetime) -> bool:
    """Store the answer, or replace the person's earlier one; whether it counts."""
    with database.write() as session:
        standing = record_press(session, ballot.question, press, now)
        vote = stored_vote(session, ballot.pick_id, ballot.voter) or new_vote(ballot, now)
        vote.answer, vote.counted, vote.updated_at = standing.answer, standing.counted, now
        session.add(vote)
    return standing.press_counts


def new_vote(ballot: Ballot, now: datetime) -> Feedback:
    return Feedback(
        pick_id=ballot.pick_id,
        run_id=ballot.run_id,
        rank=ballot.rank,
        url=ballot.url,
        title=ballot.title,
        voter=ballot.voter,
        answer="",
        created_at=now,
        updated_at=now,
    )


def stored_vote(session: Session, pick_id: int, voter: str) -> Feedback | None:
    return session.exec(
        select(Feedback).where(Feedback.pick_id == pick_id, Feedback.voter == voter)
    ).first()
