"""A small brand, candidates, and one evaluation of them at a local endpoint."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any
from unittest.mock import patch

import openai  # noqa: F401 (no test's clock should run while this is loaded)

from app.agents.scout.brand.brand_file import Brand, Keywords, Site, Tone
from app.agents.scout.judge import model_judge
from app.agents.scout.judge.judging import in_one_batch
from app.agents.scout.judge.model_judge import ModelJudge
from app.agents.scout.judge.shortlist import REVIEW_FROM, Shortlist
from app.agents.scout.judge.steps import Review
from app.agents.scout.types import Candidate, Judgement, Unscored, Usage, Verdict
from app.parts.model.client import ModelClient
from app.parts.model.patience import Patience
from tests.conftest import NOON
from tests.servers.model_endpoint import ModelEndpoint

ABOVE_ANY_SCORE = 101
QUICK = Patience(first_wait=0.01, longest_wait=0.05)

BRAND = Brand(
    id="corner",
    display_name="Corner Pizza",
    aliases=("Corner",),
    tone=Tone(persona="A cheerful neighbour.", style_guide="Short.\nNever unkind."),
    keywords=Keywords(core=("pizza",), extended=("burger", "takeaway"), products=("The Corner",)),
    banned_words=("cheap", "guilty pleasure"),
    no_go_topics=("crime", "a rival's disgrace"),
    example_copy={"sport": ("Half-time is slice time.",)},
    rivals=("Other Pizza",),
    regions=("South Africa",),
    language="en",
    sites=(Site(url="https://news.example/feed"),),
)


def candidate(number: int, title: str = "A bus is late", **more: Any) -> Candidate:
    fields: dict[str, Any] = {
        "id": f"c{number}",
        "title": title,
        "url": f"https://news.example/{number}",
        "site": f"site {number % 7}",
        "summary": f"What happened, part {number}.",
        "text": f"The whole story, part {number}. " * 30,
        "published_at": NOON,
        **more,
    }
    return Candidate(**fields)


def mixed(count: int) -> list[Candidate]:
    """Of six, one is about pizza, one about burgers, and four about nothing of ours."""
    titles = {0: "Pizza week begins", 3: "A burger chain grows"}
    return [candidate(number, titles.get(number % 6, "A bus is late")) for number in range(count)]


def now() -> datetime:
    return NOON


async def evaluation(
    client: ModelClient, candidates: Sequence[Candidate], step: str = "both", **options: Any
) -> list[Judgement]:
    evaluator = ModelJudge(client, BRAND, clock=now, **options)
    if step == "review":
        review = Review(evaluator._context)
        return await asyncio.gather(*(review.judge(one) for one in candidates))
    review_from = ABOVE_ANY_SCORE if step == "triage" else REVIEW_FROM
    with patch.object(model_judge, "Shortlist", partial(Shortlist, review_from)):
        return [one async for one in evaluator.evaluate(in_one_batch(candidates))]


def evaluate(
    endpoint: ModelEndpoint,
    candidates: Sequence[Candidate],
    step: str = "both",
    client_options: dict[str, Any] | None = None,
    **options: Any,
) -> dict[str, Judgement]:
    """The judgements by candidate; that there is exactly one for each is checked here. `step`:
    "triage" without reviews of any, "review" of all without a triage."""

    async def run() -> list[Judgement]:
        settings = {"model": "gpt-4o-mini", "patience": QUICK, **(client_options or {})}
        async with ModelClient(api_key="sk-1", base_url=endpoint.url, **settings) as client:
            return await evaluation(client, candidates, step, **options)

    judgements = asyncio.run(run())
    given = Counter(judgement.candidate_id for judgement in judgements)
    assert given == Counter(candidate.id for candidate in candidates)
    return {judgement.candidate_id: judgement for judgement in judgements}


def verdict(judgement: Judgement) -> Verdict:
    assert isinstance(judgement, Verdict), judgement
    return judgement


def outcome(judgement: Judgement) -> str:
    """The failure, or "scored"."""
    return judgement.outcome if isinstance(judgement, Unscored) else "scored"


def outcomes(judgements: dict[str, Judgement]) -> Counter[str]:
    return Counter(outcome(judgement) for judgement in judgements.values())


def total(judgements: dict[str, Judgement]) -> Usage:
    return sum((judgement.usage for judgement in judgements.values()), start=Usage())
