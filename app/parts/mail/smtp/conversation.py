"""A conversation with a mail server, line by line (RFC 5321), bounded in bytes and in time.

Python's smtplib is not used: it waits for each piece of a reply anew, knows no UTF-8 in a login
(RFC 4616), and its errors do not tell a silence from a refusal.
"""

import re
import socket
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from app.lib.printable import one_line
from app.parts.mail.failures import MailServerAwayError, plain, refusal
from app.parts.mail.smtp.replies import Reply, Step
from app.parts.mail.smtp.tls import protected

MAX_REPLY_BYTES = 65_536
REPLY_LINE = re.compile(rb"([2-5]\d\d)(?:([ -])(.*))?", re.DOTALL)


class Conversation:
    """`seconds` is the patience with each reply, `whole_seconds` that with all up to the dot.

    Everything raises MailServerAwayError when the server is silent, hangs up or speaks something
    else. `hidden` texts are blanked out of replies: some servers repeat a wrong password.
    """

    def __init__(
        self, connection: socket.socket, host: str, port: int, seconds: float, whole_seconds: float
    ) -> None:
        self.connection = connection
        self.host = host
        self.port = port
        self.seconds = seconds
        self.until = time.monotonic() + whole_seconds
        self.buffer = b""
        self.hidden: Iterable[str] = ()

    def ask(self, command: str, step: Step) -> Reply:
        """The server's answer to a command. Raises what a refusal stands for, too."""
        reply = self.say(command)
        if not reply.is_good:
            raise refusal(self.host, reply, step)
        return reply

    def say(self, command: str) -> Reply:
        """The answer, whatever it is."""
        if "\r" in command or "\n" in command:
            raise ValueError("a command is one line")
        self.send(command.encode() + b"\r\n")
        return self.hear()

    def send(self, content: bytes) -> None:
        with self.in_time():
            self.connection.sendall(content)

    def hear(self) -> Reply:
        lines: list[str] = []
        read = 0
        while True:
            line = self.read_line(MAX_REPLY_BYTES - read)
            read += len(line) + 1
            found = REPLY_LINE.fullmatch(line)
            if not found:
                raise self.no_mail_server(line)
            lines.append(self.without_secrets((found[3] or b"").decode("utf-8", "replace")))
            if found[2] != b"-":
                return Reply(int(found[1]), tuple(lines))

    def read_line(self, most: int) -> bytes:
        while b"\n" not in self.buffer:
            if len(self.buffer) >= most:
                raise self.no_mail_server(self.buffer)
            self.buffer += self.receive()
        line, _, self.buffer = self.buffer.partition(b"\n")
        return line.rstrip(b"\r")

    def receive(self) -> bytes:
        with self.in_time():
            received = self.connection.recv(4096)
        if not received:
            raise MailServerAwayError(f"{self.host} closed the connection without an answer.")
        return received

    @contextmanager
    def in_time(self) -> Iterator[None]:
        try:
            self.connection.settimeout(self.left())
            yield
        except TimeoutError as error:
            raise MailServerAwayError(f"{self.host} does not answer in time.") from error
        except OSError as error:
            raise MailServerAwayError(
                f"{self.host} broke the connection off: {plain(error, self.port)}."
            ) from error

    def left(self) -> float:
        """Raises TimeoutError when the time for the whole is up."""
        left = self.until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return min(left, self.seconds)

    def give_time(self, seconds: float) -> None:
        """From here on so much, for all that follows."""
        self.seconds = seconds
        self.until = time.monotonic() + seconds

    def is_silent(self, seconds: float) -> bool:
        """Does nothing come within the time? Nothing is read; a connection that ends is no word."""
        try:
            self.connection.settimeout(min(seconds, self.left()))
            return not self.connection.recv(1, socket.MSG_PEEK)
        except OSError:
            return True

    def protect(self, *, after_starttls: bool, check_name: bool) -> None:
        """Go on over TLS. What came before it in the clear may be anybody's and is dropped."""
        with self.in_time():
            self.connection = protected(
                self.connection,
                self.host,
                self.port,
                after_starttls=after_starttls,
                check_name=check_name,
            )
        self.buffer = b""

    def without_secrets(self, text: str) -> str:
        for secret in self.hidden:
            text = text.replace(secret, "***")
        return text

    def no_mail_server(self, line: bytes) -> MailServerAwayError:
        shown = one_line(self.without_secrets(line[:200].decode("utf-8", "replace")), 60)
        return MailServerAwayError(
            f"{self.host} does not answer as a mail server does, but with '{shown}': look at "
            "SMTP_HOST and SMTP_PORT."
        )

    def close(self) -> None:
        self.connection.close()
