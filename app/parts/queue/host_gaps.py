"""The gap between two requests to a host, kept together with every process of this installation.

A process keeps the gap between its own requests by its own clock (app/parts/web/fetching/turns.py)
and asks Redis once before each request whether another process is at that host: a fifth of a
millisecond. That it was sent is told with the next question. Without Redis each process keeps its
own gap, as it would alone.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Final
from uuid import uuid4

import structlog

from app.parts.queue.connection import QueueAwayError, hurried_in_loop, translated

SENDING_MILLISECONDS: Final = 30_000
"""How long a request may take from its turn to its last byte sent; then its process is gone."""
LOOK_MILLISECONDS: Final = 100
"""While another process is sending: nobody knows when it will be through."""
LONGEST_MILLISECONDS: Final = 60_000
"""No gap is longer: a key that lasts longer, or for ever, is not ours and holds up nobody."""
TELL_SECONDS: Final = 0.05
"""So long at most waits what nobody waits for; shorter than any gap but those of tests."""
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

TAKE_NUMBERS: Final = tuple(
    str(number) for number in (SENDING_MILLISECONDS, LOOK_MILLISECONDS, LONGEST_MILLISECONDS)
)

Command = tuple[str, ...]
Asked = tuple[Callable[[], Command], "asyncio.Future[object]"]
"""The command is made when it goes: what is left of a gap has become less by then."""

log = structlog.get_logger("host_gaps")


class RedisHostGaps:
    """Never raises: whoever finds Redis away keeps its own gap.

    What is asked while an answer is awaited goes together in the next round trip, in order; what
    is only told waits a little for one: each waking of a busy process and of Redis costs more than
    the command.
    """

    def __init__(self, redis_url: str) -> None:
        self._owner = uuid4().hex
        self._redis = hurried_in_loop(redis_url)
        self._away_until = 0.0
        self._waiting: list[Asked] = []
        self._round_trips: asyncio.Task[None] | None = None
        self._soon: asyncio.TimerHandle | None = None

    async def take(self, host: str) -> None:
        """Waits until no other process has asked the host within its gap."""
        wait = await self._try_to_take(host)
        while wait:
            await asyncio.sleep(wait / 1000)
            wait = await self._try_to_take(host)

    def sent(self, host: str, gap_seconds: float) -> None:
        """The request is on its way: the gap begins now. Told beside: the request does not wait."""
        ends = time.monotonic() + gap_seconds
        self._tell(lambda: ("SET", key_of(host), f".{self._owner}", "PX", milliseconds_to(ends)))

    def give_back(self, host: str) -> None:
        """Nothing was sent."""
        self._tell(lambda: ("EVAL", GIVE_BACK, "1", key_of(host), self._owner))

    async def aclose(self) -> None:
        self._make_round_trips_now()
        if self._round_trips is not None:
            await asyncio.wait([self._round_trips])
        await self._redis.aclose()

    async def _try_to_take(self, host: str) -> int:
        """Milliseconds to wait."""
        command = ("EVAL", TAKE, "1", key_of(host), self._owner, *TAKE_NUMBERS)
        answer = await self._ask(lambda: command)
        return min(max(0, answer), LONGEST_MILLISECONDS) if isinstance(answer, int) else 0

    def _ask(self, command: Callable[[], Command]) -> "asyncio.Future[object]":
        """Its answer, in time; None while Redis is away."""
        answer = asyncio.get_running_loop().create_future()
        self._waiting.append((command, answer))
        self._make_round_trips_now()
        return answer

    def _tell(self, command: Callable[[], Command]) -> None:
        loop = asyncio.get_running_loop()
        self._waiting.append((command, loop.create_future()))
        if self._soon is None:
            self._soon = loop.call_later(TELL_SECONDS, self._make_round_trips_now)

    def _make_round_trips_now(self) -> None:
        if self._soon is not None:
            self._soon.cancel()
            self._soon = None
        if self._round_trips is None or self._round_trips.done():
            self._round_trips = asyncio.create_task(self._make_round_trips())

    async def _make_round_trips(self) -> None:
        while self._waiting:
            asked, self._waiting = self._waiting, []
            answers = await self._answers([command() for command, _ in asked])
            for (_, waiting), answer in zip(asked, answers, strict=True):
                if not waiting.done():
                    waiting.set_result(answer)

    async def _answers(self, commands: Sequence[Command]) -> Sequence[object]:
        nothing = [None] * len(commands)
        if time.monotonic() < self._away_until:
            return nothing
        try:
            with translated():
                pipeline = self._redis.pipeline(transaction=False)
                for command in commands:
                    pipeline.execute_command(*command)
                return await pipeline.execute()
        except QueueAwayError as error:
            self._away_until = time.monotonic() + AWAY_SECONDS
            log.warning("host_gaps.redis_away", reason=str(error))
            return nothing


def key_of(host: str) -> str:
    return f"scout:host-gap:{host}"


def milliseconds_to(moment: float) -> str:
    return str(max(1, round((moment - time.monotonic()) * 1000)))
