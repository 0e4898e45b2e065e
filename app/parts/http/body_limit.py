"""How much a request may bring, and how long it may take to bring it."""

import asyncio
from collections.abc import Mapping
from types import MappingProxyType

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.responses import HTMLResponse

from app.parts.http.asgi import Asgi, Message, Receive, Scope, Send, answer
from app.parts.http.pages import Pages

MAX_BODY_BYTES = 64 * 1024
BODY_SECONDS = 30.0


class BodyLimit:
    """Answers 413 to a body over 64 KB before anything reads it into memory, and 408 to one that
    does not come: whoever promises a body and never sends it would hold a connection for ever.

    `limits`: the bytes for paths whose requests are larger. It stands behind Guard, so that
    strangers fill no memory. `pages`: what browsers are answered with.
    """

    def __init__(
        self,
        app: Asgi,
        limits: Mapping[str, int] = MappingProxyType({}),
        seconds: float = BODY_SECONDS,
        pages: Pages | None = None,
    ) -> None:
        self.app = app
        self.limits = limits
        self.seconds = seconds
        self.pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self.limits.get(scope["path"], MAX_BODY_BYTES)
        declared = Headers(scope=scope).get("content-length", "0")
        if not declared.isdecimal() or int(declared[:15]) > limit:
            await self.refuse(scope, receive, send, 413, too_large(limit))
            return
        try:
            async with asyncio.timeout(self.seconds):
                body = await self.read(receive, limit)
        except ClientDisconnect:
            return
        except TimeoutError:
            await self.refuse(scope, receive, send, 408, "The request did not arrive in time.")
            return
        if body is None:
            await self.refuse(scope, receive, send, 413, too_large(limit))
            return
        await self.app(scope, replay(body, receive), send)

    async def refuse(
        self, scope: Scope, receive: Receive, send: Send, status: int, words: str
    ) -> None:
        if self.pages is None or "text/html" not in Headers(scope=scope).get("accept", ""):
            await answer(send, status, words)
            return
        page = HTMLResponse(self.pages.error_page(status, words), status)
        await page(scope, receive, send)

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


def too_large(limit: int) -> str:
    size = f"{limit / 2**20:.1f} MB" if limit > 2**20 else f"{limit // 1024} KB"
    return f"The request is larger than {size}. Send it in smaller parts."


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
