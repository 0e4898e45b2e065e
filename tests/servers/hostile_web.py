"""A web server on loopback that misbehaves as it is told, and writes down what it saw.

It speaks raw bytes on asyncio streams: no HTTP library would send most of what it sends.
"""

import asyncio
import contextlib
import ssl
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Self


@dataclass(frozen=True)
class Seen:
    """One request as it arrived. Header names are lower case."""

    moment: float
    host: str
    path: str
    headers: dict[str, str]


Play = Callable[[asyncio.StreamWriter, Seen], Awaitable[None]]
"""What to do about a request: write anything, then return to close or to serve the next."""


def answer(
    body: bytes | str = b"",
    *,
    status: str = "200 OK",
    content_type: str | None = "text/html; charset=utf-8",
    after_seconds: float = 0.0,
    **headers: str,
) -> Play:
    """A well-formed answer. Header names are written with `_` for `-`."""
    payload = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(payload)}"]
    if content_type is not None:
        lines.append(f"Content-Type: {content_type}")
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    whole = "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + payload

    async def play(writer: asyncio.StreamWriter, _seen: Seen) -> None:
        await asyncio.sleep(after_seconds)
        writer.write(whole)

    return play


def redirect(location: str, status: str = "302 Found") -> Play:
    return answer(status=status, Location=location)


def raw(*parts: bytes, every_seconds: float = 0.0) -> Play:
    """These very bytes, then the connection is closed."""

    async def play(writer: asyncio.StreamWriter, _seen: Seen) -> None:
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(every_seconds)
        writer.close()

    return play


def drip(head: bytes, part: bytes = b"x", every_seconds: float = 1.0) -> Play:
    """The head, and then one part after the other without end."""

    async def play(writer: asyncio.StreamWriter, _seen: Seen) -> None:
        writer.write(head)
        while True:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(every_seconds)

    return play


def hang(head: bytes = b"") -> Play:
    """Say no more than this, and keep the connection."""

    async def play(writer: asyncio.StreamWriter, _seen: Seen) -> None:
        writer.write(head)
        await asyncio.sleep(3600)

    return play


@dataclass
class HostileWeb:
    """`plays` maps a path, or "host/path", to what happens there; anything else is a 404."""

    plays: dict[str, Play] = field(default_factory=dict)
    tls: ssl.SSLContext | None = None
    seen: list[Seen] = field(default_factory=list)
    connections: int = 0
    at_once: Counter[str] = field(default_factory=Counter)
    most_at_once: Counter[str] = field(default_factory=Counter)

    async def __aenter__(self) -> Self:
        self._tasks: set[asyncio.Task[None]] = set()
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, ssl=self.tls)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"{'https' if self.tls else 'http'}://{host}:{self.port}{path}"

    def paths(self, *, robots: bool = False) -> list[str]:
        """What was asked for, in order."""
        return [seen.path for seen in self.seen if robots or seen.path != "/robots.txt"]

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
                while not writer.is_closing():
                    await self._serve(reader, writer)
        except asyncio.CancelledError:
            pass  # the test is over; asyncio would report the cancelled handler as an error
        finally:
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen = _parse((await reader.readuntil(b"\r\n\r\n")).decode("latin-1"))
        self.seen.append(seen)
        self.at_once[seen.host] += 1
        self.most_at_once[seen.host] = max(self.most_at_once[seen.host], self.at_once[seen.host])
        try:
            await self._play_for(seen)(writer, seen)
            await writer.drain()
        finally:
            self.at_once[seen.host] -= 1

    def _play_for(self, seen: Seen) -> Play:
        here = self.plays.get(seen.host.split(":")[0] + seen.path)
        return here or self.plays.get(seen.path) or answer("none", status="404 Not Found")


def _parse(head: str) -> Seen:
    first, *lines = head.strip().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines if ": " in line)
    lowered = {name.lower(): value for name, value in headers.items()}
    return Seen(
        asyncio.get_running_loop().time(), lowered.get("host", ""), first.split(" ")[1], lowered
    )
