"""A mail server that takes its time at the end of a mail, and keeps what it has taken.

Between the final dot and the answer lies the moment at which nobody can know; here it is as long
as a test needs it.
"""

import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

from tests.servers.threaded import Threaded

Connection = socketserver.StreamRequestHandler


@dataclass(frozen=True, slots=True)
class Taken:
    moment: float
    recipient: str
    message_id: str
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=policy.default)


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        return  # the sender was killed


class RecordingSmtp(Threaded):
    """`before`, `taking` and `answering` are seconds: to say 354, to own a mail, to say so."""

    def __init__(self, *, before: float = 0.0, taking: float = 0.0, answering: float = 0.0) -> None:
        self.before = before
        self.taking = taking
        self.answering = answering
        self.taken: list[Taken] = []
        self.talking = 0
        self.lock = threading.Lock()
        recorder = self

        class Handler(Connection):
            def handle(self) -> None:
                with recorder.counted():
                    recorder.converse(self)

        self.server = Server(("127.0.0.1", 0), Handler)
        self.port = int(self.server.server_address[1])

    @contextmanager
    def counted(self) -> Iterator[None]:
        with self.lock:
            self.talking += 1
        try:
            yield
        finally:
            with self.lock:
                self.talking -= 1

    def copies_of(self, message_id: str) -> int:
        return len([one for one in self.taken if one.message_id == message_id])

    def converse(self, connection: Connection) -> None:
        recipient = ""
        say(connection, "220 ready")
        for line in connection.rfile:
            verb = line[:4].upper()
            if verb == b"QUIT":
                say(connection, "221 bye")
                return
            if verb == b"RCPT":
                recipient = line.decode("ascii", "replace").partition("<")[2].partition(">")[0]
            if verb != b"DATA":
                say(connection, "250 ok")
            elif not self.take(connection, recipient):
                return

    def take(self, connection: Connection, recipient: str) -> bool:
        """False when the connection ended before the final dot."""
        time.sleep(self.before)
        say(connection, "354 go on")
        body = b""
        for line in connection.rfile:
            if line == b".\r\n":
                break
            body += line
        else:
            return False
        time.sleep(self.taking)
        message_id = str(message_from_bytes(body)["Message-ID"]).strip("<>")
        self.taken.append(Taken(time.time(), recipient, message_id, body))
        time.sleep(self.answering)
        say(connection, "250 taken")
        return True


def say(connection: Connection, reply: str) -> None:
    connection.wfile.write(reply.encode() + b"\r\n")
