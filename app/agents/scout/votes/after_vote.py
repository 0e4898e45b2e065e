"""What the page after a vote tells: what the vote changed, and the other finds of its mail."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_
from sqlmodel import Session, col, select

from app.agents.scout.brand.brand_file import Brand
from app.agents.scout.brand.site_names import site_names
from app.agents.scout.gather.tables import Article
from app.agents.scout.tables import Feedback, Pick, VerdictRow, verdict_of_pick
from app.agents.scout.votes.learning.effect import Effect, effect_of, votes_before
from app.agents.scout.votes.learning.opinions import VOTES_AT_MOST, by_find, counted_votes
from app.agents.scout.votes.votes import Ballot, Shown, as_mailed, mailed_finds
from app.parts.runs.tables import AgentRun
from app.parts.store.database import Database


@dataclass(frozen=True, slots=True)
class OtherFind:
    """Another find of the same mail, with what the same person said of it so far."""

    pick_id: int
    rank: int
    shown: Shown
    answer: str | None
    counted: bool


def effect_of_vote(
    database: Database, brand: Brand, ballot: Ballot, answer: str, now: datetime
) -> Effect | None:
    """Of a vote that was just recorded on `ballot` as it was read before.

    None when it does not stand any more: another press of the same person came between.
    """
    with database.read() as session:
        names = site_names(session, brand)
        # One more than count: without this vote there may be room for an older one.
        votes = counted_votes(session, brand.id, now, VOTES_AT_MOST + 1)
    mine = [vote for vote in votes if vote.pick_id == ballot.pick_id]
    if not any((vote.voter, vote.answer) == (ballot.voter, answer) for vote in mine):
        return None
    before = votes_before(votes, ballot.pick_id, ballot.voter, ballot.earlier)
    return effect_of(
        by_find(mine, names)[0],
        answer,
        ballot.earlier,
        by_find(before, names),
        by_find(votes[:VOTES_AT_MOST], names),
        now,
    )


def other_finds(database: Database, ballot: Ballot) -> tuple[OtherFind, ...]:
    """Of the same mail, by rank."""
    with database.read() as session:
        mailed = mailed_finds(session.get_one(AgentRun, ballot.run_id))
        return tuple(
            OtherFind(
                pick_id=pick.id or 0,
                rank=pick.rank,
                shown=as_mailed(mailed, pick.rank, article),
                answer=vote.answer if vote else None,
                counted=bool(vote and vote.counted),
            )
            for pick, article, vote in picked_beside(session, ballot)
        )


def picked_beside(session: Session, ballot: Ballot) -> list[tuple[Pick, Article, Feedback | None]]:
    """A find without a verdict has no page of its own, so it has no buttons either."""
    mine = and_(col(Feedback.pick_id) == Pick.id, col(Feedback.voter) == ballot.voter)
    rows = session.exec(
        select(Pick, Article, Feedback)
        .join(Article, col(Article.id) == Pick.article_id)
        .join(VerdictRow, verdict_of_pick())
        .outerjoin(Feedback, mine)
        .where(Pick.run_id == ballot.run_id, Pick.id != ballot.pick_id)
        .order_by(col(Pick.rank))
    )
    return [(pick, article, vote) for pick, article, vote in rows]
