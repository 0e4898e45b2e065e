"""The door that mail leaves by: SMTP, or files when no mail server is configured.

A sender calls `before_dot` at the last moment at which it is certain that the mail has not been
taken: just before the final dot of the SMTP transaction (RFC 5321, 4.1.1.4). Whatever happens
after that without an answer is UnknownOutcomeError: nobody can know (RFC 1047).
"""

import ipaddress
import os
import re
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path
from typing import Literal, Protocol

from app.errors import PermanentError, ScoutError, TransientError

CONNECT_SECONDS = 10
REPLY_AFTER_DOT_SECONDS = 120
"""RFC 5321 asks for 600. The run has to end before the next slot, and a reply that comes later
than this leaves the mail `unknown`, never doubled."""


class MailRefusedError(PermanentError):
    """The server said no for good (5yz): wrong recipient, not allowed, bad password."""


class MailServerAwayError(TransientError):
    """The mail was certainly not taken and may be later: no connection, 4yz, cut off."""


class UnknownOutcomeError(ScoutError):
    """The connection ended after the dot without an answer: the mail may have arrived."""


class Sender(Protocol):
    """Sends one message to one recipient, or raises one of the three errors above."""

    def send(
        self, message: EmailMessage, recipient: str, before_dot: Callable[[], None]
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class SmtpSender:
    """One transaction for each recipient, so that each has an outcome of its own."""

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    username: str | None = None
    password: str | None = None
    connect_seconds: float = CONNECT_SECONDS
    reply_after_dot_seconds: float = REPLY_AFTER_DOT_SECONDS

    def send(self, message: EmailMessage, recipient: str, before_dot: Callable[[], None]) -> None:
        with translated(self.host, self.password), self.connect() as server:
            self.log_in(server)
            begin_transaction(server, message, recipient)
            before_dot()
            finish_transaction(server, self.reply_after_dot_seconds)

    def check(self) -> None:
        """Connect and log in, for `scout check`. Raises the errors above."""
        with translated(self.host, self.password), self.connect() as server:
            self.log_in(server)

    @contextmanager
    def connect(self) -> Iterator[smtplib.SMTP]:
        if self.security == "none" and self.password is not None and not is_here(self.host):
            raise MailRefusedError(
                f"The password for {self.host} would travel unprotected: set SMTP_SECURITY to "
                "starttls or tls."
            )
        if self.security == "tls":
            context = ssl.create_default_context()
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=self.connect_seconds, context=context
            )
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=self.connect_seconds)
        try:
            if self.security == "starttls":
                server.starttls(context=ssl.create_default_context())
            yield server
            end_politely(server)
        finally:
            server.close()

    def log_in(self, server: smtplib.SMTP) -> None:
        if self.username and self.password is not None:
            server.login(self.username, self.password)


def is_here(host: str) -> bool:
    """Is it this machine, so that nobody on the way can listen?"""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def begin_transaction(server: smtplib.SMTP, message: EmailMessage, recipient: str) -> None:
    """Everything up to, but not including, the final dot."""
    server.ehlo_or_helo_if_needed()
    sender = parseaddr(str(message["From"]))[1]
    expect(server.mail(sender), 250)
    expect(server.rcpt(recipient), 250, 251)
    expect(server.docmd("DATA"), 354)
    content = message.as_bytes(policy=policy.SMTP)
    lines = re.sub(rb"(?m)^\.", b"..", content)
    server.send(lines if lines.endswith(b"\r\n") else lines + b"\r\n")


def finish_transaction(server: smtplib.SMTP, seconds: float) -> None:
    """Send the dot and hear the answer. Raises UnknownOutcomeError when there is none."""
    with nobody_knows():
        if server.sock is not None:
            server.sock.settimeout(seconds)
        server.send(b".\r\n")
        code, words = server.getreply()
    if 400 <= code < 600:
        raise smtplib.SMTPResponseException(code, words)
    if code != 250:  # -1 or a garbled line is no answer
        raise UnknownOutcomeError(UNKNOWN)


def expect(reply: tuple[int, bytes], *codes: int) -> None:
    if reply[0] not in codes:
        raise smtplib.SMTPResponseException(*reply)


def end_politely(server: smtplib.SMTP) -> None:
    """The mail is delivered by now; a server that drops the goodbye changes nothing."""
    try:
        server.docmd("QUIT")
    except (OSError, smtplib.SMTPException):
        return


@contextmanager
def nobody_knows() -> Iterator[None]:
    """After the dot only an answer with a code is certain; what smtplib makes up is none."""
    try:
        yield
    except (OSError, smtplib.SMTPException) as error:
        raise UnknownOutcomeError(UNKNOWN) from error


UNKNOWN = "The mail server gave no answer after it had the whole mail; it may have arrived."


@contextmanager
def translated(host: str, secret: str | None = None) -> Iterator[None]:
    """smtplib's errors as ours. Some servers repeat the password that they do not accept."""
    try:
        yield
    except smtplib.SMTPAuthenticationError as error:
        raise MailRefusedError(
            f"{host} does not accept the user name or password (SMTP_USERNAME, SMTP_PASSWORD): "
            f"{reply_text(error, secret)}"
        ) from error
    except smtplib.SMTPResponseException as error:
        kind = MailRefusedError if 500 <= error.smtp_code < 600 else MailServerAwayError
        raise kind(f"{host} answered {reply_text(error, secret)}") from error
    except UnicodeEncodeError as error:
        raise MailRefusedError(
            f"{host} takes only the letters a-z, digits and signs in addresses, user name and "
            "password."
        ) from error
    except smtplib.SMTPNotSupportedError as error:
        raise MailRefusedError(
            f"{host} does not offer what SMTP_SECURITY or SMTP_USERNAME asks for: {error}"
        ) from error
    except ssl.SSLError as error:
        raise MailServerAwayError(f"No safe connection to {host}: {error.reason}") from error
    except (OSError, smtplib.SMTPException) as error:
        raise MailServerAwayError(f"{host} cannot be reached: {plain(error)}") from error


def reply_text(error: smtplib.SMTPResponseException, secret: str | None) -> str:
    reason = error.smtp_error
    text = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
    text = text.replace(secret, "***") if secret else text
    return " ".join(f"{error.smtp_code} {text}".split())[:300]


def plain(error: Exception) -> str:
    if isinstance(error, socket.gaierror):
        return "there is no such host"
    if isinstance(error, TimeoutError):
        return "it does not answer in time"
    return str(error) or type(error).__name__


@dataclass(frozen=True, slots=True)
class FileSender:
    """Writes each mail as an `.eml` file named by its Message-ID, whole or not at all."""

    directory: Path

    def send(self, message: EmailMessage, recipient: str, before_dot: Callable[[], None]) -> None:
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
            path = self.directory / self.file_name(message, recipient)
            draft = path.with_suffix(".part")
            draft.write_bytes(message.as_bytes(policy=policy.SMTP))
            before_dot()
            os.replace(draft, path)
        except OSError as error:
            raise MailServerAwayError(f"The mail could not be written: {error}") from error

    def file_name(self, message: EmailMessage, recipient: str) -> str:
        unique = str(message["Message-ID"]).strip("<>").partition("@")[0]
        return re.sub(r"[^A-Za-z0-9._-]", "_", f"{unique}-{recipient}")[:150] + ".eml"

    def check(self) -> None:
        """Can files be written there? Raises MailServerAwayError."""
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise MailServerAwayError(f"Mails cannot be written: {error}") from error
