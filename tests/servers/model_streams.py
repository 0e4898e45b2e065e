"""Streamed answers of the model's endpoint in tests, as scripts of their events."""

import asyncio
import json
from typing import Any

from aiohttp import web

from tests.servers.model_endpoint import Handler, ModelEndpoint


def streams(*, whole: bool = True, hangs_up: bool = True) -> Handler:
    """Answers as asked, but in pieces, whether or not that was asked for. Not `whole`: the last
    piece, which says that it is the last, never comes."""

    async def answer(
        endpoint: ModelEndpoint, request: web.Request, body: dict[str, Any]
    ) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        await response.write(b": welcome\n\n")
        words = endpoint.brain(body)
        deltas: list[dict[str, Any]] = [{"content": word} for word in words]
        for delta in [{"role": "assistant", "content": ""}, *deltas]:
            await response.write(event({"choices": [{"index": 0, "delta": delta}]}))
        if whole:
            await response.write(event({"choices": [{"delta": {}, "finish_reason": "stop"}]}))
            await response.write(b"data: [DONE]\n\n")
        if not hangs_up:
            await asyncio.sleep(600)
        return response

    return answer


def event(data: dict[str, Any]) -> bytes:
    return f"data: {json.dumps(data)}\n\n".encode()


def said(words: str) -> bytes:
    return delta(content=words)


def called(*calls: dict[str, Any]) -> bytes:
    return delta(tool_calls=list(calls))


def delta(**parts: Any) -> bytes:
    return event({"choices": [{"index": 0, "delta": parts}]})


def call(
    id_: str | None, name: str | None, arguments: Any, index: int | None = None
) -> dict[str, Any]:
    """A call of a tool, or in a stream a piece of one; None: left out."""
    function = {"name": name, "arguments": arguments}
    parts: dict[str, Any] = {"id": id_, "type": "function", "index": index}
    parts["function"] = {name: value for name, value in function.items() if value is not None}
    return {name: value for name, value in parts.items() if value is not None}


def stopped(reason: str = "stop") -> bytes:
    return event({"choices": [{"index": 0, "delta": {}, "finish_reason": reason}]})


def counted(read: int, written: int) -> bytes:
    usage = {"prompt_tokens": read, "completion_tokens": written}
    return event({"choices": [], "usage": usage})


DONE = b"data: [DONE]\n\n"


def sends_events(*events: bytes | asyncio.Event, breaks: bool = False) -> Handler:
    """Sends these, whatever was asked, and waits where there is an asyncio.Event. `breaks`: the
    connection, at the end."""

    async def answer(
        _endpoint: ModelEndpoint, request: web.Request, _body: dict[str, Any]
    ) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        for one in events:
            await (one.wait() if isinstance(one, asyncio.Event) else response.write(one))
        if breaks:
            assert request.transport is not None
            request.transport.close()
        return response

    return answer
