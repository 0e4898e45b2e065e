"""Votes: one answer of one person on one find; voting again replaces it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import and_
from sqlmodel import Session, col, select

from app.scout.tables import Feedback, Pick, VerdictRow
from app.store.database import Database
from app.store.tables import Article, Mail

Answer = Literal["yes", "no"]


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
            select(Pick, Article, Mail, VerdictRow)
            .join(Article, col(Pick.article_id) == Article.id)
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
        pick, article, mail, verdict = row
        vote = stored_vote(session, pick_id, mail.recipient)
        return Ballot(
            pick_id=pick_id,
            run_id=pick.run_id,
            rank=pick.rank,
            title=article.title,
            url=article.url,
            reason=verdict.reason,
            voter=mail.recipient,
            answer=vote.answer if vote else None,
        )


def record_vote(database: Database, ballot: Ballot, answer: Answer, now: datetime) -> None:
    """Store the answer, or replace the person's earlier one."""
    with database.write() as session:
        vote = stored_vote(session, ballot.pick_id, ballot.voter)
        if vote is None:
            vote = Feedback(
                pick_id=ballot.pick_id,
                run_id=ballot.run_id,
                rank=ballot.rank,
                url=ballot.url,
                title=ballot.title,
                voter=ballot.voter,
                answer=answer,
                created_at=now,
                updated_at=now,
            )
        vote.answer, vote.updated_at = answer, now
        session.add(vote)


def stored_vote(session: Session, pick_id: int, voter: str) -> Feedback | None:
    return session.exec(
        select(Feedback).where(Feedback.pick_id == pick_id, Feedback.voter == voter)
    ).first()
