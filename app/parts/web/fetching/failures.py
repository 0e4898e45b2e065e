"""What the HTTP libraries raise, in the words of the error family."""

import socket
from collections.abc import Iterator
from typing import Final

import aiohttp

from app.lib.errors import ScoutError
from app.parts.reading.types import NO_CONNECTION, BrokenError, RefusedAddressError
from app.parts.web.fetching.dialling import DialRefusedError


class HiccupError(BrokenError):
    """A failure that is often gone a second later: worth another attempt in the same fetch."""


class UnknownHostError(BrokenError):
    """No address is known for `host`: mistyped, given up, or this machine is not connected."""

    def __init__(self, host: str, words: str) -> None:
        super().__init__(f"{host} {words}, or {NO_CONNECTION}.")
        self.host = host


class LookupHiccupError(UnknownHostError, HiccupError):
    """The name server gave no answer, which says nothing of the host."""


# First match wins; the libraries' classes nest, so the narrow ones come first.
_WORDS: Final[tuple[tuple[type[BaseException], type[BrokenError], str], ...]] = (
    (aiohttp.ServerTimeoutError, BrokenError, "did not take the connection in time"),
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
            return LookupHiccupError(host, "cannot be looked up just now: no name server answers")
    if any(isinstance(cause, aiohttp.ClientConnectorDNSError) for cause in chain):
        return UnknownHostError(host, "cannot be found: there is no such host")
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
