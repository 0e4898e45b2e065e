"""Asking a site's robots.txt before the site, once for all who wait for it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from app.lib.errors import ScoutError
from app.parts.reading.types import BrokenError, RestingError, RobotsForbidError
from app.parts.web.addresses import Address
from app.parts.web.fetching.deadline import Deadline
from app.parts.web.limits import FetchLimits
from app.parts.web.robots import RobotsCache, RobotsRules, parse_robots

ReadRobots = Callable[[Address, Deadline], Awaitable[str]]
"""The robots.txt text of an address's origin; "" when it has none. Raises a named failure."""

# The cache keeps texts for a day; what is parsed from them is kept for a run.
_PARSED_KEPT_SECONDS: Final = 10 * 60

_Verdict = RobotsRules | ScoutError


class Permission:
    """The rules of each origin: from memory, the cache, or the site itself.

    The first to ask an origin reads its robots.txt while the others wait at its lock; if that
    one is cancelled, the next takes over. A failure is remembered too, or each of thirty
    articles would in turn wait for the same dead server.
    """

    def __init__(
        self, product: str, cache: RobotsCache, read: ReadRobots, limits: FetchLimits
    ) -> None:
        self._product = product
        self._cache = cache
        self._read = read
        self._limits = limits
        self._verdicts: dict[str, tuple[float, _Verdict]] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def rules_for(self, address: Address, deadline: Deadline) -> RobotsRules:
        """The rules to keep to. Raises RobotsForbidError when they forbid the address, or what kept
        the rules from being read: then nothing may be read there (RFC 9309, 2.3.1.4)."""
        verdict = self._known(address.origin) or await self._find_out(address, deadline)
        if isinstance(verdict, ScoutError):
            raise verdict.with_traceback(None)
        if not verdict.allows(address.url):
            words = f"{address.host} asks programs not to read this page (robots.txt)."
            raise RobotsForbidError(words)
        return verdict

    def _known(self, origin: str) -> _Verdict | None:
        expires, verdict = self._verdicts.get(origin, (0.0, None))
        return verdict if _now() < expires else None

    async def _find_out(self, address: Address, deadline: Deadline) -> _Verdict:
        lock = self._locks.setdefault(address.origin, asyncio.Lock())
        with deadline.paused():
            await lock.acquire()
        try:
            return self._known(address.origin) or await self._load(address, deadline)
        finally:
            lock.release()

    async def _load(self, address: Address, deadline: Deadline) -> _Verdict:
        try:
            text = await self._text(address, deadline)
            rules = parse_robots(text, self._product)
        except RestingError:
            raise  # the rest is remembered where it was asked for, and to its second
        except ScoutError as error:
            return self._remember_failure(address, error.with_traceback(None))
        except asyncio.CancelledError:
            if deadline.expired:
                self._remember_failure(address, _too_slow(address))
            raise
        self._verdicts[address.origin] = (_now() + _PARSED_KEPT_SECONDS, rules)
        return rules

    def _remember_failure(self, address: Address, error: ScoutError) -> ScoutError:
        expires = _now() + self._limits.robots_failure_kept_seconds
        self._verdicts[address.origin] = (expires, error)
        return error

    async def _text(self, address: Address, deadline: Deadline) -> str:
        # The cache may be a network away, and its calls block.
        cached = await asyncio.to_thread(self._cache.get, address.origin)
        if cached is not None:
            return cached
        text = await self._read(address, deadline)
        kept = self._limits.robots_kept_seconds
        await asyncio.to_thread(self._cache.put, address.origin, text, kept)
        return text


def _now() -> float:
    return asyncio.get_running_loop().time()


def _too_slow(address: Address) -> BrokenError:
    return BrokenError(f"{address.host} is too slow to hand out its robots.txt: not read for now.")
