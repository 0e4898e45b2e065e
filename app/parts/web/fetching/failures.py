"""What the HTTP libraries raise, in the words of the error family."""

import socket
from collections.abc import Iterator
from typing import Final

import aiohttp

from app.lib.errors import ScoutError
from app.parts.reading.types import BrokenError, RefusedAddressError
from app.parts.web.fetching.dialling import DialRefusedError


class HiccupError(BrokenError):
    """A failure that is often gone a second later: worth another attempt in the same fetch."""


# First match wins; the libraries' classes nest, so the narrow ones come first.
_WORDS: Final[tuple[tuple[type[BaseException], type[BrokenError], str], ...]] = (
    (aiohttp.ServerTimeoutError, BrokenError, "did not take the connection in time"),
    (aiohttp.ClientConnectorDNSError, BrokenError, "is not a name that can be found"),
    (aiohttp.ClientConnectorCertificateError, BrokenError, "has no valid certificate"),
    (aiohttp.ClientSSLError, BrokenError, "does not manage a protected connection"),
    (aiohttp.ClientConnectorError, HiccupError, "cannot be reached"),
    (aiohttp.ClientPayloadError, HiccupError, "cut the page off before its end"),
    (aiohttp.ClientConnectionError, HiccupError, "hung up without an answer"),
    (aiohttp.ClientResponseError, BrokenError, "does not answer in proper HTTP"),
    (ConnectionError, HiccupError, "hung up without an answer"),
)


def translate(error: Exception, host: str) -> ScoutError:
    """The named failure for an exception of httpx, aiohttp or the sockets below them."""
    chain = tuple(_chain(error))
    for cause in chain:
        if isinstance(cause, DialRefusedError):
            return RefusedAddressError(str(cause))
        if isinstance(cause, socket.gaierror) and cause.errno == socket.EAI_AGAIN:
            return HiccupError(f"{host} could not be looked up just now.")
    for kind, failure, words in _WORDS:
        if any(isinstance(cause, kind) for cause in chain):
            return failure(f"{host} {words}.")
    return BrokenError(f"{host} could not be read.")


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The exception and what caused it; httpx-aiohttp raises its own from aiohttp's."""
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__
