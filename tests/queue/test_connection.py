"""A Redis that cannot be used is told by what is wrong with it, without a word of its address."""

import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.parts.queue.connection import QueueAwayError, hurried, translated
from tests.servers.certificates import make_certificate, needs_openssl
from tests.servers.services import free_port
from tests.test_setting_messages import NOT_PLAIN


def told(url: str) -> str:
    with hurried(url) as client, pytest.raises(QueueAwayError) as caught, translated():
        client.ping()
    assert "hunter2" not in str(caught.value)
    assert not NOT_PLAIN.search(str(caught.value)), caught.value
    return str(caught.value)


@contextmanager
def answering(said: bytes, context: ssl.SSLContext | None = None) -> Iterator[int]:
    """A server that says the same to whatever comes, over TLS where there is a context."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            try:
                connection = self.request
                if context:
                    connection = context.wrap_socket(connection, server_side=True)
                while connection.recv(4096):
                    connection.sendall(said)
            except OSError:
                return

    with socketserver.ThreadingTCPServer(("localhost", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield int(server.server_address[1])
        server.shutdown()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("redis://:hunter2@no-such-host.invalid:6379/0", "no host of that name is known"),
        ("unix://:hunter2@/no/such/redis.sock", "no socket file at that place"),
    ],
)
def test_a_redis_that_is_nowhere_is_told(url: str, words: str) -> None:
    assert words in told(url)


def test_a_port_at_which_nothing_listens_is_told() -> None:
    assert "does not listen at that port" in told(f"redis://:hunter2@127.0.0.1:{free_port()}/0")


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (b"-WRONGPASS invalid username-password pair or user is disabled.\r\n", "does not accept"),
        (b"-NOAUTH Authentication required.\r\n", "does not accept"),
        (b"-LOADING Redis is loading the dataset in memory\r\n", "still loading"),
        (b"-NOPERM this user has no permissions\r\n", "does not allow"),
        (b"-READONLY You can't write against a read only replica.\r\n", "takes no writes"),
        (b"-ERR max number of clients reached\r\n", "Redis "),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "not what answers there"),
    ],
)
def test_what_redis_says_is_told_in_plain_words(reply: bytes, words: str) -> None:
    with answering(reply) as port:
        assert words in told(f"redis://localhost:{port}/0")


@needs_openssl
def test_a_redis_that_speaks_tls_is_told_apart_from_one_that_does_not(tmp_path: Path) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(make_certificate(tmp_path, "localhost"))
    with answering(b"+PONG\r\n", context) as port:
        assert "certificate that this machine does not trust" in told(f"rediss://localhost:{port}")
        assert "must start with rediss://" in told(f"redis://localhost:{port}")
    with answering(b"-ERR unknown command\r\n") as port:
        assert "must start with redis://" in told(f"rediss://localhost:{port}")
