"""Hosts that asked for a pause (Retry-After, 429) get it: no request that waits for its turn is
sent before the pause is over."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from app.parts.reading.types import BlockedError, BrokenError, RestingError, wait_of


@dataclass(frozen=True, slots=True)
class Rest:
    """So many seconds from now. `host` is as requests are counted: with its port if it is odd."""

    host: str
    seconds: float
    reason: str


def _nobody(_rest: Rest) -> None:
    return


class Rests:
    """Remembers for this process. Whoever keeps them longer is told of each new one at once:
    a process that is killed a moment later must not ask too early when it is back."""

    def __init__(self) -> None:
        self._until: dict[str, tuple[float, str]] = {}
        self._tell: Callable[[Rest], None] = _nobody

    def resume(self, known: Iterable[Rest], tell: Callable[[Rest], None]) -> None:
        """Keep to the rests that others were asked for, and `tell` of new ones."""
        for rest in known:
            self._begin(rest)
        self._tell = tell

    def check(self, host: str) -> None:
        """Raise RestingError while the host's rest lasts."""
        until, reason = self._until.get(host, (0.0, ""))
        left = until - _now()
        if left > 0:
            raise RestingError(reason, timedelta(seconds=left))

    def note(self, host: str, error: BlockedError | BrokenError) -> None:
        seconds = wait_of(error)
        if seconds:
            rest = Rest(host, seconds, str(error))
            self._begin(rest)
            self._tell(rest)

    def _begin(self, rest: Rest) -> None:
        """Of two wishes the later end holds."""
        until = _now() + rest.seconds
        if until > self._until.get(rest.host, (0.0, ""))[0]:
            self._until[rest.host] = (until, rest.reason)


def _now() -> float:
    return asyncio.get_running_loop().time()
