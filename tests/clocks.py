"""Clocks that stand until a test moves them."""

from datetime import datetime, timedelta


class SetClock:
    """The time of day; also callable as a stopwatch through `stopwatch`."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.seconds = 0.0

    def __call__(self) -> datetime:
        return self.now

    def stopwatch(self) -> float:
        return self.seconds

    def go_on(self, **time: float) -> None:
        """Time passes, for both."""
        passed = timedelta(**time)
        self.now += passed
        self.seconds += passed.total_seconds()
