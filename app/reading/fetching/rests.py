"""Hosts that asked to be left alone for a while are, by everything that is still in line."""

import asyncio

from app.reading.types import BlockedError, BrokenError


class Rests:
    """Remembers for this process; the store keeps the wait across restarts."""

    def __init__(self) -> None:
        self._until: dict[str, tuple[float, BlockedError | BrokenError]] = {}

    def check(self, host: str) -> None:
        """Raise the failure that named the wait, while the wait lasts."""
        if host in self._until:
            until, error = self._until[host]
            if _now() < until:
                raise error.with_traceback(None)
            del self._until[host]

    def note(self, host: str, error: BlockedError | BrokenError) -> None:
        seconds = _wait_of(error)
        if seconds:
            self._until[host] = (_now() + seconds, error)


def _now() -> float:
    return asyncio.get_running_loop().time()


def _wait_of(error: BlockedError | BrokenError) -> float | None:
    if isinstance(error, BlockedError):
        return error.retry_after_seconds
    return error.retry_after.total_seconds() if error.retry_after else None
