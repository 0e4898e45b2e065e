"""Fetching: one address in, one page out, politely and within limits, or a named failure."""

import re
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import Self

from app import __version__
from app.parts.reading.types import BrokenError, NotModified, Page, Validators
from app.parts.web.addresses import Address, parse_address
from app.parts.web.fetching.asking import Answer, Asker, Question
from app.parts.web.fetching.deadline import Deadline
from app.parts.web.fetching.dialling import DialGuard, Lookup, SystemLookup
from app.parts.web.fetching.media_types import Accept
from app.parts.web.fetching.pages import PageReader
from app.parts.web.fetching.redirects import Step, follow, read_only_redirects
from app.parts.web.fetching.rests import Rests
from app.parts.web.fetching.robots_file import RobotsReader
from app.parts.web.fetching.robots_permission import Permission
from app.parts.web.fetching.transport import Transport
from app.parts.web.fetching.turns import SharedGaps, Turns
from app.parts.web.limits import FetchLimits
from app.parts.web.robots import MemoryRobotsCache, RobotsCache, RobotsRules, product_token

__all__ = ["Accept", "FetchLimits", "Fetcher", "RobotsCache", "anybody", "user_agent"]

# A site's owner who is unhappy with us must be able to say so.
_NAMES_A_CONTACT = re.compile(
    r"[A-Za-z0-9_-]+/[\x21-\x7e]+ [\x20-\x7e]*(?:https?://|@)[\x20-\x7e]+"
)
_DEFAULT_LIMITS = FetchLimits()


def user_agent(contact: str) -> str:
    """Honest: what reads, which version, and whom to write to."""
    return f"BrandScout/{__version__} (+mailto:{contact})"


def _utc_now() -> datetime:
    return datetime.now(UTC)


def _nothing() -> None:
    return


def anybody(_: Address) -> None:
    """Refuses no address."""


class Fetcher:
    """Reads the web for one run or one process; use it as an `async with`.

    `user_agent` says who asks and how to reach them. `allowed_private_hosts` holds `host:port`
    names that may be read although they are not public. `robots` keeps robots.txt texts between
    runs; `lookup` and `clock` stand in for the system's in tests. `before_asking` is called before
    each request and stops it by raising. `shared_gaps` keeps the distance to other processes'
    requests. `may_ask` is called with each address, also one that a redirect leads to, and refuses
    it by raising. `rests` are the hosts that asked to be left alone.
    """

    def __init__(
        self,
        user_agent: str,
        *,
        limits: FetchLimits = _DEFAULT_LIMITS,
        allowed_private_hosts: frozenset[str] = frozenset(),
        robots: RobotsCache | None = None,
        lookup: Lookup | None = None,
        clock: Callable[[], datetime] = _utc_now,
        before_asking: Callable[[], None] = _nothing,
        shared_gaps: SharedGaps | None = None,
        may_ask: Callable[[Address], None] = anybody,
    ) -> None:
        if not _NAMES_A_CONTACT.fullmatch(user_agent):
            raise ValueError("A user agent is Name/version (and a contact: an address or a URL).")
        self._user_agent = user_agent
        self._limits = limits
        self._allowed = frozenset(host.lower() for host in allowed_private_hosts)
        self._robots = robots or MemoryRobotsCache()
        self._lookup = lookup
        self._clock = clock
        self._before_asking = before_asking
        self._shared_gaps = shared_gaps
        self._may_ask = may_ask
        self.rests = Rests()

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as opened:
            transport = await opened.enter_async_context(self._transport(opened))
            turns = Turns(self._limits, self._shared_gaps)
            self._asker = Asker(transport, turns, self._limits, self.rests, self._before_asking)
            reader = RobotsReader(self._asker, self._limits, self._allowed, self._clock)
            product = product_token(self._user_agent)
            self._permission = Permission(product, self._robots, reader.read, self._limits)
            self._opened = opened.pop_all()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._opened.aclose()

    async def get(
        self,
        url: str,
        *,
        validators: Validators | None = None,
        accept: Accept = Accept.ANYTHING,
    ) -> Page | NotModified:
        """Read one address, following its redirects.

        Raises BlockedError, RefusedAddressError, GoneError or BrokenError (reading/types.py);
        the first and the last carry the wait a site asked for. RestingError, one of the last,
        says that nothing was sent.
        """
        start = parse_address(url, self._allowed)
        reader = PageReader(accept, validators or Validators(), self._limits, self._clock)
        try:
            async with Deadline(self._limits.total_seconds) as deadline:
                answer = await self._follow(start, reader, deadline)
        except TimeoutError as error:
            words = f"{start.host} took longer than {self._limits.total_seconds:g} seconds."
            raise BrokenError(words) from error
        return reader.page(url, answer)

    async def check_open(self, url: str) -> None:
        """That this address may be read, without reading it: for whoever has another read it.

        Raises RefusedAddressError, RobotsForbidError, or BrokenError when nobody can say.
        """
        address = parse_address(url, self._allowed)
        try:
            async with Deadline(self._limits.total_seconds) as deadline:
                await self._admit(address, deadline)
        except TimeoutError as error:
            raise BrokenError(f"{address.host} is too slow to hand out its robots.txt.") from error

    async def _admit(self, address: Address, deadline: Deadline) -> RobotsRules:
        self._may_ask(address)
        self.rests.check(address.politeness_key)  # not for its robots.txt either
        return await self._permission.rules_for(address, deadline)

    async def _follow(self, start: Address, reader: PageReader, deadline: Deadline) -> Answer:
        async def ask(step: Step) -> Answer:
            address = step.address
            rules = await self._admit(address, deadline)
            read = read_only_redirects if step.must_lead_on else reader.read
            question = Question({**reader.headers(), **step.headers}, read, deadline)
            return await self._asker.ask(address, question, rules.crawl_delay_seconds)

        return await follow(start, ask, self._limits.max_redirects, self._allowed, self._clock())

    def _transport(self, opened: AsyncExitStack) -> Transport:
        lookup = self._lookup
        if lookup is None:
            lookup = system_lookup = SystemLookup()
            opened.callback(system_lookup.close)
        return Transport(self._user_agent, DialGuard(self._allowed, lookup), self._limits)
