"""Money is counted before it is spent."""

import asyncio
from collections.abc import Iterator, Sequence

import pytest

from app.agents.scout.judge.judging import in_one_batch
from app.agents.scout.judge.model_judge import ModelJudge
from app.agents.scout.types import Candidate, Judgement
from app.parts.model.client import ModelClient
from app.parts.model.command_budget import CommandBudget
from tests.scout.evaluating import BRAND, evaluate, mixed, now, outcomes, total
from tests.servers.model_endpoint import ModelEndpoint, hangs, says
from tests.servers.scoring_brain import sensible


@pytest.fixture
def endpoint() -> Iterator[ModelEndpoint]:
    with ModelEndpoint(sensible) as server:
        yield server


def spend(
    endpoint: ModelEndpoint,
    candidates: Sequence[Candidate],
    ledger: CommandBudget,
    **options: float,
) -> dict[str, Judgement]:
    async def run() -> dict[str, Judgement]:
        judged = {}
        async with ModelClient(
            api_key="k",
            base_url=endpoint.url,
            model="gpt-4o-mini",
            timeout_seconds=options.get("timeout_seconds", 5),
        ) as client:
            evaluator = ModelJudge(client, BRAND, budget=ledger, clock=now)
            async for one in evaluator.evaluate(in_one_batch(candidates)):
                judged[one.candidate_id] = one
        return judged

    return asyncio.run(run())


def test_within_the_budget_all_are_judged(endpoint: ModelEndpoint) -> None:
    ledger = CommandBudget(1.0)
    assert outcomes(spend(endpoint, mixed(60), ledger)) == {"scored": 60}
    assert 0 < ledger.spent < 0.02


def test_without_a_budget_left_nothing_is_asked(endpoint: ModelEndpoint) -> None:
    judged = spend(endpoint, mixed(30), CommandBudget(0.0))
    assert outcomes(judged) == {"over_budget": 30}
    assert endpoint.received == []
    assert total(judged).usd == 0


@pytest.mark.parametrize("limit_usd", [0.0005, 0.001, 0.002, 0.004, 0.008])
def test_the_limit_is_never_passed_however_many_are_asked_at_once(
    endpoint: ModelEndpoint, limit_usd: float
) -> None:
    endpoint.delay = 0.01
    ledger = CommandBudget(limit_usd)
    judged = spend(endpoint, mixed(360), ledger)
    assert ledger.spent <= limit_usd
    assert len(judged) == 360
    assert set(outcomes(judged)) <= {"scored", "over_budget"}
    assert outcomes(judged)["over_budget"] > 0


def test_most_of_the_budget_is_used_before_it_is_said_to_be_spent(endpoint: ModelEndpoint) -> None:
    ledger = CommandBudget(0.012)
    spend(endpoint, mixed(600), ledger)
    assert ledger.spent > 0.009


def test_useless_answers_count_too(endpoint: ModelEndpoint) -> None:
    endpoint.always = says("What a story! " * 20)
    ledger = CommandBudget(1.0)
    spend(endpoint, mixed(24), ledger)
    paid = sum(len(request.system) // 4 + len(request.user) // 4 for request in endpoint.received)
    assert ledger.spent > paid * 0.15 / 1e6


def test_answers_that_never_came_count_with_the_most_they_can_cost(endpoint: ModelEndpoint) -> None:
    endpoint.always = hangs
    ledger = CommandBudget(1.0)
    judged = spend(endpoint, mixed(12), ledger, timeout_seconds=3)
    assert outcomes(judged) == {"timed_out": 12}
    assert ledger.spent > 0.0005


def test_no_budget_means_no_limit(endpoint: ModelEndpoint) -> None:
    assert outcomes(evaluate(endpoint, mixed(12), budget=None)) == {"scored": 12}
