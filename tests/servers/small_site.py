"""A news site with a feed and pages, that writes down when it was asked for what."""

import random
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.servers.threaded import Threaded

SYLLABLES = ("ba", "de", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu", "va", "we", "xi", "yo")


def made_up_words(seed: str, count: int) -> list[str]:
    """Words that hardly another story has: each is to be a story of its own."""
    chance = random.Random(seed)
    return ["".join(chance.choices(SYLLABLES, k=chance.randint(4, 6))) for _ in range(count)]


def title_of(number: int) -> str:
    one, two, three = (word.capitalize() for word in made_up_words(f"title {number}", 3))
    return f"{one} {two} bakes pizza with {three} number {number}"


def text_of(number: int) -> str:
    own = made_up_words(f"text {number}", 90)
    return ". ".join(" ".join(own[start : start + 9]) for start in range(0, 90, 9)) + "."


@dataclass(frozen=True, slots=True)
class Asked:
    moment: float
    path: str


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        return  # whoever asked was killed


class SmallSite(Threaded):
    """`shown` are the numbers of the stories in the feed; `broken` makes every answer a 503."""

    server: Server

    def __init__(self, *, broken: bool = False) -> None:
        self.broken = broken
        self.shown: range = range(0)
        self.asked: list[Asked] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.answer(self)

            def log_message(self, *_: object) -> None:
                return

        self.server = Server(("127.0.0.1", 0), Handler)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server.server_port}"

    def publish(self, count: int) -> None:
        """So many new stories take the place of the old ones."""
        self.shown = range(self.shown.stop, self.shown.stop + count)

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        self.asked.append(Asked(time.time(), request.path))
        if request.path == "/robots.txt":
            reply(request, 404, b"", "text/plain")
        elif self.broken:
            reply(request, 503, b"later", "text/plain")
        elif request.path == "/feed.xml":
            reply(request, 200, self.feed(), "application/rss+xml")
        else:
            reply(request, 200, page(int(request.path[3:])), "text/html; charset=utf-8")

    def feed(self) -> bytes:
        items = "".join(
            f"<item><title>{title_of(one)}</title><link>http://{self.address}/a/{one}</link></item>"
            for one in self.shown
        )
        return f'<rss version="2.0"><channel><title>News</title>{items}</channel></rss>'.encode()


def page(number: int) -> bytes:
    title = title_of(number)
    return (
        f"<!doctype html><html lang=en><head><title>{title}</title></head><body><article>"
        f"<h1>{title}</h1><p>{text_of(number)}</p></article></body></html>"
    ).encode()


def reply(request: BaseHTTPRequestHandler, status: int, body: bytes, kind: str) -> None:
    request.send_response(status)
    request.send_header("Content-Type", kind)
    request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    request.wfile.write(body)
