"""The three ways in which a mail does not go out, and what the operator can do about each."""

import socket
import ssl

from app.lib.errors import PermanentError, ScoutError, TransientError
from app.parts.mail.smtp.hints import hint_for
from app.parts.mail.smtp.replies import Reply, Step


class MailRefusedError(PermanentError):
    """The server said no for good (5yz): wrong recipient, not allowed, bad password.

    `of_recipient`: its words where it was to the recipient (RCPT) that it said so, else empty.
    """

    def __init__(self, words: str, of_recipient: str = "") -> None:
        super().__init__(words)
        self.of_recipient = of_recipient


class MailServerAwayError(TransientError):
    """The mail was certainly not taken and may be later: no connection, 4yz, cut off."""


class UnknownOutcomeError(ScoutError):
    """The connection ended after the dot without an answer: the mail may have arrived."""


def refusal(host: str, reply: Reply, step: Step) -> MailRefusedError | MailServerAwayError:
    """The error that a reply stands for, in the server's words and with what can be done."""
    hint = hint_for(reply, step)
    words = f"{host} answered{step.value}: {reply}" + (f" ({hint})" if hint else "")
    if reply.code < 500:
        return MailServerAwayError(words)
    return MailRefusedError(words, str(reply) if step is Step.RECIPIENT else "")


def unreachable(host: str, port: int, error: Exception) -> MailServerAwayError:
    return MailServerAwayError(f"{host} cannot be reached: {plain(error, port)}.")


def plain(error: Exception, port: int) -> str:
    if isinstance(error, socket.gaierror | UnicodeError):
        return "there is no such host, or this machine has no network"
    if isinstance(error, TimeoutError):
        blocked = "; many networks block port 25, then 587 is the one to use" if port == 25 else ""
        return f"port {port} does not answer in time{blocked}"
    if isinstance(error, ConnectionRefusedError):
        return f"no mail server listens at port {port} (look at SMTP_HOST and SMTP_PORT)"
    if isinstance(error, ssl.SSLError):
        return "the protected connection ended"
    reason = error.strerror if isinstance(error, OSError) else None
    return (reason or "the connection failed").lower()
