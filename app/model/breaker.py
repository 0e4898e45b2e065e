"""Keeps a dead or stumbling endpoint from costing minutes and money."""

import math
from collections.abc import Callable


class Breaker:
    """Opens after `limit` failures in a row and rests; then one failure more opens it again.

    The circuit breaker of M. Nygard, "Release It!". `now` gives seconds that never go back.
    """

    def __init__(self, limit: int, rest_seconds: float, now: Callable[[], float]) -> None:
        self._limit = limit
        self._rest_seconds = rest_seconds
        self._now = now
        self._failures = 0
        self._closed_at = 0.0

    @property
    def is_open(self) -> bool:
        return self._failures >= self._limit and self._now() < self._closed_at

    def failed(self) -> None:
        self._failures += 1
        if self._failures >= self._limit:
            self._closed_at = self._now() + self._rest_seconds

    def succeeded(self) -> None:
        self._failures = 0


class Allowance:
    """Extra calls in proportion to the planned ones: repeats never multiply a bad day's load.

    A retry budget as in "Site Reliability Engineering", chapter 22 (one tenth, and a few at once).
    """

    def __init__(self, at_least: int, share: float = 0.1) -> None:
        self._at_least = at_least
        self._share = share
        self._planned = 0
        self._extra = 0

    def planned(self, calls: int = 1) -> None:
        self._planned += calls

    def take(self, calls: int = 1) -> bool:
        """True, and counted, when so many extra calls are still within the allowance."""
        limit = max(self._at_least, math.floor(self._planned * self._share))
        if self._extra + calls > limit:
            return False
        self._extra += calls
        return True
