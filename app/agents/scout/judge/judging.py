"""Who judges candidates, on which terms, and until when."""

import asyncio
import math
import time
from collections.abc import AsyncIterable, AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.agents.scout.agent import longest_seconds
from app.agents.scout.brand.brand_file import Brand
from app.agents.scout.judge.prompt import Teach, no_lessons
from app.agents.scout.types import Candidate, Judgement, Verdict
from app.lib.settings.parts import JudgingSettings

if TYPE_CHECKING:
    from app.agents.scout.judge.doubts import Doubts
    from app.agents.scout.judge.load import Memory
    from app.parts.model.purse import Budget
    from app.parts.parts import Parts
    from app.parts.runs.lease import Claim

SHARE_OF_JUDGING = 0.7
"""Of the time a run may take: the rest is for the last looks, the report and the mail."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for one judging by the model. `triaged`: what is known from an earlier run, of
    each candidate by the time that it comes; `memory`: how much the model manages; `doubts`: which
    articles may tell one story, of each candidate by then, too; `until`: the moment (of
    `time.monotonic`) by which all is to be over, waits for a rate limit as well."""

    budget: "Budget | None" = None
    teach: Teach = no_lessons
    triaged: Mapping[str, Verdict] = field(default_factory=dict)
    memory: "Memory | None" = None
    doubts: "Doubts | None" = None
    until: float | None = None


def end_of_judging(parts: "Parts", claim: "Claim") -> float:
    """Before the run has used up its time: what was judged by then is still ranked and mailed."""
    taken = (parts.clock() - claim.claimed_at).total_seconds()
    return time.monotonic() + SHARE_OF_JUDGING * longest_seconds(parts.settings) - taken


async def judge(
    settings: JudgingSettings,
    brand: Brand,
    batches: AsyncIterable[Sequence[Candidate]],
    terms: Terms | None = None,
) -> AsyncIterator[Judgement]:
    """By the model when there is a key for one, else by the keyword scorer. Each batch is what is
    there by now, of what is still read."""
    terms = terms or Terms()
    if settings.openai_api_key is None:
        from app.agents.scout.judge.keyword import keyword_scorer

        scorer = keyword_scorer(brand)
        async for batch in batches:
            for candidate in batch:
                yield scorer.judge(candidate)
                await asyncio.sleep(0)  # sites are read meanwhile
        return
    from app.agents.scout.judge.model_judge import ModelJudge
    from app.parts.model.configured import client_of

    async with client_of(settings, settings.openai_api_key, waits_until=terms.until) as client:
        evaluator = ModelJudge(
            client,
            brand,
            budget=terms.budget,
            teach=terms.teach,
            memory=terms.memory,
            doubts=terms.doubts,
            until=math.inf if terms.until is None else terms.until,
        )
        async for judgement in evaluator.evaluate(batches, triaged=terms.triaged):
            yield judgement


async def in_one_batch(candidates: Sequence[Candidate]) -> AsyncIterator[Sequence[Candidate]]:
    """All that there is to judge, where nothing is read meanwhile."""
    yield candidates
