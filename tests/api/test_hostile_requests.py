"""Whatever is sent, the answer is never a 5xx."""

import json
import socket
from contextlib import suppress

import pytest

from app.agents.scout.agent import NAME as AGENT
from app.parts.runs import runs
from tests.api.conftest import TOKEN, LiveApi

MAX_BODY = 64 * 1024
AUTHORIZED = f"Authorization: Bearer {TOKEN}\r\n".encode()
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "BREW"]
PATHS = [
    "/run-agent",
    "/run-agent?brand=" + "x" * 4_000,
    "/run-agent?brand=%00",
    "/run-agent?brand=%ff%fe",
    "/run-agent?brand=%ED%A0%80",
    "/run-agent?brand=%zz",
    "/run-agent?brand[]=a&brand=b",
    "/agent-runs?limit=NaN&before=-1",
    "/agent-runs?before=99999999999999999999999999",
    "/agent-runs/1e3",
    "/agent-runs/%00",
    "/agent-runs/-0",
    "/agent-runs/999999999999999999999",
    "/runs/%2e%2e%2f%2e%2e",
    "/static/../../.env",
    "/static/%2e%2e/%2e%2e/settings.py",
    "/static/\x00",
    "/feedback/%00/yes",
    "/feedback/a/maybe",
    "/feedback/" + "A" * 6_000 + "/yes",
    "/pause/%F0%9F%92%A9",
    "//example.com/feedback/a/yes",
    "/docs",
    "/openapi.json",
    "/",
    "/metrics",
]
BODIES = [
    b'{"name": NaN}',
    b"[" * 30_000,
    b'{"a":' * 10_000,
    b'"\\ud800"',
    b"\xff\xfe\x00",
    b"",
    b"resume=1&resume=2",
    b"x" * MAX_BODY,
]
HEADERS = [
    b"Idempotency-Key: \xff\xfe\r\n",
    b"Idempotency-Key: " + b"k" * 256 + b"\r\n",
    b"Idempotency-Key: a\r\nIdempotency-Key: b\r\n",
    b"Idempotency-Key:\r\n",
    b"Cookie: " + b"c" * 20_000 + b"\r\n",
    b"Accept: \xf0\x9f\x92\xa9\r\n",
    b"Content-Type: application/json; charset=\xff\r\n",
    b"X-Forwarded-For: not-an-address\r\n",
    b"Host: evil.example\r\nHost: b\r\n",
    b"Sec-Fetch-Site: cross-site\r\n",
]


BROKEN = [
    b"GET / HTTP/1.1\r\n\r\n",
    b"GET /health HTTP/1.0\r\n\r\n",
    b"GET /\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",  # a TLS hello
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"CONNECT localhost:22 HTTP/1.1\r\nHost: localhost:22\r\n\r\n",
    b"GET http://evil.example/run-agent HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    b"GET /agent-runs/\xff\xfe HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"G\x00T / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"X" * 5_000 + b" / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nno colon here\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"A: b\r\n" * 20_000 + b"\r\n",
    b"POST /run-agent HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
    b"POST /run-agent HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1e3\r\n\r\n",
    b"POST /run-agent HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + b"9" * 5_000 + b"\r\n\r\n",
    b"POST /run-agent HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n"
    b"Content-Length: 2\r\n\r\nab",
    b"POST /run-agent HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"POST /run-agent HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip, x\r\n\r\n",
    b"POST /pause/x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"POST /pause/x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: AAAA\r\nSec-WebSocket-Version: 13\r\n\r\n",
]


def exchange(port: int, request: bytes, *, last: bool = False) -> int:
    """The status; 0 when the server closed without one (h11 refuses some requests so).

    `last` says to the server that nothing follows, so that it waits for no more.
    """
    with socket.create_connection(("127.0.0.1", port), timeout=120) as connection:
        try:
            connection.sendall(request)
            if last:
                with suppress(OSError):  # it may have closed already
                    connection.shutdown(socket.SHUT_WR)
            answer = connection.recv(65_536)
        except ConnectionError:
            return 0
    return int(answer[9:12]) if answer.startswith(b"HTTP/1.1 ") else 0


def request(method: str, path: str, body: bytes = b"", headers: bytes = AUTHORIZED) -> bytes:
    length = f"Content-Length: {len(body)}\r\n".encode() if body else b""
    line = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n".encode("latin-1")
    return line + headers + length + b"\r\n" + body


@pytest.mark.parametrize("method", METHODS)
def test_no_path_with_any_method_is_a_server_error(live_api: LiveApi, method: str) -> None:
    statuses = {path: exchange(live_api.port, request(method, path)) for path in PATHS}
    assert {path: status for path, status in statuses.items() if status >= 500} == {}
    assert statuses["/static/../../.env"] in {0, 404, 405}


@pytest.mark.parametrize(
    "path", ["/run-agent", "/pause/forged", "/feedback/forged/yes", "/run-now"]
)
def test_no_body_and_no_header_is_a_server_error(live_api: LiveApi, path: str) -> None:
    statuses = [exchange(live_api.port, request("POST", path, body)) for body in BODIES]
    statuses += [
        exchange(live_api.port, request("POST", path, b"", AUTHORIZED + one)) for one in HEADERS
    ]
    assert [status for status in statuses if status >= 500] == []


def test_what_is_no_proper_request_is_no_server_error_and_the_service_goes_on(
    live_api: LiveApi,
) -> None:
    host = b"Host: localhost\r\n"
    with_token = [one.replace(host, host + AUTHORIZED) for one in BROKEN]
    statuses = [exchange(live_api.port, one, last=True) for one in (*BROKEN, *with_token)]
    assert [status for status in statuses if status >= 500] == []
    assert exchange(live_api.port, request("GET", "/health")) == 200


def test_a_body_over_64_kb_is_refused_declared_or_not(live_api: LiveApi) -> None:
    body = b"x" * (MAX_BODY + 1)
    assert exchange(live_api.port, request("POST", "/run-agent", body)) == 413
    assert exchange(live_api.port, request("POST", "/pause/forged", body)) == 413
    chunk = b"%x\r\n" % len(body) + body + b"\r\n0\r\n\r\n"
    chunked = request("POST", "/run-agent", b"", AUTHORIZED + b"Transfer-Encoding: chunked\r\n")
    assert exchange(live_api.port, chunked + chunk) == 413
    assert exchange(live_api.port, request("POST", "/run-agent", b"x" * MAX_BODY)) == 202


def test_half_a_request_starts_no_run_and_does_not_stand_for_its_key(live_api: LiveApi) -> None:
    key = AUTHORIZED + b"Idempotency-Key: once\r\n"
    whole = request("POST", "/run-agent", b"the whole body", key)
    with socket.create_connection(("127.0.0.1", live_api.port), timeout=120) as connection:
        connection.sendall(whole[:-4])
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(65_536) == b""
    assert runs.list_runs(live_api.parts.database, agent=AGENT, limit=9) == []
    assert exchange(live_api.port, whole) == 202


def test_a_problem_is_told_without_repeating_what_was_sent(live_api: LiveApi) -> None:
    with socket.create_connection(("127.0.0.1", live_api.port), timeout=120) as connection:
        connection.sendall(request("GET", "/agent-runs?limit=canary"))
        answer = connection.makefile("rb").read()
    assert b" 422 " in answer
    assert b"canary" not in answer
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["detail"][0]["loc"] == ["query", "limit"]
