"""Candidates come as sites are read: when a question about them is put, and with how many."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest

from app.agents.scout.judge import agenda
from app.agents.scout.judge.model_judge import ModelJudge
from app.agents.scout.judge.shortlist import BATCH
from app.agents.scout.types import Candidate
from app.parts.model.client import ModelClient
from tests.scout.evaluating import BRAND, candidate, now
from tests.scout.slow_model import in_jumping_time
from tests.servers.model_endpoint import ModelEndpoint
from tests.servers.scoring_brain import items_in, sensible

SOON = agenda.FILLING_SECONDS / 2
LATE = 10 * agenda.FILLING_SECONDS


def sizes(*batches: int, apart: float) -> list[int]:
    """How many each question was about, the largest first, when so many candidates came, so many
    seconds apart."""
    return sorted(in_jumping_time(asked(batches, apart)), reverse=True)


async def asked(batches: Sequence[int], apart: float) -> list[int]:
    endpoint = ModelEndpoint(sensible)
    async with (
        endpoint.in_this_loop(),
        ModelClient(api_key="k", base_url=endpoint.url, model="m", max_at_once=4) as client,
    ):
        judging = ModelJudge(client, BRAND, clock=now).evaluate(coming(batches, apart))
        judged = [one.candidate_id async for one in judging]
    assert sorted(judged) == sorted(f"c{number}" for number in range(sum(batches)))
    return [len(items_in(one.user)) for one in endpoint.received]


async def coming(batches: Sequence[int], apart: float) -> AsyncIterator[list[Candidate]]:
    number = 0
    for size in batches:
        if number:
            await asyncio.sleep(apart)
        yield [candidate(number + one) for one in range(size)]
        number += size


@pytest.mark.parametrize(
    ("batches", "asked_about"),
    [
        ([5, 5, 5], [BATCH, 3]),
        ([BATCH], [BATCH]),
        ([2 * BATCH + 1], [BATCH, BATCH, 1]),
        ([1] * (2 * BATCH), [BATCH, BATCH]),
        ([3], [3]),
        ([], []),
    ],
)
def test_what_comes_soon_after_fills_the_question(
    batches: list[int], asked_about: list[int]
) -> None:
    assert sizes(*batches, apart=SOON) == asked_about


def test_a_question_is_not_kept_waiting_for_late_ones() -> None:
    assert sizes(2, 5, apart=LATE) == [5, 2]


def test_what_came_at_once_and_is_not_full_waits_for_what_comes_soon() -> None:
    assert sizes(BATCH + 3, BATCH - 3, apart=SOON) == [BATCH, BATCH]
