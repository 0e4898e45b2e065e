"""Serves invented sites over real HTTP on loopback, for the parts of the demo."""

import hashlib
import re
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

IDLE_SECONDS = 10
"""How long a kept-open connection may stay silent."""

STOP_POLL_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Document:
    status: int
    content_type: str
    body: bytes

    @property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.body).hexdigest()[:20]}"'


Answer = Callable[[str, str], Document]
"""What stands at a host name (in small letters, without a port) and a path."""


class SiteServer(ThreadingHTTPServer):
    """One port; `answer` may tell several hosts apart. Raises OSError when the port is taken."""

    # Kept-open connections of a client that went away must not hold up the end of the process.
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], answer: Answer) -> None:
        super().__init__(address, _Handler)
        self.answer = answer

    def server_bind(self) -> None:
        # HTTPServer asks DNS for the host's full name here, which takes seconds when offline.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), self.server_address[1]

    @property
    def origin(self) -> str:
        return f"http://{self.server_name}:{self.server_port}"

    def start(self) -> None:
        threading.Thread(target=self.serve_forever, args=(STOP_POLL_SECONDS,), daemon=True).start()

    def stop(self) -> None:
        self.shutdown()
        self.server_close()


@contextmanager
def serving(answer: Answer, address: tuple[str, int] = ("127.0.0.1", 0)) -> Iterator[SiteServer]:
    server = SiteServer(address, answer)
    server.start()
    try:
        yield server
    finally:
        server.stop()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "SampleSites"
    sys_version = ""
    timeout = IDLE_SECONDS
    server: SiteServer

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
        host = self.headers.get("Host", "").rpartition(":")[0].lower()
        document = self.server.answer(host, self.path.partition("?")[0])
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
