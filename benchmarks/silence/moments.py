"""The one clock of a lane: real time, moved on in jumps while no process is at work.

It goes at its real pace while processes run, so that leases mean what they mean in production.
"""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class LaneClock:
    """`ahead`: by how much it is before the real time that passed since `began` (monotonic)."""

    start: datetime
    began: float
    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return self.start + self.ahead + timedelta(seconds=time.monotonic() - self.began)

    def moved_to(self, moment: datetime) -> "LaneClock":
        """Never back."""
        missing = max(moment - self(), timedelta())
        return LaneClock(self.start, self.began, self.ahead + missing)
