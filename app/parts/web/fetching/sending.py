"""How a request leaves: once, in the spelling it was asked in, and its moment is noted."""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Final

import aiohttp
from yarl import URL


@dataclass(frozen=True, slots=True)
class Asked:
    """The request that a task makes: how aiohttp's trace and middlewares find back to it."""

    url: URL
    on_sent: Callable[[], None]


asked: ContextVar[Asked] = ContextVar("asked")


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
