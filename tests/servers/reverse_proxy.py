"""A reverse proxy that serves an application below a path, and passes on what comes as it comes."""

import http.client
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.servers.threaded import Threaded

PIECE_BYTES = 64 * 1024
NOT_PASSED_ON = frozenset({"connection", "keep-alive", "transfer-encoding"})
PATIENCE_SECONDS = 120


class ReverseProxy(Threaded):
    """`keeps` says whether it leaves `path` on what it passes on to `port`, as Traefik does, or
    takes it off, as nginx does with an address that ends in a slash. It knows nothing else.
    """

    server: ThreadingHTTPServer

    def __init__(self, path: str, *, keeps: bool) -> None:
        self.path = path
        self.keeps = keeps
        self.port = 0
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                proxy.pass_on(self)

            do_POST = do_HEAD = do_GET  # noqa: N815

            def log_message(self, *_: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def pass_on(self, request: BaseHTTPRequestHandler) -> None:
        if not request.path.startswith(f"{self.path}/"):
            request.send_error(404, "Another application lives here")
            return
        path = request.path if self.keeps else request.path.removeprefix(self.path)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        try:
            ask(connection, request, path)
            hand_back(connection.getresponse(), request)
        except BrokenPipeError:
            return  # whoever asked has gone
        finally:
            connection.close()


def ask(connection: http.client.HTTPConnection, request: BaseHTTPRequestHandler, path: str) -> None:
    connection.putrequest(request.command, path, skip_host=True, skip_accept_encoding=True)
    for name, value in request.headers.items():
        if name.lower() not in NOT_PASSED_ON:
            connection.putheader(name, value)
    connection.endheaders(request.rfile.read(int(request.headers.get("Content-Length", 0))))


def hand_back(answer: http.client.HTTPResponse, request: BaseHTTPRequestHandler) -> None:
    """Piece by piece: an event stream goes on for long."""
    request.send_response(answer.status)
    for name, value in answer.getheaders():
        if name.lower() not in NOT_PASSED_ON:
            request.send_header(name, value)
    request.end_headers()
    while piece := answer.read1(PIECE_BYTES):
        request.wfile.write(piece)
        request.wfile.flush()
