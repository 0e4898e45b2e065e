"""The judge step: has every new story judged, storing each judgement as it comes."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import structlog

from app.agents.scout.brand.brand_file import Brand
from app.agents.scout.gather.tables import Article
from app.agents.scout.judge import verdicts
from app.agents.scout.judge.judging import Terms, end_of_judging, judge
from app.agents.scout.judge.load_memory import LoadMemory
from app.agents.scout.judge.prompt import Teach
from app.agents.scout.judge.verdicts import VerdictKey, Weighing
from app.agents.scout.judge.waiting import failed_before, triaged
from app.agents.scout.stream import Stream
from app.agents.scout.types import Candidate, Judgement, Unscored, Verdict
from app.agents.scout.votes.learning.opinions import LessonBook, voted_finds
from app.parts.model.budget import DailyBudget
from app.parts.parts import Parts
from app.parts.runs.lease import Claim, guard
from app.parts.store.api_usage import Service
from app.parts.store.reservations import Holder

if TYPE_CHECKING:
    from app.agents.scout.judge.doubts import Doubts
    from app.agents.scout.judge.keyword import KeywordScorer

log = structlog.get_logger("judge")


async def judge_stories(
    parts: Parts,
    claim: Claim,
    brand: Brand,
    site_names: Mapping[int, str],
    stories: Stream[Article],
    doubts: "Doubts | None" = None,
) -> None:
    """Judge what comes, while it comes; the model is asked about the doubts besides. A failure of
    the model leaves the article waiting.

    At the day's ceiling the keyword scorer takes over: what it judged is not judged again.
    """
    if not await stories.has_any():
        return
    evaluator = evaluator_of(parts, brand)
    incoming = Incoming(parts, claim, evaluator, site_names)
    keeper = Keeper(parts, claim, evaluator, incoming.by_id, StandIn(brand))
    terms = Terms()
    if evaluator.scorer == "model":
        terms = Terms(
            budget=DailyBudget(
                parts,
                Holder.of(claim, Service.MODEL),
                evaluator.model,
                evaluator.prompt_version,
            ),
            teach=lessons(parts, brand, site_names),
            triaged=incoming.triaged,
            memory=LoadMemory(parts),
            doubts=doubts,
            until=end_of_judging(parts, claim),
        )
    given = judge(parts.settings, brand, incoming.candidates(stories), terms)
    async with aclosing(in_batches(given)) as batches:
        async for batch in batches:
            keeper.store(batch)


async def in_batches(
    given: AsyncIterable[Judgement],
) -> AsyncGenerator[list[Judgement], None]:
    """All that are known by now: at the end hundreds are known at once, and to store each by itself
    took half a second. What was known before a failure comes before it is raised.
    """
    known = Stream[Judgement]()
    waiting = asyncio.create_task(put_into(known, given))
    try:
        async for batch in known.batches():
            yield batch
        await waiting
    finally:
        waiting.cancel()
        await asyncio.wait([waiting])


async def put_into(known: Stream[Judgement], given: AsyncIterable[Judgement]) -> None:
    try:
        async for judgement in given:
            known.put([judgement])
    finally:
        known.end()


class Incoming:
    """The articles that are to be judged, by the ids their judgements come with, and what is
    known of them from an earlier run's triage."""

    def __init__(
        self, parts: Parts, claim: Claim, evaluator: VerdictKey, site_names: Mapping[int, str]
    ) -> None:
        self._parts, self._claim, self._evaluator = parts, claim, evaluator
        self._site_names = site_names
        self.by_id: dict[str, tuple[Article, Candidate]] = {}
        self.triaged: dict[str, Verdict] = {}

    async def candidates(self, stories: Stream[Article]) -> AsyncIterator[list[Candidate]]:
        """All but those whose content was judged under another address already."""
        async for batch in stories.batches():
            unpaid = reuse_paid_verdicts(self._parts, self._claim, self._evaluator, batch)
            self.triaged |= triaged(self._parts.database, self._evaluator, unpaid)
            failed = failed_before(self._parts.database, self._evaluator.brand, unpaid)
            yield [self._candidate(article, article.id in failed) for article in unpaid]

    def _candidate(self, article: Article, failed: bool) -> Candidate:
        site = self._site_names.get(article.site_id, "")
        candidate = verdicts.as_candidate(article, site, failed)
        self.by_id[candidate.id] = (article, candidate)
        return candidate


class StandIn:
    """The keyword scorer in the model's place, once the day's money is spent."""

    def __init__(self, brand: Brand) -> None:
        self.evaluator = VerdictKey(brand.id, brand.fingerprint, scorer="keyword")
        self._brand = brand

    def unless_paid(self, candidate: Candidate, given: Judgement) -> Judgement:
        """The judgement as given, or one of our own where the money did not suffice."""
        if not isinstance(given, Unscored) or given.outcome != "over_budget":
            return given
        return replace(self._scorer.judge(candidate), usage=given.usage)

    @cached_property
    def _scorer(self) -> "KeywordScorer":
        from app.agents.scout.judge.keyword import keyword_scorer

        return keyword_scorer(self._brand)


def lessons(parts: Parts, brand: Brand, site_names: Mapping[int, str]) -> Teach:
    """Examples of what the team said yes and no to, for each question its own."""
    with parts.database.read() as session:
        finds = voted_finds(session, brand.id, site_names, parts.clock())
    return LessonBook(finds).lessons_for


def evaluator_of(parts: Parts, brand: Brand) -> VerdictKey:
    if parts.settings.openai_api_key is None:
        return VerdictKey(brand.id, brand.fingerprint, scorer="keyword")
    from app.agents.scout.judge.prompt import PROMPT_VERSION

    return VerdictKey(
        brand.id, brand.fingerprint, "model", parts.settings.openai_model, PROMPT_VERSION
    )


def reuse_paid_verdicts(
    parts: Parts, claim: Claim, evaluator: VerdictKey, waiting: Sequence[Article]
) -> list[Article]:
    """Serve what was judged under another address already; the rest."""
    now = parts.clock()
    with parts.database.write() as session:
        guard(session, claim, now)
        served = verdicts.reuse_known(session, waiting, Weighing(evaluator, claim.run_id), now)
    return [article for article in waiting if article.id not in served]


@dataclass(slots=True)
class Keeper:
    """Stores judgements, each as of whoever gave it. `works`: the model has given a verdict."""

    parts: Parts
    claim: Claim
    evaluator: VerdictKey
    by_id: Mapping[str, tuple[Article, Candidate]]
    stand_in: StandIn
    works: bool = False

    def store(self, batch: Sequence[Judgement]) -> None:
        now = self.parts.clock()
        with self.parts.database.write() as session, session.no_autoflush:
            guard(session, self.claim, now)
            for given in batch:
                self.works |= isinstance(given, Verdict)
                article, candidate = self.by_id[given.candidate_id]
                judgement = self.stand_in.unless_paid(candidate, given)
                by = self.stand_in.evaluator if judgement is not given else self.evaluator
                weighing = Weighing(by, self.claim.run_id, self.works)
                verdicts.store_judgement(session, weighing, article, judgement, now)
