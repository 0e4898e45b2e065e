"""A mail server that fails at a chosen moment, and writes down each mail that it had in full."""

import json
import socketserver
import threading
import time
from email import message_from_bytes, policy
from pathlib import Path

from tests.servers.threaded import Threaded

HANG_SECONDS = 40.0
BEFORE_DOT = ("421 greeting", "451 rcpt", "451 dot", "cut in data", "hang in data")
AFTER_DOT = ("cut after dot, taken", "cut after dot, lost", "hang after dot")
MODES = (*BEFORE_DOT, *AFTER_DOT, "550 rcpt")
Connection = socketserver.StreamRequestHandler


class MailServer(Threaded):
    """`mode` is one of MODES or "ok". The log has a line for each final dot that arrived."""

    def __init__(self, log: Path) -> None:
        self.mode = "ok"
        self.log = log
        self.lock = threading.Lock()
        self.received: list[tuple[str, str]] = []
        server = self

        class Handler(Connection):
            def handle(self) -> None:
                try:
                    server.converse(self)
                except OSError:
                    return  # the sender was killed

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = int(self.server.server_address[1])

    def converse(self, connection: Connection) -> None:
        recipient = ""
        if self.mode == "421 greeting":
            say(connection, "421 come back later")
            return
        say(connection, "220 ready")
        for line in connection.rfile:
            verb = line[:4].upper()
            if verb == b"RCPT":
                recipient = line.decode("ascii", "replace").partition("<")[2].partition(">")[0]
                refusal = self.mode.removesuffix(" rcpt")
                say(connection, f"{refusal} no" if self.mode.endswith("rcpt") else "250 ok")
            elif verb == b"DATA":
                say(connection, "354 go on")
                if not self.take(connection, recipient):
                    return
            elif verb == b"QUIT":
                say(connection, "221 bye")
                return
            else:
                say(connection, "250 ok")

    def take(self, connection: Connection, recipient: str) -> bool:
        """Read a mail and answer as the mode says. False: the connection is over."""
        if self.mode == "cut in data":
            return False
        if self.mode == "hang in data":
            time.sleep(HANG_SECONDS)
            return False
        body = read_body(connection)
        if body is None:
            return False
        mode = self.mode
        taken = mode not in {"451 dot", "cut after dot, lost"}
        answered = mode not in AFTER_DOT
        self.write_down(body, recipient, mode, taken=taken, answered=answered)
        if mode == "hang after dot":
            time.sleep(HANG_SECONDS)
        if answered:
            say(connection, "250 taken" if taken else "451 not now")
        return answered

    def write_down(
        self, body: bytes, recipient: str, mode: str, *, taken: bool, answered: bool
    ) -> None:
        message = message_from_bytes(body, policy=policy.default)
        line = {
            "t": time.time(),
            "recipient": recipient,
            "message_id": str(message["Message-ID"]).strip("<>"),
            "mode": mode,
            "taken": taken,
            "answered": answered,
        }
        part = message.get_body(("plain",))
        with self.lock:
            with self.log.open("a") as log:
                log.write(json.dumps(line) + "\n")
            if taken and part is not None:
                self.received.append((recipient, part.get_content()))


def say(connection: Connection, reply: str) -> None:
    connection.wfile.write(reply.encode() + b"\r\n")


def read_body(connection: Connection) -> bytes | None:
    """None when the connection ended before the final dot."""
    body = b""
    for line in connection.rfile:
        if line == b".\r\n":
            return body
        body += line
    return None
