"""The past, ranked as today: each week's voted finds, judged anew, with the votes before it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app.agents.scout.agent import NAME as AGENT
from app.agents.scout.brand.brand_file import Brand
from app.agents.scout.brand.site_names import names_given, site_names
from app.agents.scout.gather import sites
from app.agents.scout.gather.tables import Article
from app.agents.scout.judge import verdicts
from app.agents.scout.judge.judge_stories import evaluator_of
from app.agents.scout.judge.judging import Terms, in_one_batch, judge
from app.agents.scout.judge.load_memory import LoadMemory
from app.agents.scout.types import Candidate, Judgement, Verdict
from app.agents.scout.votes.learning.opinions import VotedFind, taste_of, voted_finds
from app.agents.scout.votes.measures import TOP, Labelled, worth
from app.parts.model.budget import DailyBudget
from app.parts.parts import Parts
from app.parts.store.api_usage import Service
from app.parts.store.reservations import Holder

LIKED, NOT_LIKED = 2, 0


@dataclass(frozen=True, slots=True)
class Past:
    """The voted finds, and today's judgement of each that is in a week of more than five."""

    finds: tuple[VotedFind, ...]
    judgements: Mapping[int, Judgement]

    def pools(self) -> list[list[Labelled]]:
        """A pool for each week. What was not judged has no place in a ranking, not the last."""
        given = {id_: one for id_, one in self.judgements.items() if isinstance(one, Verdict)}
        weeks = weeks_of(find for find in self.finds if find.article_id in given)
        return [self._pool(week, given) for week in weeks]

    def _pool(self, week: Sequence[VotedFind], given: Mapping[int, Verdict]) -> list[Labelled]:
        begins = min(find.voted_at for find in week)
        taste = taste_of([find for find in self.finds if find.voted_at < begins], begins)
        return [
            Labelled(
                grade=LIKED if find.yes > find.no else NOT_LIKED,
                rank_by=worth(given[find.article_id]) + taste.move(find.opinion.traits).points,
            )
            for find in week
        ]


async def judge_the_past(parts: Parts, brand: Brand) -> Past:
    """Asks the model, if one is set, about each of them, within the day's ceiling."""
    with parts.database.read() as session:
        names = site_names(session, brand)
        finds = tuple(voted_finds(session, brand.id, names, parts.clock()))
        given = names_given(brand)
        as_given = {id_: given[url] for url, id_ in sites.ids_of(session, given).items()}
        candidates = candidates_of(session, weeks_of(finds), names | as_given)
    evaluator = evaluator_of(parts, brand)
    holder = Holder(Service.MODEL, AGENT)
    budget = DailyBudget(parts, holder, evaluator.model, evaluator.prompt_version)
    judgements = {
        int(one.candidate_id): one
        async for one in judge(
            parts.settings,
            brand,
            in_one_batch(candidates),
            Terms(budget, memory=LoadMemory(parts)),
        )
    }
    return Past(finds, judgements)


def candidates_of(
    session: Session, weeks: Iterable[Sequence[VotedFind]], names: Mapping[int, str]
) -> list[Candidate]:
    wanted = [find.article_id for week in weeks for find in week]
    return [
        verdicts.as_candidate(article, names.get(article.site_id, ""))
        for article in session.exec(select(Article).where(col(Article.id).in_(wanted)))
    ]


def weeks_of(finds: Iterable[VotedFind]) -> list[list[VotedFind]]:
    """The oldest first. Of five finds any order has the same five."""
    by_week: defaultdict[tuple[int, int], list[VotedFind]] = defaultdict(list)
    for find in finds:
        by_week[week_of(find.voted_at)].append(find)
    return [by_week[week] for week in sorted(by_week) if len(by_week[week]) > TOP]


def week_of(moment: datetime) -> tuple[int, int]:
    year, week, _ = moment.isocalendar()
    return year, week
