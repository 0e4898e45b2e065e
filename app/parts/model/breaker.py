"""Keeps a dead or stumbling endpoint from costing minutes and money."""

import math
from collections.abc import Callable


class Breaker:
    """Opens after `limit` failures in a row, and then rests; the next failure opens it again.

    The circuit breaker of M. Nygard, "Release It!". Calls that were under way together fail
    together: a failure counts only if its call began after the one counted before it. `now`
    gives seconds that never go back.
    """

    def __init__(self, limit: int, rest_seconds: float, now: Callable[[], float]) -> None:
        self._limit = limit
        self._rest_seconds = rest_seconds
        self._now = now
        self._failures = 0
        self._last_failure = -math.inf
        self._last_success = -math.inf
        self._closed_from = -math.inf

    @property
    def is_open(self) -> bool:
        return self._failures >= self._limit and self._now() < self._closed_from

    @property
    def in_trouble(self) -> bool:
        """Nothing has worked since the last failure."""
        return self._failures > 0

    @property
    def failures(self) -> int:
        """How many in a row; those under way together count for one."""
        return self._failures

    def failed(self, began: float) -> None:
        if began >= self._last_failure:
            self._failures += 1
            self._last_failure = self._now()
        if self._failures >= self._limit:
            self._closed_from = self._now() + self._rest_seconds

    def timed_out(self, began: float) -> None:
        """Waiting as long once more would take too long: one is enough, if nothing else worked."""
        if began > self._last_success:
            self._failures = max(self._failures, self._limit)
        self.failed(began)

    def succeeded(self) -> None:
        self._failures = 0
        self._last_success = self._now()


class Allowance:
    """Extra calls in proportion to the planned ones: repeats never multiply a bad day's load.

    A retry budget as in "Site Reliability Engineering", chapter 22: a tenth, and a few at once.
    """

    def __init__(self, at_least: int, share: float = 0.1) -> None:
        self._at_least = at_least
        self._share = share
        self._planned = 0
        self._extra = 0

    def planned(self) -> None:
        self._planned += 1

    def take(self) -> bool:
        """True, and counted, when one more extra call is within the allowance."""
        if self._extra >= max(self._at_least, math.floor(self._planned * self._share)):
            return False
        self._extra += 1
        return True
