"""Fetchers for tests: one try, no gap, names that all lead to the server under test."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from typing import Any, TypeVar

from app.lib.errors import ScoutError
from app.parts.reading.types import NotModified, Page, Validators
from app.parts.web.fetch import Accept, Fetcher, FetchLimits
from tests.servers.hostile_web import HostileWeb, Play
from tests.servers.jumping_loop import JumpingLoop

USER_AGENT = "ScoutTest/1.0 (+https://scout.example/about)"
QUICK = {
    "per_host_gap_seconds": 0.0,
    "attempts": 1,
}
IN_A_HURRY = FetchLimits(per_host_gap_seconds=0.0)
"""For whole runs whose subject is not the gap between two requests."""

OWN = ("lookup", "robots", "clock", "before_asking", "shared_gaps")

T = TypeVar("T")
Outcome = Page | NotModified | ScoutError


async def loopback(_host: str, _port: int) -> Sequence[str]:
    return ["127.0.0.1"]


def quick_limits(**limits: float) -> FetchLimits:
    return FetchLimits(**{**QUICK, **limits})  # type: ignore[arg-type]


def fetcher(web: HostileWeb, *, hosts: Iterable[str] = (), **others: Any) -> Fetcher:
    """A fetcher that may read `web`, by address and under the names of `hosts`.

    Keywords that Fetcher has are its; the rest are limits.
    """
    own = {name: others.pop(name) for name in OWN if name in others}
    allowed = frozenset({web.host, *(f"{host}:{web.port}" for host in hosts)})
    return Fetcher(
        USER_AGENT,
        limits=quick_limits(**others),
        allowed_private_hosts=allowed,
        **{"lookup": loopback, **own},
    )


async def outcome_of(reading: Awaitable[Page | NotModified]) -> Outcome:
    """What came of it. Only named failures are outcomes; anything else fails the test."""
    try:
        return await reading
    except ScoutError as error:
        return error


def fetch_one(
    play: Play,
    *,
    accept: Accept = Accept.ANYTHING,
    validators: Validators | None = None,
    **others: Any,
) -> Outcome:
    """Play one answer to one fetch."""

    async def scenario(web: HostileWeb) -> Outcome:
        web.plays["/page"] = play
        async with fetcher(web, **others) as reader:
            url = web.url("/page")
            return await outcome_of(reader.get(url, accept=accept, validators=validators))

    return with_web(scenario)


def with_web(scenario: Callable[[HostileWeb], Awaitable[T]]) -> T:
    """Run a scenario with a server of its own, on a clock that does not make one wait."""

    async def run() -> T:
        async with HostileWeb() as web:
            return await scenario(web)

    return quickly(run())


def quickly(work: Coroutine[Any, Any, T]) -> T:
    """`asyncio.run` on the jumping clock."""
    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        return runner.run(work)
