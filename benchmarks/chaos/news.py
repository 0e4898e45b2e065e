"""Three news sites that never stop publishing, and write down who asked for what."""

import contextlib
import json
import os
import random
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Self

PUBLISH_EVERY_SECONDS = 10.0
SHOWN = 6
HANG_SECONDS = 25.0
SYLLABLES = "ba de ki lo mu na pe ri so tu va we xi yo za che dri fla gro plu sta tri"


def made_up_word(chance: random.Random) -> str:
    return "".join(chance.choice(SYLLABLES.split()) for _ in range(chance.randint(2, 4)))


def title_of(site: int, number: int) -> str:
    """Words that no other story has: each is to be a story of its own."""
    chance = random.Random(f"{site}-{number}")
    one, two, three, four = (made_up_word(chance).capitalize() for _ in range(4))
    return f"{one} {two} bakes pizza with {three} {four}"


def text_of(site: int, number: int) -> str:
    chance = random.Random(f"text-{site}-{number}")
    own = [made_up_word(chance) for _ in range(70)]
    sentences = [" ".join(chance.sample(own, 11)).capitalize() + "." for _ in range(14)]
    return " ".join(sentences)


@dataclass
class NewsSite:
    """A feed on an address of its own. `mode` says how it misbehaves."""

    number: int
    log: Path
    canary: str
    mode: str = "ok"
    began: float = field(default_factory=time.time)

    def __enter__(self) -> Self:
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.answer(self)

            def log_message(self, *_: object) -> None:
                return

        self.host = f"127.0.0.{self.number + 2}"
        self.server = ThreadingHTTPServer((self.host, 0), Handler)
        self.server.daemon_threads = True
        self.lock = threading.Lock()
        threading.Thread(target=self.serve, daemon=True).start()
        return self

    def serve(self) -> None:
        """Ahead of everything else, if allowed: a request must be written down when it comes."""
        with contextlib.suppress(PermissionError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), -10)
        self.server.serve_forever(0.05)

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.server.shutdown()
        self.server.server_close()

    @property
    def address(self) -> str:
        return f"{self.host}:{self.server.server_port}"

    @property
    def newest(self) -> int:
        return int((time.time() - self.began) / PUBLISH_EVERY_SECONDS)

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        self.write_down(request.path)
        if self.mode == "reset":
            request.connection.close()
        elif self.mode == "hang":
            time.sleep(HANG_SECONDS)
        elif self.mode == "broken":
            reply(request, 503, b"later", "text/plain")
        elif self.mode == "trap" and request.path != "/robots.txt":
            reply(request, 302, b"", "text/plain", Location=self.canary)
        elif request.path == "/feed.xml":
            reply(request, 200, self.feed(), "application/rss+xml")
        elif request.path.startswith("/a/"):
            reply(request, 200, self.page(int(request.path[3:])), "text/html; charset=utf-8")
        else:
            reply(request, 404, b"", "text/plain")

    def write_down(self, path: str) -> None:
        line = json.dumps({"t": time.time(), "site": self.number, "path": path})
        with self.lock, self.log.open("a") as log:
            log.write(line + "\n")

    def feed(self) -> bytes:
        items = "".join(
            f"<item><title>{title_of(self.number, one)}</title>"
            f"<link>http://{self.address}/a/{one}</link></item>"
            for one in range(self.newest, max(-1, self.newest - SHOWN), -1)
        )
        return f'<rss version="2.0"><channel><title>News</title>{items}</channel></rss>'.encode()

    def page(self, number: int) -> bytes:
        title = title_of(self.number, number)
        return (
            f"<!doctype html><html lang=en><head><title>{title}</title></head><body><article>"
            f"<h1>{title}</h1><p>{text_of(self.number, number)}</p></article></body></html>"
        ).encode()


def reply(
    request: BaseHTTPRequestHandler, status: int, body: bytes, kind: str, **headers: str
) -> None:
    try:
        request.send_response(status)
        for name, value in {"Content-Type": kind, **headers}.items():
            request.send_header(name, value)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)
    except OSError:
        return  # the reader was killed


class Canary:
    """A private address that nobody may ask: any connection is a violation."""

    def __init__(self) -> None:
        self.hits = 0
        canary = self

        class Handler(BaseHTTPRequestHandler):
            def handle(self) -> None:
                canary.hits += 1

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/secret"

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
