"""Reads what people said of earlier finds. Only votes that count teach anything."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Select, and_, select
from sqlmodel import Session, col

from app.scout.learning.taste import Opinion, Taste
from app.scout.learning.traits import traits_of
from app.scout.tables import Feedback, Pick, VerdictRow
from app.store.tables import Article

REMEMBERED = timedelta(days=365)
VOTES_AT_MOST = 2_000
"""The latest ones: what older ones add has faded, and each costs time in every run."""


@dataclass(frozen=True, slots=True)
class VotedFind:
    """A find with the answers of all who voted on it."""

    article_id: int
    title: str
    summary: str
    site: str
    subject: str
    yes: int
    no: int
    voted_at: datetime

    @property
    def opinion(self) -> Opinion:
        traits = traits_of(
            site=self.site, title=self.title, summary=self.summary, subject=self.subject
        )
        return Opinion(traits, self.yes, self.no, self.voted_at)


def voted_finds(
    session: Session, brand: str, site_names: Mapping[int, str], now: datetime
) -> list[VotedFind]:
    """The brand's, the latest vote first. Sites that are read no more go by a number."""
    by_pick: dict[int, VotedFind] = {}
    rows = session.execute(votes(brand, now))
    for pick_id, answer, at, article_id, site_id, title, summary, subject in rows:
        known = by_pick.get(pick_id) or VotedFind(
            article_id,
            title,
            summary,
            site_names.get(site_id, f"site {site_id}"),
            subject,
            0,
            0,
            at,
        )
        by_pick[pick_id] = replace(
            known, yes=known.yes + (answer == "yes"), no=known.no + (answer == "no")
        )
    return list(by_pick.values())


def votes(brand: str, now: datetime) -> Select[int, str, datetime, int | None, int, str, str, str]:
    verdict = and_(
        col(VerdictRow.article_id) == Pick.article_id, col(VerdictRow.brand) == Pick.brand
    )
    return (
        select(
            col(Feedback.pick_id),
            col(Feedback.answer),
            col(Feedback.updated_at),
            col(Article.id),
            col(Article.site_id),
            col(Article.title),
            col(Article.summary),
            col(VerdictRow.topic),
        )
        .join(Pick, col(Pick.id) == Feedback.pick_id)
        .join(Article, col(Article.id) == Pick.article_id)
        .join(VerdictRow, verdict)
        .where(
            col(Pick.brand) == brand,
            col(Feedback.counted),
            col(Feedback.updated_at) >= now - REMEMBERED,
        )
        .order_by(col(Feedback.updated_at).desc(), col(Feedback.id).desc())
        .limit(VOTES_AT_MOST)
    )


def taste_of(finds: Sequence[VotedFind], now: datetime) -> Taste:
    return Taste([find.opinion for find in finds], now)
