"""The gap between two requests to a host, kept together with every process of this installation.

A process keeps the gap between its own requests by its own clock (app/parts/web/fetching/turns.py)
and asks Redis once before each request whether another process is at that host: a fifth of a
millisecond. Without Redis each process keeps its own gap, as it would alone.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final, cast
from uuid import uuid4

import structlog

from app.parts.queue.connection import QueueAwayError, hurried_in_loop, translated

SENDING_MILLISECONDS: Final = 30_000
"""How long a request may take from its turn to its last byte sent; then its process is gone."""
LOOK_MILLISECONDS: Final = 100
"""While another process is sending: nobody knows when it will be through."""
LONGEST_MILLISECONDS: Final = 60_000
"""No gap is longer: a key that lasts longer, or for ever, is not ours and holds up nobody."""
AWAY_SECONDS: Final = 30.0
"""A Redis that did not answer is not asked for so long: each request would wait for it."""
TAKE = """
local held = redis.call('GET', KEYS[1])
local left = redis.call('PTTL', KEYS[1])
if held and string.sub(held, 2) ~= ARGV[1] and left >= 0 and left <= tonumber(ARGV[4]) then
  left = math.max(1, left)
  if string.sub(held, 1, 1) == '>' then return math.min(left, tonumber(ARGV[3])) end
  return left
end
redis.call('SET', KEYS[1], '>' .. ARGV[1], 'PX', ARGV[2])
return 0
"""
"""0 when the host is ours to ask, else the milliseconds to wait. `>`: a request is being sent;
`.`: it was sent, and the key lives as long as the gap."""
GIVE_BACK = """
if redis.call('GET', KEYS[1]) == '>' .. ARGV[1] then redis.call('DEL', KEYS[1]) end
"""

log = structlog.get_logger("host_gaps")


class RedisHostGaps:
    """Never raises: whoever finds Redis away keeps its own gap."""

    def __init__(self, redis_url: str) -> None:
        self._owner = uuid4().hex
        self._redis = hurried_in_loop(redis_url)
        self._away_until = 0.0
        self._telling: set[asyncio.Task[object]] = set()

    async def take(self, host: str) -> None:
        """Waits until no other process has asked the host within its gap."""
        wait = await self._try_to_take(host)
        while wait:
            await asyncio.sleep(wait / 1000)
            wait = await self._try_to_take(host)

    def sent(self, host: str, gap_seconds: float) -> None:
        """The request is on its way: the gap begins now. Told beside: the request does not wait."""
        milliseconds = max(1, round(gap_seconds * 1000))
        self._tell(lambda: self._redis.set(key_of(host), f".{self._owner}", px=milliseconds))

    def give_back(self, host: str) -> None:
        """Nothing was sent."""
        self._tell(lambda: self._run(GIVE_BACK, host))

    async def aclose(self) -> None:
        if self._telling:
            await asyncio.wait(self._telling)
        await self._redis.aclose()

    async def _try_to_take(self, host: str) -> int:
        """Milliseconds to wait."""
        answer = await self._asked(
            lambda: self._run(
                TAKE, host, SENDING_MILLISECONDS, LOOK_MILLISECONDS, LONGEST_MILLISECONDS
            )
        )
        return min(max(0, answer), LONGEST_MILLISECONDS) if isinstance(answer, int) else 0

    def _run(self, script: str, host: str, *numbers: int) -> Awaitable[object]:
        asked = self._redis.eval(script, 1, key_of(host), self._owner, *map(str, numbers))
        return cast("Awaitable[object]", asked)

    def _tell(self, ask: Callable[[], Awaitable[object]]) -> None:
        task = asyncio.get_running_loop().create_task(self._asked(ask))
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    async def _asked(self, ask: Callable[[], Awaitable[object]]) -> object:
        """None while Redis is away."""
        if time.monotonic() < self._away_until:
            return None
        try:
            with translated():
                return await ask()
        except QueueAwayError as error:
            self._away_until = time.monotonic() + AWAY_SECONDS
            log.warning("host_gaps.redis_away", reason=str(error))
            return None


def key_of(host: str) -> str:
    return f"scout:host-gap:{host}"
