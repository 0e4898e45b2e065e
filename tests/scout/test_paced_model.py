"""A quick model that may be asked only so often, as free offers have it: waiting for it is no
slowness of its own."""

import math
from collections import Counter

from aiohttp import web

from app.agents.scout.types import Judgement, Unscored, Verdict
from tests.scout.evaluating import candidate
from tests.scout.slow_model import RUN_SECONDS, SlowModel
from tests.servers.model_endpoint import error, takes


def rejects(left: float) -> web.Response:
    return error(429, "Rate limit", **{"Retry-After": str(math.ceil(left))})


def steps(judged: dict[str, Judgement]) -> Counter[str]:
    return Counter(one.step for one in judged.values() if isinstance(one, Verdict))


def test_waiting_for_a_rate_limit_is_not_taken_for_slowness() -> None:
    """An answer that waited three minutes for its turn took none of them: what is left of the
    run's time is used."""
    model = SlowModel(None, takes(3, 60, rejects))
    judged = model.judge([candidate(n, f"Pizza week {n}") for n in range(100)], RUN_SECONDS)
    assert model.seconds > RUN_SECONDS - 30
    assert steps(judged) >= Counter(triage=80, review=9)


def test_under_a_rate_limit_the_reviews_get_their_questions_too() -> None:
    model = SlowModel(None, takes(2, 60, rejects))
    judged = model.judge([candidate(n, f"Pizza week {n}") for n in range(150)], RUN_SECONDS)
    assert steps(judged)["review"] >= 3


def test_what_a_rate_limit_left_no_time_for_says_so() -> None:
    model = SlowModel(None, takes(3, 60, rejects))
    stories = [candidate(n, f"A bus is late, part {n}") for n in range(400)]
    left = [one for one in model.judge(stories, RUN_SECONDS).values() if isinstance(one, Unscored)]
    assert left
    assert {one.outcome for one in left} == {"unavailable"}
    assert all("rate limit" in one.detail for one in left)
