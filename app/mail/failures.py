"""The three ways in which a mail does not go out, and what the operator can do about each."""

import re
import socket
import ssl
from dataclasses import dataclass
from enum import Enum

from app.errors import PermanentError, ScoutError, TransientError
from app.printable import one_line

LONGEST_REPLY_SHOWN = 300


class MailRefusedError(PermanentError):
    """The server said no for good (5yz): wrong recipient, not allowed, bad password."""


class MailServerAwayError(TransientError):
    """The mail was certainly not taken and may be later: no connection, 4yz, cut off."""


class UnknownOutcomeError(ScoutError):
    """The connection ended after the dot without an answer: the mail may have arrived."""


class Step(Enum):
    """Where in the conversation a reply was given."""

    GREETING = ""
    HELLO = " to our name"
    TLS = " to STARTTLS"
    LOGIN = " to the login"
    SENDER = " to the sender"
    RECIPIENT = " to the recipient"
    DATA = " to the mail's beginning"
    MAIL = " to the mail"


@dataclass(frozen=True, slots=True)
class Reply:
    """`lines` without the code, free of secrets."""

    code: int
    lines: tuple[str, ...]

    @property
    def is_good(self) -> bool:
        return 200 <= self.code < 300

    def __str__(self) -> str:
        return one_line(f"{self.code} {' '.join(self.lines)}", LONGEST_REPLY_SHOWN)


# The first that fits a reply, as servers word it.
HINTS: tuple[tuple[re.Pattern[str], Step | None, str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), step, hint)
    for pattern, step, hint in (
        (r"^5.*(starttls|encrypt|\btls\b|\bssl\b)", None, "Set SMTP_SECURITY to starttls."),
        (
            r"authenticat|auth(ori[sz]ation)? (is )?required|log ?in|relay|^530",
            None,
            "It takes mails only after a login: set SMTP_USERNAME and SMTP_PASSWORD.",
        ),
        (
            r"^4.*gr[ae]y|^45[01] 4\.7\.|^45[01](?! 4\.\d\.).*(later|again|defer)",
            None,
            "It asks to come back later, as many servers ask senders that they do not know yet "
            "(greylisting).",
        ),
        (
            r"^(552|452).*[45]\.2\.2|quota|mailbox.*full|full.*mailbox",
            None,
            "The recipient's mailbox is full.",
        ),
        (r"[45]\.(3\.4|2\.3)\b|too (large|big)|size", None, "The mail is larger than it takes."),
        (r"rate|too many|limit", None, "It takes no more mails for now: a limit is reached."),
        (r"^4", None, "It asks to try again later."),
        (r"^5", Step.GREETING, "It takes no connections from this machine's address."),
        (r"^5", Step.SENDER, "It does not take mails from the address in EMAIL_FROM."),
        (r"^5", Step.RECIPIENT, "Look at this recipient in EMAIL_TO."),
        (
            r"^5",
            Step.MAIL,
            "Its rules forbid the mail or its sender; whoever runs the mail server can say why.",
        ),
    )
)


def refusal(host: str, reply: Reply, step: Step) -> MailRefusedError | MailServerAwayError:
    """The error that a reply stands for, in the server's words and with what can be done."""
    kind = MailRefusedError if reply.code >= 500 else MailServerAwayError
    hint = hint_for(reply, step)
    return kind(f"{host} answered{step.value}: {reply}" + (f" ({hint})" if hint else ""))


def hint_for(reply: Reply, step: Step) -> str | None:
    text = str(reply)
    return next(
        (hint for pattern, at, hint in HINTS if at in {None, step} and pattern.search(text)), None
    )


def unreachable(host: str, port: int, error: Exception) -> MailServerAwayError:
    return MailServerAwayError(f"{host} cannot be reached: {plain(error, port)}.")


def plain(error: Exception, port: int) -> str:
    if isinstance(error, socket.gaierror | UnicodeError):
        return "there is no such host, or this machine has no network"
    if isinstance(error, TimeoutError):
        blocked = "; many networks block port 25, then 587 is the one to use" if port == 25 else ""
        return f"port {port} does not answer in time{blocked}"
    if isinstance(error, ConnectionRefusedError):
        return f"no mail server listens at port {port}"
    if isinstance(error, ssl.SSLError):
        return "the protected connection ended"
    reason = error.strerror if isinstance(error, OSError) else None
    return (reason or "the connection failed").lower()
