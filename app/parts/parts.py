"""Puts the parts of a process together from the settings, or says in plain words what is wrong."""

import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import NoReturn, TypeVar

import structlog

from app.lib.clock import Clock, utc_now
from app.lib.errors import MisconfiguredError, PermanentError, ScoutError, TransientError
from app.lib.logs import configure_logs
from app.lib.settings.embedded import EMBEDDED_REDIS
from app.lib.settings.places import check_places
from app.lib.settings.settings import Settings, load_settings
from app.parts.mail.gates import Gates
from app.parts.mail.mails import NO_GATES
from app.parts.mail.message import Envelope, MailContent, build_message
from app.parts.mail.outbox import Outbox
from app.parts.mail.sender import MAIL_FILES, FileSender, Sender, SmtpSender
from app.parts.mail.tables import Mail, MailKind
from app.parts.people.link_tokens import with_tokens
from app.parts.queue.connection import check_not_open_to_others, check_options
from app.parts.queue.doorbell import Doorbell
from app.parts.queue.embedded_redis import embedded_redis
from app.parts.store.database import Database
from app.parts.store.migrate import migrate
from app.parts.tools.tool import Tools

SERVICE = "Brand Scout"
Used = TypeVar("Used")

log = structlog.get_logger("start")


@dataclass(frozen=True, slots=True)
class Parts:
    """What a process works with. `tools`: what agents offer to each other; a process that carries
    out runs has them. `close()` ends what was started for it."""

    settings: Settings
    redis_url: str
    database: Database
    doorbell: Doorbell
    clock: Clock = utc_now
    tools: Tools = field(default_factory=dict)
    closing: ExitStack = field(default_factory=ExitStack)

    def close(self) -> None:
        self.doorbell.close()
        self.database.close()
        self.closing.close()


def open_parts(
    settings: Settings | None = None,
    *,
    need_redis: bool = True,
    starting: bool = True,
) -> Parts:
    """Everything a process needs, looked at before it starts.

    A job of a process that runs is not `starting`: a log file that cannot be written any more
    must not stop it.

    Raises MisconfiguredError.
    """
    settings = settings or load_settings()
    if starting:
        check_places(settings)
    configure_logs(settings.log_level, settings.log_file)
    database = usable("DATABASE_URL: the database", lambda: Database(settings.database_url))
    usable("DATABASE_URL: the database", lambda: migrate(database))
    closing = ExitStack()
    redis_url = settings.redis_url
    if redis_url == EMBEDDED_REDIS:
        redis_url = closing.enter_context(embedded_redis(settings.data_directory))
    check_options(redis_url)
    doorbell = Doorbell(redis_url)
    if need_redis:
        check_not_open_to_others(redis_url)
        usable("REDIS_URL: Redis", doorbell.ping)
    tell_embedded(settings)
    return Parts(settings, redis_url, database, doorbell, closing=closing)


def usable(what: str, attempt: Callable[[], Used]) -> Used:
    try:
        return attempt()
    except TransientError as error:
        raise MisconfiguredError(
            [f"{what} cannot be reached: {ended(error)} Check the address and that it is running."]
        ) from error
    except PermanentError as error:
        raise MisconfiguredError([f"{what} cannot be used: {error}"]) from error


def ended(error: ScoutError) -> str:
    """As a sentence: the words of a library may have no full stop."""
    text = str(error)
    return text if text.endswith(".") else f"{text}."


def tell_embedded(settings: Settings) -> None:
    """Say which stand-ins are in use: nobody should take a file for a mail that was sent."""
    folder = settings.data_directory
    stand_ins = {
        "database": settings.database_url if settings.database_url.startswith("sqlite") else None,
        "redis": f"own server in {folder}/" if settings.redis_url == EMBEDDED_REDIS else None,
        "scorer": "keyword scorer (no OPENAI_API_KEY)" if settings.openai_api_key is None else None,
        "mail": f"files in {folder}/outbox/" if settings.smtp_host is None else None,
    }
    if settings.embedded:
        log.info("start.embedded", **{name: text for name, text in stand_ins.items() if text})


def make_sender(settings: Settings) -> Sender:
    if settings.smtp_host is None:
        return FileSender(settings.data_directory / MAIL_FILES)
    password = settings.smtp_password
    return SmtpSender(
        settings.smtp_host,
        settings.smtp_port,
        settings.smtp_security,
        settings.smtp_username,
        password.get_secret_value() if password else None,
    )


def in_a_hurry(sender: Sender) -> Sender:
    """For the process that serves people: no mail server may hold up its end for minutes."""
    return sender.hurried() if isinstance(sender, SmtpSender) else sender


def make_outbox(parts: Parts, gates: Gates = NO_GATES, *, hurried: bool = False) -> Outbox:
    """Without its gate a mail of an agent's own kind is left for an outbox that has it."""
    settings = parts.settings

    def build(mail: Mail) -> EmailMessage:
        return build_message(
            content_of(settings, mail),
            Envelope(
                sender=mail.sender or settings.email_from,
                recipient=mail.recipient,
                reply_to=mail.reply_to,
                message_id=mail.message_id,
                in_reply_to=mail.in_reply_to,
                thread=tuple((mail.thread or "").split()),
                date=mail.created_at,
                list_id=list_id_of(settings, mail.list_name) if mail.list_name else None,
                unsubscribe_url=mail.unsubscribe_url,
                auto_submitted=mail.auto_submitted,
            ),
        )

    sender = make_sender(settings)
    sender = in_a_hurry(sender) if hurried else sender
    return Outbox(
        parts.database,
        sender,
        build,
        parts.clock,
        settings.on_unknown,
        gates=gates,
        per_minute=settings.mail_per_minute,
    )


def content_of(settings: Settings, mail: Mail) -> MailContent:
    """A link to sign in is whole only in the mail that leaves: not in the row, which whoever reads
    the database could follow."""
    if mail.kind != MailKind.SIGN_IN:
        return MailContent(mail.subject, mail.text, mail.html, mail.calendar)
    keys = settings.secret_keys
    return MailContent(mail.subject, with_tokens(mail.text, keys), with_tokens(mail.html, keys))


def list_id_of(settings: Settings, list_name: str) -> str:
    return f"{list_name}.{settings.sender_address.rpartition('@')[2]}"


def exit_in_plain_words(error: MisconfiguredError) -> NoReturn:
    """One line for each problem, exit code 2: nothing was started."""
    for problem in error.problems:
        print(problem, file=sys.stderr)  # noqa: T201 (logs may not be set up yet)
    sys.exit(2)
