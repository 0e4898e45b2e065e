"""So many at once over all processes of this installation, and no more: places that are counted in
Redis.

A place is lent for a few seconds and renewed while it is held: that of a process that died is free
again when its time is up. Whoever waits stands in a row and is woken by whoever goes; who has not
looked for some seconds has left the row. Times are Redis's own, so clocks of hosts may differ.
Without Redis nobody knows how many there are, and none is given.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final
from uuid import uuid4

import structlog

from app.lib.errors import TransientError
from app.parts.queue.connection import QueueAwayError, hurried_in_loop, translated

MODEL_CALLS: Final = "model-calls"
SCRAPES: Final = "scrapes"
LENT_MILLISECONDS: Final = 20_000
RENEW_SECONDS: Final = 5.0
GONE_MILLISECONDS: Final = 5_000
"""Who waits looks more often than that: else whoever stands behind a dead one would wait for it."""
LOOK_SECONDS: Final = 1
"""Should the one who goes have died before waking us; whole seconds, and within the time that the
connection waits for an answer."""
KEPT_SECONDS: Final = 3_600
TAKE = """
local now = redis.call('TIME')
now = now[1] * 1000 + math.floor(now[2] / 1000)
for _, key in ipairs(KEYS) do
  local kind = redis.call('TYPE', key)['ok']
  if kind ~= 'zset' and kind ~= 'none' then redis.call('DEL', key) end
end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
for _, gone in ipairs(redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', now - ARGV[4])) do
  redis.call('ZREM', KEYS[2], gone)
  redis.call('ZREM', KEYS[3], gone)
end
local last = redis.call('ZREVRANGE', KEYS[2], 0, 0, 'WITHSCORES')
redis.call('ZADD', KEYS[2], 'NX', (last[2] or 0) + 1, ARGV[1])
redis.call('ZADD', KEYS[3], now, ARGV[1])
for _, key in ipairs(KEYS) do redis.call('EXPIRE', key, ARGV[5]) end
if redis.call('ZRANK', KEYS[2], ARGV[1]) >= ARGV[2] - redis.call('ZCARD', KEYS[1]) then return 0 end
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('ZREM', KEYS[3], ARGV[1])
redis.call('ZADD', KEYS[1], now + ARGV[3], ARGV[1])
return 1
"""
"""1 with a place, 0 while others are before us. Keys: who has a place and until when, who waits in
which order, and when they last looked."""
RENEW = """
local now = redis.call('TIME')
redis.call('ZADD', KEYS[1], now[1] * 1000 + math.floor(now[2] / 1000) + ARGV[2], ARGV[1])
redis.call('EXPIRE', KEYS[1], ARGV[3])
"""
LEAVE = """
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('ZREM', KEYS[3], ARGV[1])
for _, next in ipairs(redis.call('ZRANGE', KEYS[2], 0, ARGV[2] - 1)) do
  redis.call('LPUSH', ARGV[3] .. next, '1')
  redis.call('EXPIRE', ARGV[3] .. next, ARGV[4])
end
"""
"""Wakes as many as could have a place: one of them may be dead."""

log = structlog.get_logger("places")


class NoPlaceError(TransientError):
    """All places were taken for as long as could be waited."""


class SharedPlaces:
    """`places` of a `name`. Belongs to one event loop; close it after."""

    def __init__(self, redis_url: str, name: str, places: int) -> None:
        self._places = str(places)
        self._keys = tuple(f"scout:places:{name}:{kind}" for kind in ("lent", "row", "looked"))
        self._bells = f"scout:places:{name}:bell:"
        self._name = name
        self._redis = hurried_in_loop(redis_url)

    async def aclose(self) -> None:
        await self._redis.aclose()

    @asynccontextmanager
    async def place(self, within: float) -> AsyncIterator[None]:
        """Waits for one, `within` seconds. Raises NoPlaceError, QueueAwayError."""
        holder = uuid4().hex
        try:
            await self._wait_for_one(holder, within)
            renewing = asyncio.create_task(self._keep(holder))
            try:
                yield
            finally:
                renewing.cancel()
        finally:
            await self._leave(holder)

    async def _wait_for_one(self, holder: str, within: float) -> None:
        ends = time.monotonic() + within
        while not await self._take(holder):
            if time.monotonic() > ends:
                raise NoPlaceError(
                    f"All {self._places} places ({self._name}) were taken for {within:.0f} seconds."
                )
            await self._tell("BLPOP", f"{self._bells}{holder}", LOOK_SECONDS)

    async def _take(self, holder: str) -> bool:
        numbers = (self._places, LENT_MILLISECONDS, GONE_MILLISECONDS, KEPT_SECONDS)
        return bool(await self._tell("EVAL", TAKE, 3, *self._keys, holder, *numbers))

    async def _keep(self, holder: str) -> None:
        """Redis may be away for a while: what is under way goes on, and is counted again after."""
        lent = self._keys[0]
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            try:
                await self._tell("EVAL", RENEW, 1, lent, holder, LENT_MILLISECONDS, KEPT_SECONDS)
            except QueueAwayError as error:
                log.warning("places.redis_away", name=self._name, reason=str(error))

    async def _leave(self, holder: str) -> None:
        """If it cannot be told, its time runs out by itself."""
        told = (holder, self._places, self._bells, KEPT_SECONDS)
        with suppress(QueueAwayError):
            await self._tell("EVAL", LEAVE, 3, *self._keys, *told)

    async def _tell(self, *command: str | int) -> object:
        with translated():
            pipeline = self._redis.pipeline(transaction=False)
            pipeline.execute_command(*command)
            [answer] = await pipeline.execute()
        return answer
