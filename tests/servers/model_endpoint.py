"""A real HTTP server that speaks the OpenAI chat-completions protocol on loopback.

It answers as a well-behaved model would, by the `brain` it is given; `script` makes the next
requests go wrong in ways that real endpoints do; `refuses` are options it rejects with a 400;
`speed` makes it a model that runs on a processor.
"""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

Brain = Callable[[dict[str, Any]], str]
Handler = Callable[["ModelEndpoint", web.Request, dict[str, Any]], Any]


def tokens(text: str) -> int:
    return max(1, len(text) // 4)


@dataclass
class Received:
    """One request as it came in."""

    authorization: str
    body: dict[str, Any]

    @property
    def system(self) -> str:
        return str(self.body["messages"][0]["content"])

    @property
    def user(self) -> str:
        return str(self.body["messages"][1]["content"])

    @property
    def characters(self) -> int:
        return len(self.system) + len(self.user)

    @property
    def reply_name(self) -> str:
        form = self.body.get("response_format", {})
        return str(form.get("json_schema", {}).get("name", ""))


@dataclass(frozen=True)
class Speed:
    """Tokens a second, of answers and of questions; so many questions are answered at a time, the
    others wait. As llama.cpp, it drops a question whose asker has hung up."""

    written: float
    read: float = 1_000_000.0
    slots: int = 1

    def seconds(self, body: dict[str, Any], content: str) -> float:
        read = sum(tokens(str(message["content"])) for message in body["messages"])
        return read / self.read + tokens(content) / self.written


@dataclass
class ModelEndpoint:
    """`with ModelEndpoint(brain) as endpoint:` then ask at `endpoint.url`.

    `async with endpoint.in_this_loop():` instead, for loops that have a clock of their own.
    """

    brain: Brain
    delay: float = 0.0
    speed: Speed | None = None
    script: list[Handler] = field(default_factory=list)
    always: Handler | None = None
    refuses: Callable[[dict[str, Any]], str | None] = lambda _body: None
    counts_tokens: bool = True
    received: list[Received] = field(default_factory=list)
    port: int = 0
    most_at_once: int = 0
    _at_once: int = 0

    def __enter__(self) -> "ModelEndpoint":
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self._thread.start()
        assert self._ready.wait(120)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join(10)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        async with self.in_this_loop():
            self._ready.set()
            await self._stop.wait()

    @asynccontextmanager
    async def in_this_loop(self) -> AsyncIterator["ModelEndpoint"]:
        self._slots = asyncio.Semaphore(self.speed.slots if self.speed else 1)
        application = web.Application(client_max_size=50_000_000)
        application.router.add_post("/v1/chat/completions", self._answer)
        runner = web.AppRunner(
            application, access_log=None, shutdown_timeout=0.1, handler_cancellation=True
        )
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", self.port)
        await site.start()
        self.port = runner.addresses[0][1]
        try:
            yield self
        finally:
            await runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.received.append(Received(request.headers.get("Authorization", ""), body))
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            handler = self.script.pop(0) if self.script else self.always
            complaint = self.refuses(body)
            if complaint is not None:
                return error(400, complaint)
            if handler is not None:
                answer: web.StreamResponse = await handler(self, request, body)
                return answer
            content = self.brain(body)
            await self.take_time(body, content)
            return completion(content, body, self.counts_tokens)
        finally:
            self._at_once -= 1

    async def take_time(self, body: dict[str, Any], content: str) -> None:
        if self.speed is None:
            await asyncio.sleep(self.delay)
            return
        async with self._slots:
            await asyncio.sleep(self.speed.seconds(body, content))


# --- answers ----------------------------------------------------------------------------------


def completion(
    content: str | None,
    body: dict[str, Any],
    counts_tokens: bool = True,
    finish_reason: str = "stop",
    written: int | None = None,
    **message: Any,
) -> web.Response:
    answer: dict[str, Any] = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_790_000_000,
        "model": body.get("model"),
        "choices": [
            {
                "index": 0,
                "finish_reason": finish_reason,
                "message": {"role": "assistant", "content": content, "refusal": None, **message},
            }
        ],
    }
    if counts_tokens:
        read = sum(tokens(str(message["content"])) for message in body["messages"])
        written = tokens(content or "") if written is None else written
        answer["usage"] = {
            "prompt_tokens": read,
            "completion_tokens": written,
            "total_tokens": read + written,
        }
    return web.json_response(answer)


def error(status: int, message: str, code: str | None = None, **headers: str) -> web.Response:
    body = {"error": {"message": message, "type": "error", "param": None, "code": code}}
    return web.json_response(body, status=status, headers=headers)


# --- what goes wrong --------------------------------------------------------------------------


def says(content: str | None, finish_reason: str = "stop", **message: Any) -> Handler:
    """Answers with these words, whatever was asked."""

    async def answer(
        endpoint: ModelEndpoint, _request: web.Request, body: dict[str, Any]
    ) -> web.Response:
        return completion(content, body, endpoint.counts_tokens, finish_reason, **message)

    return answer


def changes(change: Callable[[Any], Any]) -> Handler:
    """Answers as asked, but with the JSON changed."""

    async def answer(
        endpoint: ModelEndpoint, _request: web.Request, body: dict[str, Any]
    ) -> web.Response:
        changed = change(json.loads(endpoint.brain(body)))
        return completion(json.dumps(changed), body)

    return answer


def cuts(keep: float = 0.5, finish_reason: str = "length", *, at_our_limit: bool = True) -> Handler:
    """Answers with the opening of the right JSON; `at_our_limit`: having written as many tokens
    as it was allowed, and not fewer by a limit of its own."""

    async def answer(
        endpoint: ModelEndpoint, _request: web.Request, body: dict[str, Any]
    ) -> web.Response:
        whole = endpoint.brain(body)
        limit = body.get("max_completion_tokens") or body.get("max_tokens")
        return completion(
            whole[: int(len(whole) * keep)],
            body,
            endpoint.counts_tokens,
            finish_reason,
            written=limit if at_our_limit else None,
        )

    return answer


def fails(status: int, message: str = "no", code: str | None = None, **headers: str) -> Handler:
    async def answer(
        _endpoint: ModelEndpoint, _request: web.Request, _body: dict[str, Any]
    ) -> web.Response:
        return error(status, message, code, **headers)

    return answer


def takes(count: int, seconds: float, rejects: Callable[[float], web.Response]) -> Handler:
    """A rate limit: `count` questions in `seconds`; the others are told by `rejects` how many
    seconds are left."""
    taken: list[float] = []

    async def answer(
        endpoint: ModelEndpoint, _request: web.Request, body: dict[str, Any]
    ) -> web.Response:
        now = asyncio.get_running_loop().time()
        recent = [moment for moment in taken if now - moment < seconds]
        if len(recent) >= count:
            return rejects(seconds - (now - recent[-count]))
        taken.append(now)
        await asyncio.sleep(endpoint.delay)
        return completion(endpoint.brain(body), body, endpoint.counts_tokens)

    return answer


def sends(body: bytes, status: int = 200, content_type: str = "text/html") -> Handler:
    """Answers with these bytes."""

    async def answer(
        _endpoint: ModelEndpoint, _request: web.Request, _body: dict[str, Any]
    ) -> web.Response:
        return web.Response(body=body, status=status, content_type=content_type)

    return answer


async def hangs(
    _endpoint: ModelEndpoint, request: web.Request, _body: dict[str, Any]
) -> web.Response:
    await asyncio.sleep(600)
    raise AssertionError("nobody waits so long")


async def drips(
    endpoint: ModelEndpoint, request: web.Request, body: dict[str, Any]
) -> web.StreamResponse:
    """A space now and then: no read ever times out, and the answer never comes."""
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    await response.prepare(request)
    while True:
        await response.write(b" ")
        await asyncio.sleep(0.02)


def floods(status: int = 200) -> Handler:
    """Sends without end."""

    async def answer(
        _endpoint: ModelEndpoint, request: web.Request, _body: dict[str, Any]
    ) -> web.StreamResponse:
        response = web.StreamResponse(status=status, headers={"Content-Type": "application/json"})
        await response.prepare(request)
        while True:
            await response.write(b" " * 100_000)

    return answer


async def hangs_up(
    endpoint: ModelEndpoint, request: web.Request, body: dict[str, Any]
) -> web.Response:
    assert request.transport is not None
    request.transport.close()
    return web.Response()


async def hangs_up_half_way(
    endpoint: ModelEndpoint, request: web.Request, body: dict[str, Any]
) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": "5000"})
    await response.prepare(request)
    await response.write(b'{"id": "chat')
    assert request.transport is not None
    request.transport.close()
    return response


def in_turn(*handlers: Handler | None) -> list[Handler]:
    """A script; None stands for a good answer."""

    async def well(
        endpoint: ModelEndpoint, _request: web.Request, body: dict[str, Any]
    ) -> web.Response:
        await asyncio.sleep(endpoint.delay)
        return completion(endpoint.brain(body), body, endpoint.counts_tokens)

    return [handler or well for handler in handlers]
