import pytest

from app.parts.model.breaker import Allowance, Breaker
from app.parts.model.usage import ModelUsage


class Seconds:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Seconds:
    return Seconds()


@pytest.fixture
def breaker(clock: Seconds) -> Breaker:
    return Breaker(3, 30, clock)


def fail_one_after_another(breaker: Breaker, clock: Seconds, times: int) -> None:
    for _ in range(times):
        clock.now += 1
        breaker.failed(clock.now)


def test_it_opens_after_failures_in_a_row_and_rests(breaker: Breaker, clock: Seconds) -> None:
    was_open = []
    for failures, pause in ((2, 0), (1, 0), (0, 31)):
        fail_one_after_another(breaker, clock, failures)
        clock.now += pause
        was_open.append(breaker.is_open)
    assert was_open == [False, True, False]


def test_after_the_rest_one_failure_opens_it_again(breaker: Breaker, clock: Seconds) -> None:
    fail_one_after_another(breaker, clock, 3)
    clock.now += 31
    fail_one_after_another(breaker, clock, 1)
    assert breaker.is_open


def test_a_success_starts_the_count_anew(breaker: Breaker, clock: Seconds) -> None:
    fail_one_after_another(breaker, clock, 2)
    breaker.succeeded()
    assert not breaker.in_trouble
    fail_one_after_another(breaker, clock, 2)
    assert not breaker.is_open


def test_calls_that_were_under_way_together_fail_as_one(breaker: Breaker, clock: Seconds) -> None:
    began = clock.now
    clock.now += 2
    for _ in range(12):
        breaker.failed(began)
    assert breaker.in_trouble
    assert not breaker.is_open


def test_a_time_out_opens_it_at_once_unless_others_were_answered(
    breaker: Breaker, clock: Seconds
) -> None:
    clock.now = 10
    breaker.succeeded()
    was_open = []
    for began in (5, 20):
        breaker.timed_out(began)
        was_open.append(breaker.is_open)
    assert was_open == [False, True]


def test_extra_calls_are_a_few_or_a_tenth_of_the_planned() -> None:
    few = Allowance(2)
    few.planned()
    assert [few.take() for _ in range(4)] == [True, True, False, False]
    many = Allowance(2)
    for _ in range(50):
        many.planned()
    assert sum(many.take() for _ in range(50)) == 5


def test_usage_split_adds_up_again() -> None:
    usage = ModelUsage(1, 1003, 250, 0.001, 1.5)
    shares = usage.split(7)
    assert sum(share.calls for share in shares) == 1
    assert sum(share.input_tokens for share in shares) == 1003
    assert sum(share.output_tokens for share in shares) == 250
    assert sum(share.usd for share in shares) == pytest.approx(0.001)
    assert sum(share.seconds for share in shares) == pytest.approx(1.5)
