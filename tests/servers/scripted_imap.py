"""An IMAP server that says what it is told to, as no honest server would."""

import socket
import threading
from collections.abc import Mapping
from types import TracebackType
from typing import Self

from tests.servers.tcp_proxy import listening

USUAL: Mapping[str, str] = {
    "CAPABILITY": "* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n{tag} OK done\r\n",
    "AUTHENTICATE": "+ \r\n",
    "": "{tag} OK welcome\r\n",
    "LOGIN": "{tag} OK done\r\n",
    "EXAMINE": "* 1 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n{tag} OK [READ-ONLY]\r\n",
    "STATUS": "* STATUS INBOX (MESSAGES 1 UIDNEXT 2 UIDVALIDITY 7)\r\n{tag} OK done\r\n",
    "SEARCH": "* SEARCH 1\r\n{tag} OK done\r\n",
    "FETCH": "* 1 FETCH (UID 1 RFC822.SIZE 2 BODY[]<0> {{2}}\r\nhi)\r\n{tag} OK done\r\n",
    "LOGOUT": "* BYE bye\r\n{tag} OK done\r\n",
}
"""What follows the password has no command's name."""


class ScriptedImap:
    """`answers` replace the usual ones; one that is "" ends the connection, None says nothing."""

    def __init__(self, greeting: str = "* OK hello", **answers: str | None) -> None:
        self.greeting = greeting
        self.answers = {**USUAL, **answers}
        self.listener = listening(0)
        self.port = int(self.listener.getsockname()[1])
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.serve, daemon=True)

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.over.set()
        with socket.create_connection(("127.0.0.1", self.port)):
            self.thread.join(10)
        self.listener.close()

    def serve(self) -> None:
        while not self.over.is_set():
            client, _ = self.listener.accept()
            with client:
                self.talk(client)

    def talk(self, client: socket.socket) -> None:
        tag = ""
        lines = client.makefile("rb")
        if self.over.is_set():
            return
        client.sendall(f"{self.greeting}\r\n".encode())
        for line in lines:
            words = line.decode("utf-8", "replace").split()
            command = next((word for word in words[1:3] if word in self.answers), "")
            tag = words[0] if command else tag
            answer = self.answers[command]
            if answer == "":
                return
            if answer is not None:
                client.sendall(answer.format(tag=tag).encode())
