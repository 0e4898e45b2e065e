"""Votes: one answer of one person on one find; voting again replaces it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import and_
from sqlmodel import Session, col, select

from app.scout.learning.opinions import Earlier
from app.scout.result import RunResult
from app.scout.tables import Feedback, Pick, VerdictRow, VoteEvent
from app.store.database import Database
from app.store.tables import AgentRun, Article, Mail

Answer = Literal["yes", "no"]
BURST = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Shown:
    """A find as the mail had it."""

    title: str
    url: str
    site: str = ""
    score: int | None = None


@dataclass(frozen=True, slots=True)
class Ballot:
    """What a vote link is about: the find, its place in the mail, and who was asked.

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
    answer: str | None = None
    earlier: Earlier | None = None


def find_ballot(database: Database, mail_id: int, pick_id: int) -> Ballot | None:
    """None when the mail or the find is not stored, or they do not belong together."""
    with database.read() as session:
        row = session.exec(
            select(Pick, AgentRun, Mail, VerdictRow)
            .join(AgentRun, col(AgentRun.id) == Pick.run_id)
            .join(Mail, col(Mail.run_id) == Pick.run_id)
            .join(
                VerdictRow,
                and_(
                    col(VerdictRow.article_id) == Pick.article_id,
                    col(VerdictRow.brand) == Pick.brand,
                ),
            )
            .where(Pick.id == pick_id, Mail.id == mail_id)
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
            answer=vote.answer if vote else None,
            earlier=Earlier(vote.answer, vote.updated_at) if vote and vote.counted else None,
        )


def mailed_finds(run: AgentRun) -> Mapping[int, Shown]:
    """By rank."""
    top = RunResult.model_validate(run.result).top if run.result else ()
    return {find.rank: Shown(find.title, find.url, find.site, find.score) for find in top}


def as_mailed(mailed: Mapping[int, Shown], rank: int, article: Article) -> Shown:
    """What the mail said: another site's headline and address, if the first page was gone."""
    return mailed.get(rank) or Shown(article.title, article.url)


@dataclass(frozen=True, slots=True)
class Press:
    """One press of a vote button. `source` tells places apart without naming them; `changing`:
    pressed where the answer so far is shown, and a person changes their mind.
    """

    answer: Answer
    source: str
    changing: bool = False


def record_vote(database: Database, ballot: Ballot, press: Press, now: datetime) -> bool:
    """Store the answer, or replace the person's earlier one; whether it counts."""
    with database.write() as session:
        counted = not contradicts(session, ballot, press, now)
        session.add(
            VoteEvent(
                pick_id=ballot.pick_id,
                voter=ballot.voter,
                answer=press.answer,
                source=press.source,
                changing=press.changing,
                created_at=now,
            )
        )
        vote = stored_vote(session, ballot.pick_id, ballot.voter) or new_vote(ballot, now)
        vote.answer, vote.counted, vote.updated_at = press.answer, counted, now
        session.add(vote)
    return counted


def contradicts(session: Session, ballot: Ballot, press: Press, now: datetime) -> bool:
    """Was the other answer pressed from the same place within the last minute?

    A change of mind is believed, but not two in a minute: a machine presses both of those, too.
    """
    other = select(VoteEvent.id).where(
        VoteEvent.pick_id == ballot.pick_id,
        VoteEvent.voter == ballot.voter,
        VoteEvent.answer != press.answer,
        VoteEvent.source == press.source,
        col(VoteEvent.created_at) > now - BURST,
    )
    if press.changing:
        other = other.where(col(VoteEvent.changing))
    return session.exec(other.limit(1)).first() is not None


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
