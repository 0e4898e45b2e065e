"""Serves the sample newsroom over real HTTP, each site on a loopback port of its own.

`python -m app.service.demo.server` runs it alone and prints the addresses.
"""

import argparse
import re
import socketserver
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Literal, Self
from urllib.parse import urlsplit

from app.lib.clock import Clock, utc_now
from app.service.demo.newsroom.content import SiteContent, load_sites
from app.service.demo.newsroom.pages import Document, SitePages

IDLE_SECONDS = 10
"""How long a kept-open connection may stay silent."""

STOP_POLL_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class SampleSite:
    """A site as a brand file names it: `url` is its feed, sitemap or page."""

    name: str
    url: str
    kind: Literal["feed", "sitemap", "page"]
    blocked: bool


class Newsroom:
    """A context manager that serves all sites in threads while it is open.

    With `port` 0 every site gets a free port; otherwise the first gets `port`, the next port + 1
    and so on. Raises OSError when a port is taken. `clock` decides what has been published.
    """

    def __init__(
        self,
        started_at: datetime,
        host: str = "127.0.0.1",
        port: int = 0,
        clock: Clock = utc_now,
    ) -> None:
        self._started_at = started_at
        self._host = host
        self._port = port
        self._clock = clock
        self._servers: list[_SiteServer] = []

    @property
    def site_urls(self) -> tuple[SampleSite, ...]:
        """The sites and their addresses; empty while the newsroom is closed."""
        return tuple(server.sample_site for server in self._servers)

    @property
    def allowed_hosts(self) -> frozenset[str]:
        """The sites' "host:port", for FETCH_ALLOWED_PRIVATE_HOSTS."""
        return frozenset(urlsplit(site.url).netloc for site in self.site_urls)

    def __enter__(self) -> Self:
        try:
            for number, site in enumerate(load_sites()):
                port = self._port + number if self._port else 0
                self._serve(_SiteServer(site, (self._host, port), self._started_at, self._clock))
        except OSError:
            self._close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._close()

    def _serve(self, server: "_SiteServer") -> None:
        self._servers.append(server)
        threading.Thread(
            target=server.serve_forever, args=(STOP_POLL_SECONDS,), daemon=True
        ).start()

    def _close(self) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()
        self._servers.clear()


class _SiteServer(ThreadingHTTPServer):
    # Kept-open connections of a client that went away must not hold up the end of the process.
    daemon_threads = True
    request_queue_size = 64

    def __init__(
        self, site: SiteContent, address: tuple[str, int], started_at: datetime, clock: Clock
    ) -> None:
        super().__init__(address, _Handler)
        self.origin = f"http://{self.server_name}:{self.server_port}"
        self.pages = SitePages(site, self.origin, started_at)
        self.clock = clock

    def server_bind(self) -> None:
        # HTTPServer asks DNS for the host's full name here, which takes seconds when offline.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), self.server_address[1]

    @property
    def sample_site(self) -> SampleSite:
        site = self.pages.site
        return SampleSite(site.name, self.origin + site.start, site.kind, site.blocked)

    def document(self, path: str) -> Document:
        return self.pages.document(path, self.clock())


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "SampleNewsroom"
    sys_version = ""
    timeout = IDLE_SECONDS
    server: _SiteServer

    def handle(self) -> None:
        # A reader that hangs up early is no news.
        with suppress(ConnectionError):
            super().handle()

    def do_GET(self) -> None:
        document = self._answer()
        if document is not None:
            self.wfile.write(document.body)

    def do_HEAD(self) -> None:
        self._answer()

    def _answer(self) -> Document | None:
        """Sends the head; gives the document whose body is due, None after a 304."""
        document = self.server.document(self.path.partition("?")[0])
        if document.status == 200 and self._known(document.etag):
            self._head(304, document, 0)
            return None
        self._head(document.status, document, len(document.body))
        return document

    def _head(self, status: int, document: Document, length: int) -> None:
        self.send_response(status)
        if status == 200 or status == 304:
            self.send_header("ETag", document.etag)
            self.send_header("Cache-Control", "max-age=60")
        if status != 304:
            self.send_header("Content-Type", document.content_type)
            self.send_header("Content-Length", str(length))
        self.end_headers()

    def _known(self, etag: str) -> bool:
        """If-None-Match compares weakly and may name several (RFC 9110, 13.1.2)."""
        asked = self.headers.get("If-None-Match", "")
        return asked.strip() == "*" or etag in re.findall(r'"[^"]*"', asked)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class's name)
        """Quiet: the service that reads the sites has the log."""


def main() -> None:
    parser = argparse.ArgumentParser(description="Serve the sample newsroom on loopback.")
    parser.add_argument("--port", type=int, default=0, help="of the first site (default: any free)")
    with Newsroom(utc_now(), port=parser.parse_args().port) as newsroom:
        for site in newsroom.site_urls:
            sys.stdout.write(f"{site.url:44} {site.name}{' (blocked)' if site.blocked else ''}\n")
        sys.stdout.flush()
        _wait_for_ctrl_c()


def _wait_for_ctrl_c() -> None:
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        sys.stdout.write("\n")


if __name__ == "__main__":
    main()
