"""How much a request may bring, and how long it may take to bring it."""

import asyncio
from collections.abc import Mapping
from types import MappingProxyType

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect

from app.parts.http.asgi import Asgi, Message, Receive, Scope, Send, answer

MAX_BODY_BYTES = 64 * 1024
BODY_SECONDS = 30.0


class BodyLimit:
    """Answers 413 to a body over 64 KB before anything reads it into memory, and 408 to one that
    does not come: whoever promises a body and never sends it would hold a connection for ever.

    `limits`: the bytes for paths whose requests are larger. It stands behind TokenGuard, so that
    strangers fill no memory.
    """

    def __init__(
        self,
        app: Asgi,
        limits: Mapping[str, int] = MappingProxyType({}),
        seconds: float = BODY_SECONDS,
    ) -> None:
        self.app = app
        self.limits = limits
        self.seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self.limits.get(scope["path"], MAX_BODY_BYTES)
        too_large = f"The request is larger than {limit // 1024} KB."
        declared = Headers(scope=scope).get("content-length", "0")
        if not declared.isdecimal() or int(declared[:15]) > limit:
            await answer(send, 413, too_large)
            return
        try:
            async with asyncio.timeout(self.seconds):
                body = await self.read(receive, limit)
        except ClientDisconnect:
            return
        except TimeoutError:
            await answer(send, 408, "The request did not arrive in time.")
            return
        if body is None:
            await answer(send, 413, too_large)
            return
        await self.app(scope, replay(body, receive), send)

    async def read(self, receive: Receive, limit: int) -> bytes | None:
        """None for a body over the limit.

        Raises ClientDisconnect: half a request must not be carried out, nor stand for its key.
        """
        body = bytearray()
        while True:
            message = await receive()
            if message["type"] != "http.request":
                raise ClientDisconnect
            body += message.get("body", b"")
            if len(body) > limit:
                return None
            if not message.get("more_body"):
                return bytes(body)


def replay(body: bytes, receive: Receive) -> Receive:
    """The body once more, then whatever the connection says next."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
