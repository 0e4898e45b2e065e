import asyncio
from typing import Any

from app.parts.http.asgi import Message, Receive, Scope, Send
from app.parts.http.body_limit import BodyLimit


async def never_asked(_scope: Scope, _receive: Receive, _send: Send) -> None:
    raise AssertionError("half a request was carried out")


async def silence() -> Message:
    await asyncio.sleep(3600)
    raise AssertionError("nobody waits so long")


def test_a_body_that_is_promised_and_never_sent_holds_no_connection() -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    scope: dict[str, Any] = {"type": "http", "path": "/", "headers": [(b"content-length", b"5")]}
    asyncio.run(BodyLimit(never_asked, seconds=0.05)(scope, silence, send))
    assert sent[0]["status"] == 408
