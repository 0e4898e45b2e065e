"""The door that mail leaves by: SMTP, or files when no mail server is configured.

A sender calls `before_dot` at the last moment at which it is certain that the mail has not been
taken: just before the final dot of the SMTP transaction (RFC 5321, 4.1.1.4). Whatever happens
after that without an answer is UnknownOutcomeError: nobody can know (RFC 1047).
"""

import hashlib
import ipaddress
import os
import re
import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Literal, Protocol

from app.lib.errors import ScoutError
from app.parts.mail.failures import MailRefusedError, MailServerAwayError, unreachable
from app.parts.mail.smtp.conversation import Conversation
from app.parts.mail.smtp.login import log_in
from app.parts.mail.smtp.session import Session
from app.parts.mail.smtp.tls import WrongNameError, names_of

CONNECT_SECONDS = 10
REPLY_SECONDS = 300
"""RFC 5321, 4.5.3.2: five minutes for the greeting and most replies. Servers let strangers wait
10 to 30 s on purpose."""
DELIVERY_SECONDS = 300
"""From the greeting up to the dot: a server that is slow at each step holds up no worker."""
REPLY_AFTER_DOT_SECONDS = 180
"""RFC 5321 asks for 600. With what comes before the dot it is 480 s, less than a run may take; a
reply that comes later leaves the mail `unknown`, never doubled."""
SILENCE_SECONDS = 35
"""A port that says nothing for longer than servers let strangers wait is asked whether it speaks
TLS from the start."""
HURRIED_SECONDS = 60
"""For those who cannot wait for minutes: a person, or the process that serves people."""

MAIL_FILES = "outbox"
"""Where a FileSender writes, in the folder of the installation's data."""


class Sender(Protocol):
    """Sends one message to one recipient, or raises one of the errors of failures.py."""

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
    reply_seconds: float = REPLY_SECONDS
    delivery_seconds: float = DELIVERY_SECONDS
    silence_seconds: float = SILENCE_SECONDS

    def send(self, message: EmailMessage, recipient: str, before_dot: Callable[[], None]) -> None:
        with self.session() as session:
            session.begin_mail(message, recipient)
            before_dot()
            session.finish_mail(self.reply_after_dot_seconds)

    def hurried(self) -> "SmtpSender":
        return replace(
            self,
            delivery_seconds=min(HURRIED_SECONDS, self.delivery_seconds),
            reply_after_dot_seconds=min(HURRIED_SECONDS, self.reply_after_dot_seconds),
        )

    def check(self, sender: str, recipients: Sequence[str]) -> dict[str, ScoutError]:
        """Connect, log in, name the sender and each recipient, send nothing, for `scout check`:
        why each recipient that is not taken is not. Raises the errors above."""
        with self.hurried().session() as session:
            return session.not_taken(sender, recipients)

    @contextmanager
    def session(self) -> Iterator[Session]:
        self.check_password_is_safe()
        session = self.open_session()
        try:
            if self.username and self.password is not None:
                log_in(session.talk, session.features, self.username, self.password)
            yield session
            session.say_goodbye()
        finally:
            session.talk.close()

    def check_password_is_safe(self) -> None:
        if self.security == "none" and self.password is not None and not is_loopback(self.host):
            raise MailRefusedError(
                f"The password for {self.host} would travel unprotected: set SMTP_SECURITY to "
                "starttls or tls."
            )

    def open_session(self) -> Session:
        """Up to the server's features, protected as asked for."""
        try:
            return self.introduced(self.dialled(), check_name=True)
        except WrongNameError as error:
            raise self.with_names(error) from error

    def dialled(self) -> Conversation:
        try:
            connection = socket.create_connection((self.host, self.port), self.connect_seconds)
        except (OSError, UnicodeError) as error:
            raise unreachable(self.host, self.port, error) from error
        return Conversation(
            connection, self.host, self.port, self.reply_seconds, self.delivery_seconds
        )

    def introduced(self, talk: Conversation, *, check_name: bool) -> Session:
        session = Session(talk)
        try:
            if self.security == "tls":
                talk.protect(after_starttls=False, check_name=check_name)
                session.hear_plain_greeting()
            else:
                session.hear_greeting(self.silence_seconds)
            session.say_hello()
            if self.security == "starttls":
                session.start_tls(check_name=check_name)
        except BaseException:
            talk.close()
            raise
        return session

    def with_names(self, error: WrongNameError) -> MailServerAwayError:
        """Asks once more for nothing but the names of the certificate, which was found good."""
        try:
            session = self.introduced(self.dialled(), check_name=False)
        except ScoutError:
            return error
        connection = session.talk.connection
        names = names_of(connection) if isinstance(connection, ssl.SSLSocket) else []
        session.talk.close()
        return MailServerAwayError(
            f"No safe connection to {self.host}: its certificate is for {', '.join(names[:5])} and "
            f"not for {self.host}: set SMTP_HOST to a name that it is for."
        )


def is_loopback(host: str) -> bool:
    """Is it this machine, so that nobody on the way can listen?"""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


@dataclass(frozen=True, slots=True)
class FileSender:
    """For an installation without a mail server: writes each mail as an `.eml` file named by its
    Message-ID, whole or not at all."""

    directory: Path

    def send(self, message: EmailMessage, recipient: str, before_dot: Callable[[], None]) -> None:
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
            path = self.path_of(str(message["Message-ID"]), recipient)
            draft = path.with_suffix(".part")
            draft.write_bytes(message.as_bytes(policy=policy.SMTPUTF8))
            before_dot()
            os.replace(draft, path)
        except OSError as error:
            raise MailServerAwayError(
                f"The mail could not be written to {self.directory}: {error.strerror}."
            ) from error

    def path_of(self, message_id: str, recipient: str) -> Path:
        """With a digest: what a file name leaves out may be all that two mails differ in.
        `message_id` has its brackets."""
        unique = message_id.strip("<>").partition("@")[0]
        readable = re.sub(r"[^A-Za-z0-9._-]", "_", f"{unique}-{recipient}")[:150]
        digest = hashlib.sha256(f"{message_id} {recipient}".encode("utf-8", "replace"))
        return self.directory / f"{readable}-{digest.hexdigest()[:8]}.eml"

    def check(self) -> None:
        """Can files be written there? Raises MailServerAwayError."""
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise MailServerAwayError(
                f"Mails cannot be written to {self.directory}: {error.strerror}."
            ) from error
