"""How fast an endpoint is asked, by a clock that the test moves."""

from datetime import timedelta

import pytest

from app.parts.model.breaker import Breaker
from app.parts.model.errors import ModelRateLimitedError, ModelUnavailableError
from app.parts.model.pace import Pace, in_words


class Clock:
    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


class Endpoint:
    """Asks in turn for as long as a test wants, and moves the clock where the pace waits."""

    def __init__(self, until: float = 1_000.0) -> None:
        self.clock = Clock()
        rejections = Breaker(5, 30.0, self.clock)
        self.pace = Pace(rejections, first_guess=1.0, until=until, now=self.clock)

    def begin(self) -> float:
        self.clock.seconds += self.pace.pause()
        return self.pace.begin()

    def reject(self, began: float, told: float | None) -> float:
        self.clock.seconds += 0.001
        return self.pace.rejected(began, None if told is None else timedelta(seconds=told))


@pytest.fixture
def endpoint() -> Endpoint:
    return Endpoint()


def test_without_a_rejection_nothing_waits(endpoint: Endpoint) -> None:
    for _ in range(50):
        endpoint.begin()
        endpoint.pace.taken()
    assert endpoint.clock.seconds == 100.0


def test_a_rejection_is_waited_for_as_long_as_told_and_a_little(endpoint: Endpoint) -> None:
    endpoint.reject(endpoint.begin(), 3)
    assert endpoint.pace.pause() == pytest.approx(3.1)
    assert endpoint.pace.in_trouble


def test_of_three_at_once_two_rejections_tell_the_time_between_two(endpoint: Endpoint) -> None:
    began = [endpoint.begin() for _ in range(3)]
    endpoint.reject(began[1], 3)
    endpoint.reject(began[2], 3)
    endpoint.pace.taken()
    endpoint.begin()
    assert endpoint.pace.pause() == pytest.approx(3.1 * 1.03, abs=0.01)


def test_after_a_burst_the_pace_is_that_of_the_burst_with_its_wait(endpoint: Endpoint) -> None:
    for _ in range(20):
        endpoint.begin()
        endpoint.pace.taken()
    endpoint.reject(endpoint.begin(), 60)
    endpoint.begin()
    assert endpoint.pace.pause() == pytest.approx(60.1 / 20 * 1.03, abs=0.01)


def test_a_pace_that_was_learnt_once_is_learnt_anew_from_the_next_rejection(
    endpoint: Endpoint,
) -> None:
    for _ in range(100):
        endpoint.begin()
        endpoint.pace.taken()
    endpoint.reject(endpoint.begin(), 2)
    endpoint.begin()
    endpoint.pace.taken()
    endpoint.reject(endpoint.begin(), 2)
    endpoint.begin()
    assert endpoint.pace.pause() > 2


def test_when_all_goes_well_the_pace_gets_faster(endpoint: Endpoint) -> None:
    began = [endpoint.begin(), endpoint.begin()]
    endpoint.reject(began[1], 3)
    for _ in range(8):
        endpoint.begin()
        endpoint.pace.taken()
    endpoint.begin()
    assert endpoint.pace.pause() == pytest.approx(3.1 * 1.03 * 0.8, abs=0.01)


def test_a_very_slow_pace_gets_faster_after_each_answer(endpoint: Endpoint) -> None:
    began = [endpoint.begin(), endpoint.begin()]
    endpoint.reject(began[1], 50)
    endpoint.begin()
    endpoint.pace.taken()
    endpoint.begin()
    assert endpoint.pace.pause() == pytest.approx(50.1 * 1.03 * 0.8, abs=0.01)


def test_a_wait_that_was_too_short_is_doubled_and_a_guessed_one_grows_faster() -> None:
    told, guessed = Endpoint(), Endpoint()
    waits = [told.reject(told.begin(), 2) for _ in range(4)]
    assert waits == pytest.approx([2.1, 4.1, 8.1, 16.1])
    guesses = [guessed.reject(guessed.begin(), None) for _ in range(4)]
    assert guesses == pytest.approx([1.1, 4.1, 16.1, 60.1])


def test_a_wait_of_nothing_is_believed_once(endpoint: Endpoint) -> None:
    waits = [endpoint.reject(endpoint.begin(), 0) for _ in range(4)]
    assert waits == pytest.approx([0, 2.1, 4.1, 8.1])


def test_a_long_wait_is_taken_as_told_however_often(endpoint: Endpoint) -> None:
    waits = [endpoint.reject(endpoint.begin(), 45) for _ in range(3)]
    assert waits == pytest.approx([45.1] * 3)


def test_a_wait_beyond_the_last_moment_is_refused_with_its_length(endpoint: Endpoint) -> None:
    endpoint.reject(endpoint.begin(), 3_600)
    with pytest.raises(ModelRateLimitedError, match="wait 60 minutes") as refused:
        endpoint.pace.pause()
    assert refused.value.retry_after is not None
    assert refused.value.retry_after.total_seconds() == pytest.approx(3_600, abs=1)


def test_after_too_many_rejections_in_a_row_nothing_is_asked_for_a_while(
    endpoint: Endpoint,
) -> None:
    for _ in range(5):
        endpoint.reject(endpoint.begin(), 0.01)
    with pytest.raises(ModelRateLimitedError, match="left alone"):
        endpoint.pace.pause()
    endpoint.clock.seconds += 31
    assert endpoint.pace.pause() == 0


def test_a_pause_for_other_trouble_is_not_called_a_rate_limit() -> None:
    endpoint = Endpoint(until=110)
    endpoint.pace.rest(60)
    with pytest.raises(ModelUnavailableError, match="in trouble") as refused:
        endpoint.pace.pause()
    assert not isinstance(refused.value, ModelRateLimitedError)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.2, "1 second"), (40, "40 seconds"), (119, "119 seconds"), (300, "5 minutes")],
)
def test_a_time_is_said_in_words(seconds: float, words: str) -> None:
    assert in_words(seconds) == words
