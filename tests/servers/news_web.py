"""A small web of feeds, sitemaps, front pages and stories, changed by hand between runs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.servers.threaded import Threaded

SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"


@dataclass(frozen=True, slots=True)
class Shown:
    """What an address answers; one with an ETag says 304 to whoever has it."""

    body: str
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    meanwhile: Callable[[], object] = lambda: None

    def with_etag(self, etag: str) -> "Shown":
        return Shown(self.body, self.kind, self.status, {"ETag": f'"{etag}"'}, self.meanwhile)


NOT_THERE = Shown("Nothing is here.", status=404)


class NewsWeb(Threaded):
    """`shows` maps a path to its answer. `asked` are the paths asked for, robots.txt apart."""

    server: ThreadingHTTPServer

    def __init__(self) -> None:
        self.shows: dict[str, Shown] = {}
        self.asked_for: list[str] = []
        web = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                web.answer(self)

            def log_message(self, *_: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True

    def address(self, host: str = "127.0.0.1") -> str:
        return f"{host}:{self.server.server_port}"

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{self.address(host)}{path}"

    def asked(self) -> list[str]:
        """Since the last time somebody wanted to know."""
        asked, self.asked_for = self.asked_for, []
        return [path for path in asked if path != "/robots.txt"]

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        self.asked_for.append(request.path)
        shown = self.shows.get(request.path, NOT_THERE)
        shown.meanwhile()
        etag = shown.headers.get("ETag")
        same = etag is not None and request.headers.get("If-None-Match") == etag
        body = b"" if same else shown.body.encode()
        request.send_response(304 if same else shown.status)
        for name, value in {"Content-Type": shown.kind, **shown.headers}.items():
            request.send_header(name, value)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    def feed(self, *stories: int, summary: str = "") -> Shown:
        items = "".join(
            f"<item><title>{headline(one)}</title><link>{self.url(story_path(one))}</link>"
            f"<description>{summary}</description></item>"
            for one in stories
        )
        rss = f"<rss version='2.0'><channel><title>News</title>{items}</channel></rss>"
        return Shown(rss, "application/rss+xml")

    def sitemap(self, *stories: int) -> Shown:
        urls = "".join(f"<url><loc>{self.url(story_path(one))}</loc></url>" for one in stories)
        return Shown(f"<urlset xmlns='{SITEMAPS}'>{urls}</urlset>", "text/xml")

    def sitemap_index(self, *paths: str) -> Shown:
        children = "".join(f"<sitemap><loc>{self.url(path)}</loc></sitemap>" for path in paths)
        return Shown(f"<sitemapindex xmlns='{SITEMAPS}'>{children}</sitemapindex>", "text/xml")

    def publish(self, *stories: int) -> None:
        self.shows |= {story_path(one): story(one) for one in stories}


def story_path(number: int) -> str:
    return f"/2026/11/20/a-long-headline-for-story-number-{number}"


def headline(number: int) -> str:
    return f"A long headline for the story number {number} of today"


def front_page(*stories: int, feed: str | None = None, css: str = "story") -> Shown:
    declared = f"<link rel=alternate type='application/rss+xml' href='{feed}'>" if feed else ""
    links = "".join(
        f"<a class='{css}' href='{story_path(one)}'>{headline(one)}</a>" for one in stories
    )
    return Shown(f"<html><head><title>News</title>{declared}</head><body>{links}</body></html>")


def story(number: int) -> Shown:
    words: Sequence[str] = [
        f"<p>Paragraph {part} says that shop {number * 100 + part} was opened in a street of "
        "Durban, and that many people came to look at it for hours.</p>"
        for part in range(5)
    ]
    return Shown(
        f"<html lang=en><head><title>{headline(number)}</title></head><body><article>"
        f"<h1>{headline(number)}</h1>{''.join(words)}</article></body></html>"
    )


def refusal(status: int, **headers: str) -> Shown:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Shown("Not now.", status=status, headers=named)
