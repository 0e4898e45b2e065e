"""Votes: one answer of one person on one find; voting again replaces it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import and_
from sqlmodel import Session, col, select

from app.scout.result import RunResult
from app.scout.tables import Feedback, Pick, VerdictRow, VoteEvent
from app.store.database import Database
from app.store.tables import AgentRun, Article, Mail

Answer = Literal["yes", "no"]
BURST = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Ballot:
    """What a vote link is about: the find, its place in the mail, and who was asked."""

    pick_id: int
    run_id: int
    rank: int
    title: str
    url: str
    reason: str
    voter: str
    answer: str | None


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
        title, url = as_mailed(session, run, pick)
        vote = stored_vote(session, pick_id, mail.recipient)
        return Ballot(
            pick_id=pick_id,
            run_id=pick.run_id,
            rank=pick.rank,
            title=title,
            url=url,
            reason=verdict.reason,
            voter=mail.recipient,
            answer=vote.answer if vote else None,
        )


def as_mailed(session: Session, run: AgentRun, pick: Pick) -> tuple[str, str]:
    """Headline and address as in the mail: another site's, if the first page was gone."""
    top = RunResult.model_validate(run.result).top if run.result else ()
    for find in top:
        if find.rank == pick.rank:
            return find.title, find.url
    article = session.get_one(Article, pick.article_id)
    return article.title, article.url


@dataclass(frozen=True, slots=True)
class Press:
    """One press of a vote button. `source` tells places apart without naming them; `changing`:
    pressed on the page that says thanks, where a person changes their mind.
    """

    answer: Answer
    source: str
    changing: bool = False


def record_vote(database: Database, ballot: Ballot, press: Press, now: datetime) -> bool:
    """Store the answer, or replace the person's earlier one; whether it counts."""
    with database.write() as session:
        counted = press.changing or not contradicts(session, ballot, press, now)
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
    """Was the other answer pressed from the same place within the last minute?"""
    other = select(VoteEvent.id).where(
        VoteEvent.pick_id == ballot.pick_id,
        VoteEvent.voter == ballot.voter,
        VoteEvent.answer != press.answer,
        VoteEvent.source == press.source,
        col(VoteEvent.created_at) > now - BURST,
    )
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
