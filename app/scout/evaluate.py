"""Judges candidates with a language model in two steps: triage of all, review of the best.

A failure of the model is never a score: each candidate ends as a Verdict or as Unscored. Titles,
links and ids never come from the model; its words are made plain before anyone sees them.
"""

from collections.abc import AsyncGenerator, AsyncIterable, Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from app.clock import Clock, utc_now
from app.model.client import ModelClient
from app.scout.arrivals import in_groups
from app.scout.asking import Asker
from app.scout.brand import Brand
from app.scout.crew import Crew
from app.scout.fence import MakeMark, random_mark
from app.scout.keyword import KeywordScorer
from app.scout.plan import BATCH, REVIEW_FROM, Shortlist, batches
from app.scout.prompt import PROMPT_VERSION, Teach, no_lessons
from app.scout.purse import Budget
from app.scout.review import Review
from app.scout.second import Second
from app.scout.stamp import Stamp
from app.scout.step import Circumstances, with_usage
from app.scout.triage import Triage
from app.scout.types import Candidate, Judgement, Unscored, Verdict

NONE_TRIAGED: Mapping[str, Verdict] = MappingProxyType({})
FILLING_SECONDS = 2.0
"""A batch that is not full is sent when no candidate has come for so long."""


class ModelEvaluator:
    """One brand, one model. Make one for each run: it counts what it asks and spends."""

    def __init__(
        self,
        client: ModelClient,
        brand: Brand,
        *,
        teach: Teach = no_lessons,
        budget: Budget | None = None,
        clock: Clock = utc_now,
        make_mark: MakeMark = random_mark,
    ) -> None:
        self.model = client.model
        self.prompt_version = PROMPT_VERSION
        stamp = Stamp(brand, client.model, PROMPT_VERSION)
        asker = Asker(client, budget)
        circumstances = Circumstances(
            asker, brand, teach, stamp, Second(lambda: KeywordScorer(brand).judge), clock, make_mark
        )
        self._triage = Triage(circumstances)
        self._review = Review(circumstances)

    async def evaluate(
        self,
        candidates: Sequence[Candidate] | AsyncIterable[Candidate],
        *,
        review_from: int = REVIEW_FROM,
        triaged: Mapping[str, Verdict] = NONE_TRIAGED,
    ) -> AsyncGenerator[Judgement, None]:
        """One judgement of each candidate, as soon as it is known: keep it before the next.

        Verdicts of step "review" are whole; those of step "triage" scored below `review_from`, or
        better ones took the places. One that is to be reviewed is not given before it was. With
        candidates that are still coming in, the first are judged while the last are read.
        `triaged`: what the triage of an earlier run said, by candidate; it is not asked again.
        """
        async with Crew[Sequence[Judgement]]() as crew:
            shortlist = Shortlist(review_from)
            evaluation = Evaluation(self._triage, self._review, crew, shortlist, triaged)
            crew.start("arrival", evaluation.start_triage(candidates))
            async for step, judgements in crew.results():
                for judgement in evaluation.after(step, judgements):
                    yield judgement

    async def triage(self, candidates: Sequence[Candidate]) -> AsyncGenerator[Judgement, None]:
        """Step 1 alone: a score for each, several in a call."""
        async with Crew[Sequence[Judgement]]() as crew:
            for batch in batches(candidates):
                crew.start("triage", self._triage.judge(batch))
            async for _step, judgements in crew.results():
                for judgement in judgements:
                    yield judgement

    async def review(self, candidates: Sequence[Candidate]) -> AsyncGenerator[Judgement, None]:
        """Step 2 alone: the whole judgement of each, one in a call."""
        async with Crew[Sequence[Judgement]]() as crew:
            for candidate in candidates:
                crew.start("review", alone(self._review, candidate))
            async for _step, judgements in crew.results():
                for judgement in judgements:
                    yield judgement


class Evaluation:
    """One pass over candidates: starts the reviews as the triage comes in."""

    def __init__(
        self,
        triage: Triage,
        review: Review,
        crew: Crew[Sequence[Judgement]],
        shortlist: Shortlist,
        triaged: Mapping[str, Verdict],
    ) -> None:
        self._triaged = triaged
        self._triage = triage
        self._review = review
        self._crew = crew
        self._shortlist = shortlist

    async def start_triage(
        self, candidates: Sequence[Candidate] | AsyncIterable[Candidate]
    ) -> Sequence[Judgement]:
        """Begin with each group as it comes in; the judgements follow by themselves."""
        if isinstance(candidates, AsyncIterable):
            async for group in in_groups(candidates, size=BATCH, seconds=FILLING_SECONDS):
                self._start_batches(group)
        else:
            self._start_batches(candidates)
        return ()

    def _start_batches(self, candidates: Sequence[Candidate]) -> None:
        self._shortlist.expect(candidates)
        known = [self._triaged[one.id] for one in candidates if one.id in self._triaged]
        if known:
            self._crew.start("triage", given(known))
        for batch in batches(one for one in candidates if one.id not in self._triaged):
            self._crew.start("triage", self._triage.judge(batch))

    def after(self, step: str, judgements: Sequence[Judgement]) -> Iterable[Judgement]:
        """What is known now, and what that lets begin."""
        known = self._known(step, judgements)
        for verdict in self._worth_a_review():
            candidate = self._shortlist.candidate(verdict)
            self._crew.start("review", alone(self._review, candidate, verdict))
        if not self._is_busy("arrival", "triage", "review"):
            known += self._shortlist.left_over()
        return known

    def _known(self, step: str, judgements: Sequence[Judgement]) -> list[Judgement]:
        if step != "review":
            return self._shortlist.sift(judgements)
        self._shortlist.reviewed(judgements)
        return [*judgements]

    def _worth_a_review(self) -> Sequence[Verdict]:
        if self._is_busy("arrival", "triage"):
            return self._shortlist.sure()
        best = self._shortlist.best()
        return best if best or self._is_busy("review") else self._shortlist.second_best()

    def _is_busy(self, *steps: str) -> bool:
        return any(self._crew.is_busy_with(step) for step in steps)


async def given(known: Sequence[Judgement]) -> Sequence[Judgement]:
    """What needs no asking, as the result of a task like the others."""
    return known


async def alone(
    review: Review, candidate: Candidate, triage: Verdict | None = None
) -> list[Judgement]:
    """The review of one candidate, with what was paid for it before. Where it fails, what the
    triage said is kept: it need not be paid again."""
    judgement = await review.judge(candidate)
    if triage is None:
        return [judgement]
    judgement = with_usage(judgement, triage.usage)
    return [replace(judgement, triage=triage) if isinstance(judgement, Unscored) else judgement]
