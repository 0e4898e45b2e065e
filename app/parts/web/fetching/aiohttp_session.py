"""The one place that makes an HTTP client: aiohttp's, with these differences.

A request is sent once, not again on a lost connection; its URL keeps the spelling it was asked in;
bytes that follow an answer and are wrong cost the connection, not the answer. The moment a request
is sent is told to whoever keeps the gap.
"""

import asyncio
import ssl
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, partial
from types import SimpleNamespace
from typing import Any, Final

import aiohttp
import httpx
from aiohttp.client_proto import ResponseHandler
from httpx_aiohttp import AiohttpTransport
from yarl import URL

from app.parts.web.fetching.dialling import DialGuard
from app.parts.web.limits import FetchLimits

# Content-Security-Policy lines of real news sites pass aiohttp's own limit of 8,190.
_MAX_HEADER_BYTES: Final = 32 * 1024
_LOOKUP_KEPT_SECONDS: Final = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """The request that a task makes: how aiohttp's trace and middlewares find back to it."""

    url: URL
    on_sent: Callable[[], None]


asked: ContextVar[Asked] = ContextVar("asked")


def open_session(guard: DialGuard, limits: FetchLimits) -> AiohttpTransport:
    """It takes httpx's requests. Whoever opens it closes it."""
    connector = Connector(
        resolver=guard,
        socket_factory=guard.open_socket,
        ssl=_tls(),
        limit=limits.at_once,
        ttl_dns_cache=_LOOKUP_KEPT_SECONDS,
    )
    session = aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
        auto_decompress=False,
        max_line_size=_MAX_HEADER_BYTES,
        max_field_size=_MAX_HEADER_BYTES,
        trace_configs=[sending_trace()],
        middlewares=MIDDLEWARES,
    )
    return AiohttpTransport(client=session, verify=_tls(), trust_env=False)


def load_certificates() -> None:
    """For this process and its forks: it takes 20 ms."""
    _tls()


@cache
def _tls() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)


def sending_trace() -> aiohttp.TraceConfig:
    trace = aiohttp.TraceConfig()
    trace.on_request_headers_sent.append(_note_sent)
    return trace


async def _note_sent(
    _session: aiohttp.ClientSession,
    _context: SimpleNamespace,
    _params: aiohttp.TraceRequestHeadersSentParams,
) -> None:
    asked.get().on_sent()


async def _ask_as_written(
    request: aiohttp.ClientRequest, send: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    """aiohttp undoes the escapes of characters that an address may also hold as they are."""
    request.url = asked.get().url
    return await send(request)


async def _send_once(
    request: aiohttp.ClientRequest, send: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    """A request whose connection is lost counts as a try of ours, made again in its turn.

    aiohttp would send it a second time at once, whatever the gap.
    """
    try:
        response = await send(request)
    except aiohttp.ClientConnectorError:
        raise  # nothing was sent, and aiohttp leaves these alone
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        raise aiohttp.ClientConnectionError("the connection was lost") from error
    # httpx-aiohttp stumbles over a reason that is no UTF-8, and nobody reads it.
    response.reason = None
    return response


MIDDLEWARES: Final = (_ask_as_written, _send_once)


class Connector(aiohttp.TCPConnector):
    """aiohttp's, with another reader of answers. It has no public way to name one."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._factory = partial(_answer_reader, self._loop)


class _AnswerReader(ResponseHandler):
    """aiohttp parses a packet whole or not at all: bytes that follow a 304, or a body longer than
    it says, in the packet of the answer itself would take the answer with them. So the head is
    parsed for itself. What is wrong after it then closes the connection, and no more.
    """

    def data_received(self, data: bytes) -> None:
        for part in _parts(data):
            if self.exception() is None:
                super().data_received(part)


def _answer_reader(loop: asyncio.AbstractEventLoop) -> ResponseHandler:
    return _AnswerReader(loop)


def _parts(data: bytes) -> Iterator[bytes]:
    """The heads at the start, each for itself, and the rest. In the middle of a body that looks
    like a head it is no matter where it is cut."""
    start = 0
    while data.startswith(b"HTTP/1.", start):
        end = data.find(b"\r\n\r\n", start) + 4
        if end < 4:
            break
        yield data[start:end]
        start = end
    if start < len(data):
        yield data[start:]
