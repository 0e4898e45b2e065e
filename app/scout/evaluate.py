"""Judges candidates with a language model in two steps: triage of all, review of the best.

A failure of the model is never a score: each candidate ends as a Verdict or as Unscored. Titles,
links and ids never come from the model; its words are made plain before anyone sees them.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

from app.clock import Clock, utc_now
from app.model.breaker import Allowance
from app.model.client import ModelClient
from app.scout.asking import USELESS, Asker, Budget, NoAnswer
from app.scout.brand import Brand
from app.scout.crew import Crew
from app.scout.fence import Fence, MakeMark, random_mark
from app.scout.plan import Shortlist, batches, thirds
from app.scout.prompt import PROMPT_VERSION, Lessons, review_prompt, triage_prompt
from app.scout.replies import ReviewReply, TriageReply
from app.scout.types import Candidate, Judgement, Unscored, Usage, Verdict
from app.scout.verdict import Stamp

TRIAGE_TOKENS = 200
TRIAGE_TOKENS_PER_ITEM = 120
REVIEW_TOKENS = 800
REPEATS_AT_LEAST = 3
"""Questions put a second time in one evaluation: these, or a tenth of all where that is more."""

NOT_USABLE = "The model left the item out, gave it twice, or gave no valid score for it."


class ModelEvaluator:
    """One brand, one model. Make one for each run: it counts what it asks and spends."""

    def __init__(
        self,
        client: ModelClient,
        brand: Brand,
        *,
        lessons: Lessons = Lessons(),  # noqa: B008 (frozen)
        budget: Budget | None = None,
        clock: Clock = utc_now,
        make_mark: MakeMark = random_mark,
    ) -> None:
        self.model = client.model
        self.prompt_version = PROMPT_VERSION
        self._brand = brand
        self._lessons = lessons
        self._clock = clock
        self._make_mark = make_mark
        self._asker = Asker(client, budget)
        self._repeats = Allowance(REPEATS_AT_LEAST)
        self._stamp = Stamp(brand, client.model, PROMPT_VERSION)

    async def evaluate(self, candidates: Sequence[Candidate]) -> AsyncIterator[Judgement]:
        """One judgement of each candidate, as soon as it is known: keep it before the next.

        Verdicts of step "review" are whole; those of step "triage" were not worth a review, or
        better ones took the places. One that is to be reviewed is not given before it was.
        """
        shortlist = Shortlist(candidates)
        sorted_as: dict[str, Verdict] = {}
        async with Crew[list[Judgement]]() as crew:
            for batch in batches(candidates):
                crew.start("triage", self._sort(batch))
            async for step, judgements in crew.results():
                known = judgements
                if step == "triage":
                    through = not crew.is_busy_with("triage")
                    known = shortlist.sift(judgements)
                    for verdict in shortlist.best() if through else shortlist.sure():
                        sorted_as[verdict.candidate_id] = verdict
                        crew.start(
                            "review", self._read(shortlist.candidate(verdict), verdict.usage)
                        )
                    known += shortlist.left_over() if through else []
                for judgement in known:
                    yield judgement
                    self._asker.purse.handed_over(judgement.usage.usd)

    async def triage(self, candidates: Sequence[Candidate]) -> AsyncIterator[Judgement]:
        """Step 1: a score for each by title, site, age and opening lines; several in a call."""
        async with Crew[list[Judgement]]() as crew:
            for batch in batches(candidates):
                crew.start("triage", self._sort(batch))
            async for judgement in self._given(crew):
                yield judgement

    async def review(self, candidates: Sequence[Candidate]) -> AsyncIterator[Judgement]:
        """Step 2: the whole judgement of each by its text; one in a call."""
        async with Crew[list[Judgement]]() as crew:
            for candidate in candidates:
                crew.start("review", self._read(candidate))
            async for judgement in self._given(crew):
                yield judgement

    async def _given(self, crew: Crew[list[Judgement]]) -> AsyncIterator[Judgement]:
        async for _step, judgements in crew.results():
            for judgement in judgements:
                yield judgement
                self._asker.purse.handed_over(judgement.usage.usd)

    # --- step 1 -------------------------------------------------------------------------------

    async def _sort(self, batch: Sequence[Candidate]) -> list[Judgement]:
        """The batch's judgements in its order; what got none is asked about once more."""
        self._repeats.planned()
        judged = await self._sort_once(batch)
        failed = [item for item, judgement in zip(batch, judged, strict=True) if useless(judgement)]
        groups = thirds(failed) if len(failed) == len(batch) > 1 else [tuple(failed)] * bool(failed)
        groups = [group for group in groups if self._repeats.take()]
        again = await asyncio.gather(*(self._sort_once(group) for group in groups))
        second = {
            item.id: judgement
            for group, judgements in zip(groups, again, strict=True)
            for item, judgement in zip(group, judgements, strict=True)
        }
        return [
            with_usage(second[first.candidate_id], first.usage)
            if first.candidate_id in second
            else first
            for first in judged
        ]

    async def _sort_once(self, batch: Sequence[Candidate]) -> list[Judgement]:
        fence = Fence(self._make_mark())
        asked = triage_prompt(self._brand, batch, self._lessons, fence, self._clock())
        most = TRIAGE_TOKENS + TRIAGE_TOKENS_PER_ITEM * len(batch)
        said = await self._asker.ask(asked, TriageReply, most)
        shares = said.usage.split(len(batch))
        if isinstance(said, NoAnswer):
            return [
                Unscored(item.id, said.outcome, said.detail, usage)
                for item, usage in zip(batch, shares, strict=True)
            ]
        usable = said.value.by_id()
        return [
            self._stamp.triage(item, usable[item_id], usage)
            if item_id in usable
            else Unscored(item.id, "invalid", NOT_USABLE, usage)
            for (item_id, item), usage in zip(asked.candidates.items(), shares, strict=True)
        ]

    # --- step 2 -------------------------------------------------------------------------------

    async def _read(self, candidate: Candidate, paid: Usage = Usage()) -> list[Judgement]:  # noqa: B008
        """The candidate's judgement; an answer of the wrong shape is asked for once more."""
        self._repeats.planned()
        judgement = await self._read_once(candidate)
        cut_or_malformed = isinstance(judgement, Unscored) and judgement.outcome in {
            "invalid",
            "truncated",
        }
        if cut_or_malformed and self._repeats.take():
            judgement = with_usage(await self._read_once(candidate), judgement.usage)
        return [with_usage(judgement, paid)]

    async def _read_once(self, candidate: Candidate) -> Judgement:
        fence = Fence(self._make_mark())
        asked = review_prompt(self._brand, candidate, self._lessons, fence, self._clock())
        said = await self._asker.ask(asked, ReviewReply, REVIEW_TOKENS)
        if isinstance(said, NoAnswer):
            return Unscored(candidate.id, said.outcome, said.detail, said.usage)
        if said.value.id not in asked.candidates or not said.value.usable:
            return Unscored(candidate.id, "invalid", NOT_USABLE, said.usage)
        return self._stamp.review(candidate, said.value, said.usage)


def useless(judgement: Judgement) -> bool:
    """An answer came, but it was none: another one may be better."""
    return isinstance(judgement, Unscored) and judgement.outcome in USELESS


def with_usage(judgement: Judgement, usage: Usage) -> Judgement:
    return replace(judgement, usage=usage + judgement.usage)
