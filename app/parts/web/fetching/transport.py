"""The one place that speaks HTTP with other people's servers.

httpx's requests and responses on aiohttp's connections: 1,000 pages at 64 at once took 0.4 s of
CPU, and 6.8 s on httpx's own. httpx's client stays out of it, so there is nothing that keeps
cookies, prepares redirects, adds credentials or reads the environment.
"""

import re
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Final, Self

import aiohttp
import httpx
from yarl import URL

from app.parts.web.addresses import Address
from app.parts.web.fetching.aiohttp_session import Asked, asked, open_session
from app.parts.web.fetching.body import BoundedBody, too_large
from app.parts.web.fetching.dialling import DialGuard
from app.parts.web.fetching.failures import translate
from app.parts.web.limits import FetchLimits

_LENGTH: Final = re.compile(r"[0-9]{1,19}")
_BEYOND_ASCII: Final = re.compile(rb"[\x80-\xff]")


class Reply:
    """Status and headers (lower case) of one answer, and its body as far as one wants to read."""

    def __init__(self, response: httpx.Response, host: str) -> None:
        self._response = response
        self._host = host
        self.status = response.status_code
        self.headers: Mapping[str, str] = {**response.headers, **_location(response.headers.raw)}
        self.set_cookies = tuple(response.headers.get_list("set-cookie"))

    async def read(self, max_bytes: int, max_sitemap_bytes: int = 0) -> bytes:
        """The whole body. Raises GoneError when it is larger."""
        declared = self._declared_bytes()
        if declared > max(max_bytes, max_sitemap_bytes):
            raise too_large(max_bytes)
        body = self._new_body(max_bytes, max_sitemap_bytes)
        with _translated(self._host):
            async for raw in self._response.aiter_raw():
                if not body.add(raw):
                    raise body.too_large()
                if declared > max_bytes and body.is_no_sitemap:
                    raise too_large(max_bytes)
        return body.finish()

    async def read_start(self, max_bytes: int) -> bytes:
        """The body's first `max_bytes`; the rest is not fetched."""
        body = self._new_body(max_bytes)
        with _translated(self._host):
            async for raw in self._response.aiter_raw():
                if not body.add(raw):
                    break
        return body.finish()

    def _new_body(self, max_bytes: int, max_sitemap_bytes: int = 0) -> BoundedBody:
        coding = self.headers.get("content-encoding", "")
        return BoundedBody(coding, max_bytes, max_sitemap_bytes)

    def _declared_bytes(self) -> int:
        declared = self.headers.get("content-length", "")
        return int(declared) if _LENGTH.fullmatch(declared) else 0


def _location(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """The first of the Location lines. Its bytes beyond ASCII are UTF-8, or kept as they are."""
    for name, value in headers:
        if name.lower() == b"location":
            try:
                return {"location": value.decode("utf-8")}
            except UnicodeDecodeError:
                escaped = _BEYOND_ASCII.sub(lambda found: b"%%%02X" % found[0][0], value)
                return {"location": escaped.decode("ascii")}
    return {}


class Transport:
    """One HTTP client, closed on leaving the `async with`."""

    def __init__(self, user_agent: str, guard: DialGuard, limits: FetchLimits) -> None:
        self._user_agent = user_agent
        self._guard = guard
        self._limits = limits

    async def __aenter__(self) -> Self:
        self._aiohttp = open_session(self._guard, self._limits)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._aiohttp.aclose()

    @asynccontextmanager
    async def ask(
        self, address: Address, headers: Mapping[str, str], on_sent: Callable[[], None]
    ) -> AsyncIterator[Reply]:
        """GET one address. `on_sent` is called as the request is written to the connection."""
        token = asked.set(Asked(URL(address.url, encoded=True), on_sent))
        try:
            with _translated(address.host):
                request = self._request(address.url, headers)
                response = await self._aiohttp.handle_async_request(request)
        finally:
            asked.reset(token)
        try:
            yield Reply(response, address.host)
        finally:
            with _translated(address.host):
                await response.aclose()

    def _request(self, url: str, headers: Mapping[str, str]) -> httpx.Request:
        limits = self._limits
        seconds = httpx.Timeout(
            limits.total_seconds, connect=limits.connect_seconds, pool=limits.connect_seconds
        )
        return httpx.Request(
            "GET",
            url,
            headers={"User-Agent": self._user_agent, **headers},
            extensions={"timeout": seconds.as_dict()},
        )


@contextmanager
def _translated(host: str) -> Iterator[None]:
    try:
        yield
    except (httpx.HTTPError, httpx.InvalidURL, aiohttp.ClientError, OSError, ValueError) as error:
        raise translate(error, host) from error
