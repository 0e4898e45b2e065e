"""An SMTP server on loopback that fails at a chosen moment of the transaction."""

import socketserver
import threading
from typing import Any

from tests.servers.threaded import Threaded


class ScriptedSmtp(Threaded):
    """`replies` maps a step (greeting, mail, rcpt, data, dot) to a reply, or to "cut" or "hang".

    A reply may be a list: one for each time. `pauses` are seconds before the reply to a step.
    `bodies` holds every mail whose final dot arrived, acknowledged or not; `heard` every command.
    """

    def __init__(self, **replies: str | list[str]) -> None:
        self.replies = replies
        self.pauses: dict[str, float] = {}
        self.bodies: list[bytes] = []
        self.heard: list[bytes] = []
        self.released = threading.Event()
        script = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                script.converse(self)

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = int(self.server.server_address[1])

    def __exit__(self, *raised: Any) -> None:
        self.released.set()
        super().__exit__(*raised)

    def converse(self, connection: socketserver.StreamRequestHandler) -> None:
        defaults = {"ehlo": "250 hello", "mail": "250 ok", "rcpt": "250 ok", "data": "354 go on"}
        if not self.say(connection, "greeting", "220 ready"):
            return
        for line in connection.rfile:
            self.heard.append(line)
            step = line[:4].decode("ascii", "replace").strip().lower()
            if step == "quit" or not self.say(connection, step, defaults.get(step, "250 ok")):
                return
            if step == "data" and self.last_reply.startswith("354"):
                body = self.read_body(connection)
                if body is None:
                    return
                self.bodies.append(body)
                if not self.say(connection, "dot", "250 taken"):
                    return

    def say(self, connection: socketserver.StreamRequestHandler, step: str, default: str) -> bool:
        reply = self.reply_to(step, default)
        self.released.wait(self.pauses.get(step, 0))
        if reply == "hang":
            self.released.wait(10)
        if reply in {"cut", "hang"}:
            return False
        connection.wfile.write(reply.encode() + b"\r\n")
        return True

    def reply_to(self, step: str, default: str) -> str:
        given = self.replies.get(step, default)
        self.last_reply = given.pop(0) if isinstance(given, list) else given
        return self.last_reply

    def read_body(self, connection: socketserver.StreamRequestHandler) -> bytes | None:
        """None when the connection ended before the final dot."""
        body = b""
        for line in connection.rfile:
            if line == b".\r\n":
                return body
            body += line
        return None
