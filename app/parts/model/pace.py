"""How fast an endpoint takes questions, learnt from its rejections."""

import math
import time
from collections.abc import Callable
from datetime import timedelta

from app.parts.model.breaker import Breaker
from app.parts.model.errors import ModelRateLimitedError, ModelUnavailableError

MARGIN = 1.03
"""On the measured time between two questions, so that the network's jitter costs no rejection."""
PAD_SECONDS = 0.1
"""On a wait of a second or more: many endpoints name whole seconds and round them down."""
LONGER_UP_TO, GUESS_UP_TO = 30.0, 60.0
"""A wait that was too short is doubled until so many seconds; a guessed one grows fourfold."""
FASTER = 0.8
SLOW_SECONDS = 10.0
GOOD_IN_A_ROW = 8
"""After so many the pace gets faster; where it is slower than `SLOW_SECONDS` after each, because
a run has not the time to find out slowly that it need not be so slow."""


class Pace:
    """One pace for all questions to an endpoint, however many are under way.

    After a rejection nothing is asked for as long as the endpoint told, or for a guessed time.
    From then on so much time lies between two questions as there lay, on average, between those
    that it took before, the wait included. `until` is the last moment to wait for; `now` gives
    seconds that never go back.
    """

    def __init__(
        self,
        rejections: Breaker,
        *,
        first_guess: float,
        until: float,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._rejections = rejections
        self._first_guess = first_guess
        self._until = until
        self._now = now
        self._not_before = -math.inf
        self._interval = self._known_interval = 0.0
        self._measured_from = 0.0
        self._measures_anew = True
        self._taken = 0
        self._good = 0
        self._is_limited = False

    @property
    def in_trouble(self) -> bool:
        """Nothing was taken since the last rejection."""
        return self._rejections.in_trouble

    @property
    def seconds_apart(self) -> float:
        """How far apart questions are put for now."""
        return self._interval

    def pause(self) -> float:
        """Seconds until the next question may begin. Raises ModelUnavailableError when that is
        too late, or when the endpoint has rejected too many in a row."""
        wait = max(0.0, self._not_before - self._now())
        if self._rejections.is_open or (wait and self._now() + wait > self._until):
            raise self.refusal(wait)
        return wait

    def begin(self) -> float:
        """A question begins; gives its moment."""
        now = self._now()
        if self._measures_anew:
            self._measured_from, self._taken, self._measures_anew = now, 0, False
            self._known_interval = self._interval
        self._taken += 1
        self._not_before = max(self._not_before, now + self._interval * MARGIN)
        return now

    def taken(self) -> None:
        """A question was not rejected."""
        self._rejections.succeeded()
        self._good += 1
        if self._interval > SLOW_SECONDS or self._good % GOOD_IN_A_ROW == 0:
            self._interval *= FASTER

    def rejected(self, began: float, told: timedelta | None) -> float:
        """A question that began at `began` was; gives the seconds to wait."""
        self._is_limited = True
        self._rejections.failed(began)
        wait = self._wait_for(None if told is None else told.total_seconds())
        self.rest(wait)
        self._measure()
        return wait

    def rest(self, seconds: float) -> None:
        """Nothing is asked for so long."""
        self._not_before = max(self._not_before, self._now() + seconds)

    def _wait_for(self, told: float | None) -> float:
        again = max(0, self._rejections.failures - 1)
        if told is None:
            wait = min(self._first_guess * 4.0**again, GUESS_UP_TO)
        else:
            longer = max(told, self._first_guess) * 2.0**again if again else told
            wait = max(told, min(longer, LONGER_UP_TO))
        return wait + PAD_SECONDS if wait >= 1 else wait

    def _measure(self) -> None:
        """Those that were under way together are rejected one by one: each corrects the count."""
        self._taken = max(0, self._taken - 1)
        seconds = self._not_before - self._measured_from
        self._interval = seconds / self._taken if self._taken else self._known_interval
        self._measures_anew = True
        self._good = 0

    def refusal(self, wait: float) -> ModelUnavailableError:
        """Why a question is not put."""
        asked = timedelta(seconds=wait)
        if not self._is_limited:
            words = f"The model's endpoint is in trouble and asks us to wait {in_words(wait)}."
            return ModelUnavailableError(words, retry_after=asked)
        why = "there is no time left to wait for it"
        if self._rejections.is_open:
            why = "it turned down several questions in a row and is left alone for now"
        elif wait >= 1:
            why = f"it asks us to wait {in_words(wait)}"
        words = f"The model's endpoint is at its rate limit: {why}."
        return ModelRateLimitedError(words, retry_after=asked)


def in_words(seconds: float) -> str:
    """ "40 seconds", "5 minutes", "2 hours"."""
    for unit, size in (("hour", 3_600), ("minute", 60)):
        if seconds >= 2 * size:
            return f"{round(seconds / size)} {unit}s"
    count = math.ceil(seconds)
    return f"{count} second{'s' * (count != 1)}"
