"""Tells whether runs still finish: none for two slots is not "nothing new", something is broken."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.lib.clock import Clock
from app.parts.alarm import silences
from app.parts.alarm.words import SUMMARIES, SilenceWords
from app.parts.store.database import Database

OVERDUE_SLOTS = 2
GRACE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Overdue:
    """No run of the profile has completed for too long. `since`: when one last did, if ever."""

    profile: str
    since: datetime | None
    last_failure: str | None
    words: SilenceWords = SUMMARIES

    def __str__(self) -> str:
        since = f"since {self.since:%d %b %H:%M} UTC" if self.since else "yet"
        told = f"{self.words.of_profile.format(profile=self.profile)} {since}."
        reason = f"{self.words.failed}{self.last_failure}" if self.last_failure else ""
        return " ".join(one for one in (told, reason, self.words.meanwhile) if one)


class Punctuality:
    """Looks at two clocks, because either may lie.

    The rows' times outlive a restart of this process. The stopwatch (monotonic, so that setting
    the clock does not move it) notices what leaves no rows: a scheduler that has died, or a
    clock that was set back. `is_needed`: is the service not ready while they are overdue?
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        agent: str,
        profiles: Sequence[str],
        interval: timedelta,
        words: SilenceWords = SUMMARIES,
        is_needed: bool = True,
        stopwatch: Callable[[], float] = time.monotonic,
    ) -> None:
        self.database = database
        self.clock = clock
        self.agent = agent
        self.profiles = tuple(profiles)
        self.limit = interval * OVERDUE_SLOTS + GRACE
        self.words = words
        self.is_needed = is_needed
        self.stopwatch = stopwatch
        began = stopwatch()
        self.last_change = dict.fromkeys(self.profiles, (0, began))

    def overdue(self) -> list[Overdue]:
        """The profiles that are overdue. Raises DatabaseAwayError."""
        return [found for profile in self.profiles if (found := self.look(profile)) is not None]

    def look(self, profile: str) -> Overdue | None:
        with self.database.read() as session:
            last = silences.last_completed(session, self.agent, profile)
            last_id = (last.id or 0) if last else 0
            waiting = silences.first_since(session, self.agent, profile, last_id)
            failure = silences.last_failure(session, self.agent, profile, last_id)
        late = waiting is not None and self.clock() - waiting.created_at > self.limit
        if late | self.is_silent(profile, last_id):
            return Overdue(profile, last.completed_at if last else None, failure, self.words)
        return None

    def is_silent(self, profile: str, last_id: int) -> bool:
        now = self.stopwatch()
        known, since = self.last_change[profile]
        if known != last_id:
            self.last_change[profile] = (last_id, now)
            return False
        return now - since > self.limit.total_seconds()
