"""The way to an endpoint: what may go wrong on it, in plain words, and error answers in bounds."""

from functools import lru_cache
from ssl import SSLContext
from typing import TYPE_CHECKING

from app.parts.model.error_body import READ_BYTES

if TYPE_CHECKING:
    from httpx2 import Response

CONNECT_SECONDS = 5.0
NEVER_SENT = {"ConnectError", "ConnectTimeout", "PoolTimeout"}
"""Failures of httpx2 before the endpoint can have seen the question, so nothing was paid."""
CAUSES = 12
FAILURES = {
    "gaierror": "cannot be reached: no host of that name is known (check OPENAI_BASE_URL)",
    "SSLCertVerificationError": "cannot be reached: its certificate is not trusted",
    "SSLError": "cannot be reached: it speaks no TLS there (check OPENAI_BASE_URL)",
    "ConnectTimeout": f"cannot be reached: no connection within {CONNECT_SECONDS:g} seconds",
    "ConnectError": "cannot be reached: nothing answers at its address (check OPENAI_BASE_URL)",
    "ReadTimeout": "fell silent in the middle of an answer",
    "WriteTimeout": "did not take the question",
    "ProtocolError": "cut the connection",
    "NetworkError": "cut the connection",
    "DecodingError": "sent an answer that cannot be unpacked",
}
"""What is said of a failure, by the names of its kinds and causes; the first that fits counts."""


class ErrorAnswer(Exception):  # noqa: N818 (what it means is found out from its parts)
    """An answer with an error's status. The library would read it whole, however long it is."""

    def __init__(self, status: int, headers: dict[str, str], body: bytes) -> None:
        super().__init__(f"status {status}")
        self.status = status
        self.headers = headers
        self.body = body


async def raise_error_answer(response: "Response") -> None:
    """For each answer as it comes in. Raises ErrorAnswer for one that is an error."""
    if not response.is_error:
        return
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) >= READ_BYTES:
            break
    raise ErrorAnswer(response.status_code, dict(response.headers), bytes(body))


def what_happened(error: BaseException) -> str:
    """In plain words, by the failure that lies deepest."""
    chain = [error]
    while (cause := chain[-1].__cause__ or chain[-1].__context__) and len(chain) < CAUSES:
        chain.append(cause)
    kinds = {kind.__name__ for one in chain for kind in type(one).__mro__}
    return next((words for kind, words in FAILURES.items() if kind in kinds), "cannot be reached")


@lru_cache
def trusted_certificates() -> SSLContext:
    """As the library would load them for each client, which takes 20 ms, but once for all."""
    import httpx2

    return httpx2.create_ssl_context()
