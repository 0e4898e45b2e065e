"""A session with a mail server (RFC 5321): greeting, names, TLS, then one mail to one recipient."""

import re
import socket
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from email import policy
from email.message import EmailMessage
from functools import lru_cache

from app.lib.errors import ScoutError, TransientError
from app.lib.mail_address import MailAddress, NotAnAddressError, is_domain, parse_address
from app.parts.mail.failures import (
    MailRefusedError,
    MailServerAwayError,
    UnknownOutcomeError,
    refusal,
)
from app.parts.mail.smtp.conversation import Conversation
from app.parts.mail.smtp.replies import Step
from app.parts.mail.smtp.tls import speaks_tls

NO_SUCH_COMMAND = range(500, 505)
START_OF_MAIL = 354
UNKNOWN = "The mail server gave no answer after it had the whole mail; it may have arrived."


class Session:
    """`features` are what the server offers, with what stands after each."""

    def __init__(self, talk: Conversation) -> None:
        self.talk = talk
        self.features: dict[str, str] = {}

    def hear_greeting(self, silence_seconds: float) -> None:
        """A port that waits for TLS says nothing; so does a server that slows strangers down."""
        talk = self.talk
        if talk.is_silent(silence_seconds) and speaks_tls(talk.host, talk.port):
            raise MailRefusedError(
                f"{talk.host} speaks TLS from the start at port {talk.port}: set SMTP_SECURITY to "
                "tls, or SMTP_PORT to 587."
            )
        self.hear_plain_greeting()

    def hear_plain_greeting(self) -> None:
        reply = self.talk.hear()
        if not reply.is_good:
            raise refusal(self.talk.host, reply, Step.GREETING)

    def say_hello(self) -> None:
        name = own_name(self.talk.connection)
        reply = self.talk.say(f"EHLO {name}")
        if reply.code in NO_SUCH_COMMAND:
            reply = self.talk.ask(f"HELO {name}", Step.HELLO)
            self.features = {}
            return
        if not reply.is_good:
            raise refusal(self.talk.host, reply, Step.HELLO)
        self.features = features_in(reply.lines[1:])

    def start_tls(self, *, check_name: bool) -> None:
        talk = self.talk
        if "STARTTLS" not in self.features:
            raise MailRefusedError(
                f"{talk.host} offers no STARTTLS at port {talk.port}: use its port for sending "
                "mail (587), set SMTP_SECURITY to tls for port 465, or to none for a server on "
                "this machine."
            )
        talk.ask("STARTTLS", Step.TLS)
        talk.protect(after_starttls=True, check_name=check_name)
        self.say_hello()

    def begin_mail(self, message: EmailMessage, recipient: str) -> None:
        """Everything up to, but not including, the final dot."""
        to = self.checked_recipient(recipient)
        rules = policy.SMTPUTF8 if to.needs_utf8 else policy.SMTP
        content = message.as_bytes(policy=rules)
        self.check_size(len(content))
        options = " SMTPUTF8 BODY=8BITMIME" if to.needs_utf8 else ""
        if "SIZE" in self.features:
            options = f" SIZE={len(content)}{options}"
        self.talk.ask(f"MAIL FROM:<{sender_of(message)}>{options}", Step.SENDER)
        self.talk.ask(f"RCPT TO:<{to}>", Step.RECIPIENT)
        self.begin_data()
        lines = re.sub(rb"(?m)^\.", b"..", content)
        self.talk.send(lines if lines.endswith(b"\r\n") else lines + b"\r\n")

    def not_taken(self, sender: str, recipients: Sequence[str]) -> dict[str, ScoutError]:
        """Why each recipient that is not taken is not. Sender and recipients are named as before a
        mail, which does not follow. Raises what is said of the sender, and what ends the talk."""
        faults: dict[str, ScoutError] = {}
        known = self.known_addresses(recipients, faults)
        utf8 = " SMTPUTF8" if any(to.needs_utf8 for to in known.values()) else ""
        self.talk.ask(f"MAIL FROM:<{sender}>{utf8}", Step.SENDER)
        for recipient, to in known.items():
            reply = self.talk.say(f"RCPT TO:<{to}>")
            if not reply.is_good:
                faults[recipient] = refusal(self.talk.host, reply, Step.RECIPIENT)
        self.talk.say("RSET")
        return faults

    def known_addresses(
        self, recipients: Sequence[str], faults: dict[str, ScoutError]
    ) -> dict[str, MailAddress]:
        """Of the recipients that can be named to this server; the others are noted in `faults`."""
        known: dict[str, MailAddress] = {}
        for recipient in recipients:
            try:
                known[recipient] = self.checked_recipient(recipient)
            except MailRefusedError as error:
                faults[recipient] = error
        return known

    def begin_data(self) -> None:
        reply = self.talk.say("DATA")
        if reply.code >= 400:
            raise refusal(self.talk.host, reply, Step.DATA)
        if reply.code != START_OF_MAIL:
            raise MailServerAwayError(f"{self.talk.host} answered{Step.DATA.value}: {reply}")

    def checked_recipient(self, recipient: str) -> MailAddress:
        try:
            to = parse_address(recipient)
        except NotAnAddressError as error:
            raise MailRefusedError(f"{error}.") from error
        if to.needs_utf8 and "SMTPUTF8" not in self.features:
            raise MailRefusedError(
                f"{self.talk.host} takes only the letters a-z, digits and signs before the @ of "
                f"an address (it does not offer SMTPUTF8): {recipient}"
            )
        return to

    def check_size(self, size: int) -> None:
        limit = self.features.get("SIZE", "")
        if re.fullmatch(r"\d{1,15}", limit, re.ASCII) and 0 < int(limit) < size:
            raise MailRefusedError(
                f"{self.talk.host} takes mails of up to {int(limit):,} bytes; this one has "
                f"{size:,}."
            )

    def finish_mail(self, seconds: float) -> None:
        """Send the dot and hear the answer. Raises UnknownOutcomeError when there is none."""
        with unknown_outcome():
            self.talk.give_time(seconds)
            self.talk.send(b".\r\n")
            reply = self.talk.hear()
        if reply.code >= 400:
            raise refusal(self.talk.host, reply, Step.MAIL)
        if not reply.is_good:  # "go on" is no answer
            raise UnknownOutcomeError(UNKNOWN)

    def say_goodbye(self) -> None:
        """The mail is delivered by now; a server that drops the goodbye changes nothing."""
        try:
            self.talk.give_time(GOODBYE_SECONDS)
            self.talk.say("QUIT")
        except TransientError:
            return


GOODBYE_SECONDS = 5


@contextmanager
def unknown_outcome() -> Iterator[None]:
    """After the final dot the outcome is unknown until the server answers."""
    try:
        yield
    except TransientError as error:
        raise UnknownOutcomeError(UNKNOWN) from error


def features_in(lines: Iterable[str]) -> dict[str, str]:
    """Some servers offer a login twice: "AUTH PLAIN", and as was usual once, "AUTH=LOGIN"."""
    features: dict[str, str] = {}
    for line in lines:
        name, _, rest = line.replace("=", " ", 1).partition(" ")
        features[name.upper()] = f"{features.get(name.upper(), '')} {rest}".strip()
    return features


def sender_of(message: EmailMessage) -> str:
    return str(parse_address(message["From"].addresses[0].addr_spec))


@lru_cache(maxsize=1)
def full_host_name() -> str:
    return socket.getfqdn()


def own_name(connection: socket.socket) -> str:
    """This machine's name where it has a full one, else its address (RFC 5321, 4.1.4)."""
    name = full_host_name()
    if "." in name and name.isascii() and is_domain(name) and "_" not in name:
        return name
    address = str(connection.getsockname()[0])
    return f"[IPv6:{address.partition('%')[0]}]" if ":" in address else f"[{address}]"
