"""The past, ranked as today: each week's voted finds, judged anew, with the votes before it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app.parts import Parts
from app.scout import verdicts
from app.scout.brand import Brand
from app.scout.budget import DailyBudget
from app.scout.evaluation import judge
from app.scout.learning.opinions import VotedFind, taste_of, voted_finds
from app.scout.measures import TOP, Labelled
from app.scout.types import Judgement, Verdict
from app.store.tables import Article, Site

LIKED, NOT_LIKED = 2, 0
LAST = -1_000.0
"""Below any score: what is unsafe, or was not judged."""


@dataclass(frozen=True, slots=True)
class Past:
    """The voted finds of each week that has more than five, and today's judgement of each."""

    weeks: tuple[tuple[VotedFind, ...], ...]
    judgements: Mapping[int, Judgement]
    finds: tuple[VotedFind, ...]

    def pools(self) -> list[list[Labelled]]:
        return [self._pool(week) for week in self.weeks]

    def _pool(self, week: Sequence[VotedFind]) -> list[Labelled]:
        begins = min(find.voted_at for find in week)
        taste = taste_of([find for find in self.finds if find.voted_at < begins], begins)
        return [
            Labelled(
                grade=LIKED if find.yes > find.no else NOT_LIKED,
                rank_by=worth(self.judgements.get(find.article_id))
                + taste.move(find.opinion.traits).points,
            )
            for find in week
        ]


def worth(judgement: Judgement | None) -> float:
    if not isinstance(judgement, Verdict) or not judgement.safety.safe:
        return LAST
    return judgement.score


async def judge_the_past(parts: Parts, brand: Brand) -> Past:
    """Asks the model, if one is set, about each of them, within the day's ceiling."""
    with parts.database.read() as session:
        names = site_names(session, brand)
        finds = tuple(voted_finds(session, brand.id, names, parts.clock()))
        weeks = weeks_of(finds)
        wanted = [find.article_id for week in weeks for find in week]
        candidates = [
            verdicts.as_candidate(article, names.get(article.site_id, ""))
            for article in session.exec(select(Article).where(col(Article.id).in_(wanted)))
        ]
    judgements = {
        int(one.candidate_id): one
        async for one in judge(parts.settings, brand, candidates, DailyBudget(parts))
    }
    return Past(weeks, judgements, finds)


def site_names(session: Session, brand: Brand) -> dict[int, str]:
    names = {site.url: site.name for site in brand.sites}
    stored = session.exec(select(Site).where(col(Site.url).in_(names)))
    return {site.id or 0: names[site.url] for site in stored}


def weeks_of(finds: Sequence[VotedFind]) -> tuple[tuple[VotedFind, ...], ...]:
    """The oldest first. Of five finds any order has the same five."""
    by_week: defaultdict[tuple[int, int], list[VotedFind]] = defaultdict(list)
    for find in finds:
        by_week[week_of(find.voted_at)].append(find)
    return tuple(tuple(by_week[week]) for week in sorted(by_week) if len(by_week[week]) > TOP)


def week_of(moment: datetime) -> tuple[int, int]:
    year, week, _ = moment.isocalendar()
    return year, week
