"""What a run says when the rate limit of the model's endpoint kept it from judging."""

import math
from pathlib import Path

import pytest
from aiohttp import web

from app.parts.store.database import Database
from tests.scout.slow_runs import FIVE_A_SECOND, Slow, slow_runs, stories
from tests.servers.model_endpoint import error, fails, takes

# Nothing here depends on the database; the tests of its parts run on both.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
LIMITED = "The model's endpoint is at its rate limit"


@pytest.fixture
def slow(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Slow:
    slow = slow_runs(database, tmp_path, monkeypatch)
    slow.endpoint.speed = None
    return slow


def rejection(left: float) -> web.Response:
    return error(429, "Slow down", **{"Retry-After": f"{math.ceil(left)}"})


def test_what_a_limit_left_no_time_for_waits_because_of_the_limit(slow: Slow) -> None:
    slow.endpoint.always = takes(1, 60, rejection)
    result = slow.run(stories(20))
    assert 0 < result.counts.evaluated < 20
    assert result.unjudged
    assert all(one.reason.startswith(LIMITED) for one in result.unjudged)


@pytest.mark.parametrize("seconds", [1, 20, 45, 75, 90, 125, 180, 370])
def test_an_endpoint_that_turns_every_question_down_is_said_to_be_at_its_limit(
    slow: Slow, seconds: int
) -> None:
    slow.endpoint.always = fails(429, "Slow down", **{"Retry-After": f"{seconds}"})
    result = slow.run(stories(60))
    assert (result.counts.evaluated, result.counts.waiting) == (0, 60)
    assert all(one.reason.startswith(LIMITED) for one in result.unjudged)
    assert {row.tries for row in slow.verdicts()} == {0}


def test_a_slow_model_that_turned_a_question_down_once_is_said_to_be_slow(slow: Slow) -> None:
    slow.endpoint.speed = FIVE_A_SECOND
    slow.endpoint.script = [fails(429, "Slow down", **{"Retry-After": "2"})]
    result = slow.run(stories(20))
    assert f"The model is slow: {result.counts.evaluated} of 20" in (result.notice or "")
    assert "rate limit" not in (result.notice or "")
