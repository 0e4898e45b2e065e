"""Streamed answers of the model's endpoint in tests."""

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
