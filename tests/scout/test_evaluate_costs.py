"""What a day costs, and how long a run takes, measured at the endpoint."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path

import pytest

from app.agents.scout.brand.brand_file import Brand, load_brands
from app.agents.scout.judge.judging import in_one_batch
from app.agents.scout.judge.model_judge import ModelJudge
from app.agents.scout.judge.prompt import Lessons, review_prompt
from app.agents.scout.types import Candidate, Judgement, Usage
from app.lib.settings.settings import Settings
from app.parts.model.client import ModelClient
from app.parts.model.prices import price_of
from app.parts.model.untrusted.fence import Fence
from tests.conftest import NOON
from tests.scout.evaluating import candidate, now
from tests.servers.model_endpoint import ModelEndpoint
from tests.servers.scoring_brain import sensible
from tests.timing import allowed

ARTICLES_A_DAY = 500
SMALL_MODEL = str(Settings.model_fields["openai_model"].default)
LESSONS = Lessons(
    yes=("Pizza chain opens its hundredth place in Durban this weekend",) * 8,
    no=("Share price of a food group slips after results",) * 8,
)


@pytest.fixture(scope="module")
def brand() -> Brand:
    return load_brands(Path(__file__).parents[2] / "brand_repo.yaml")["debonairs"]


@pytest.fixture
def endpoint() -> Iterator[ModelEndpoint]:
    with ModelEndpoint(sensible) as server:
        yield server


def a_day() -> list[Candidate]:
    """Articles of usual length; one in eight is worth a review."""
    headline = "Minister says the new bus lanes will open before the end of"
    summary = "The lanes have been closed since March while engineers mended the bridge. " * 3
    return [
        candidate(
            number,
            f"{'Pizza' if number % 8 == 0 else headline} number {number}",
            summary=summary,
            text=summary * 16,
        )
        for number in range(ARTICLES_A_DAY)
    ]


def judge_day(endpoint: ModelEndpoint, brand: Brand, runs: int) -> list[Judgement]:
    stories = a_day()
    size = -(-len(stories) // runs)

    async def run() -> list[Judgement]:
        judged = []
        async with ModelClient(api_key="k", base_url=endpoint.url, model=SMALL_MODEL) as client:
            for start in range(0, len(stories), size):
                evaluator = ModelJudge(client, brand, clock=now, teach=lambda _candidates: LESSONS)
                part = in_one_batch(stories[start : start + size])
                judged += [judgement async for judgement in evaluator.evaluate(part)]
        return judged

    return asyncio.run(run())


def one_call_for_each(brand: Brand) -> int:
    """Characters sent when every article is reviewed with the full brand prompt."""
    asked = [review_prompt(brand, story, LESSONS, Fence("5eed5eed"), NOON) for story in a_day()]
    return sum(len(one.system) + len(one.user) for one in asked)


@pytest.mark.long
@pytest.mark.parametrize("runs", [1, 144])
def test_a_day_sends_a_third_of_one_call_for_each_article_and_costs_cents(
    endpoint: ModelEndpoint, brand: Brand, runs: int
) -> None:
    judged = judge_day(endpoint, brand, runs)
    assert len(judged) == ARTICLES_A_DAY
    sent = sum(request.characters for request in endpoint.received)
    assert sent <= 0.35 * one_call_for_each(brand)
    cost = sum((judgement.usage for judgement in judged), start=Usage())
    # Real tokenizers make a token of about four characters; the answers are short either way.
    assert cost.usd < 0.15
    assert cost.usd == pytest.approx(
        price_of(SMALL_MODEL).usd(cost.input_tokens, cost.output_tokens)
    )


# --- time -------------------------------------------------------------------------------------

CALL_SECONDS = 1.5
PAGE_SECONDS = 0.3
"""What a real endpoint and a real site take on a slow day."""


async def reading(stories: Sequence[Candidate]) -> AsyncIterator[Sequence[Candidate]]:
    """As a reader gives them: first the sites answer, then the articles."""
    await asyncio.sleep(2 * PAGE_SECONDS)
    for story in stories:
        yield [story]


@pytest.mark.long
def test_reading_triage_and_review_overlap(endpoint: ModelEndpoint, brand: Brand) -> None:
    """By the best of three tries: whatever else runs on the machine only slows one down."""
    endpoint.delay = CALL_SECONDS
    stories = a_day()[:60]

    async def run() -> float:
        async with ModelClient(api_key="k", base_url=endpoint.url, model=SMALL_MODEL) as client:
            began = time.monotonic()
            judging = ModelJudge(client, brand, clock=now).evaluate(reading(stories))
            assert len([judgement async for judgement in judging]) == 60
            return time.monotonic() - began

    longest = allowed(1.3 * (2 * PAGE_SECONDS + 2 * CALL_SECONDS))
    assert any(asyncio.run(run()) <= longest for _ in range(3))
