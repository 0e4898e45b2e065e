"""The login (RFC 4954) by user name and password, in UTF-8 (RFC 4616)."""

import hmac
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping

from app.lib.errors import ScoutError
from app.parts.mail.failures import MailRefusedError, MailServerAwayError
from app.parts.mail.smtp.conversation import Conversation
from app.parts.mail.smtp.hints import login_hint_for
from app.parts.mail.smtp.replies import Reply

NOT_THIS_WAY = range(500, 505)
"""The server knows the mechanism by name only: another one may do."""
GO_ON = 334


def log_in(talk: Conversation, features: Mapping[str, str], user: str, password: str) -> None:
    """Raises MailRefusedError when no password of ours would ever be taken."""
    offered = features.get("AUTH", "").upper().split()
    if not offered:
        raise MailRefusedError(no_login(talk, features))
    ways = [way for name, way in MECHANISMS.items() if name in offered]
    if not ways:
        raise MailRefusedError(
            f"{talk.host} takes no password, only {', '.join(sorted(offered))}, which is not "
            "supported here: use a mail server or an account that takes a password (often an "
            '"app password" from the provider\'s security page).'
        )
    talk.hidden = secrets_in(user, password)
    for way in ways:
        reply = way(talk, user, password)
        if reply.is_good:
            return
        if reply.code not in NOT_THIS_WAY:
            break
    raise not_accepted(talk.host, reply)


def no_login(talk: Conversation, features: Mapping[str, str]) -> str:
    if "STARTTLS" in features:
        return (
            f"{talk.host} takes a password only on a protected connection: set SMTP_SECURITY to "
            "starttls."
        )
    return (
        f"{talk.host} offers no login at port {talk.port}: use its port for sending mail (587, or "
        "465 with SMTP_SECURITY set to tls), or leave SMTP_USERNAME and SMTP_PASSWORD empty."
    )


def not_accepted(host: str, reply: Reply) -> ScoutError:
    if reply.code < 500:
        return MailServerAwayError(f"{host} cannot check the password just now: {reply}")
    hint = login_hint_for(reply)
    return MailRefusedError(
        f"{host} does not accept the user name or password (SMTP_USERNAME, SMTP_PASSWORD): {reply}"
        + (f" ({hint})" if hint else "")
    )


def secrets_in(user: str, password: str) -> tuple[str, ...]:
    """The password in each shape in which it travels."""
    return (
        encoded(f"\0{user}\0{password}"),
        *(text for text in (password, encoded(password)) if text),
    )


def plain_login(talk: Conversation, user: str, password: str) -> Reply:
    credentials = encoded(f"\0{user}\0{password}")
    reply = talk.say(f"AUTH PLAIN {credentials}")
    return talk.say(credentials) if reply.code == GO_ON else reply


def two_step_login(talk: Conversation, user: str, password: str) -> Reply:
    reply = talk.say("AUTH LOGIN")
    for text in (user, password):
        if reply.code != GO_ON:
            return reply
        reply = talk.say(encoded(text))
    return reply


def cram_md5_login(talk: Conversation, user: str, password: str) -> Reply:
    reply = talk.say("AUTH CRAM-MD5")
    if reply.code != GO_ON:
        return reply
    try:
        challenge = b64decode(" ".join(reply.lines))
    except ValueError:  # no base64
        return talk.say("*")
    answer = hmac.new(password.encode(), challenge, "md5").hexdigest()
    return talk.say(encoded(f"{user} {answer}"))


def encoded(text: str) -> str:
    return b64encode(text.encode()).decode("ascii")


Login = Callable[[Conversation, str, str], Reply]
# PLAIN first: it takes one step, and the others mend nothing on a protected connection.
MECHANISMS: dict[str, Login] = {
    "PLAIN": plain_login,
    "LOGIN": two_step_login,
    "CRAM-MD5": cram_md5_login,
}
