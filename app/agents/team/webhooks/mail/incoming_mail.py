"""A mail that came in: whom it concerns is the lead agent's to find out, an answer to an invitation
is the calendar's."""

import re
from base64 import b64encode
from datetime import datetime
from email import message_from_bytes
from typing import TYPE_CHECKING, Final

from pydantic import AwareDatetime, BaseModel

from app.agents.team.calendar.apply_reply import apply_reply
from app.agents.team.webhooks.event_kinds import Bench, Store, saying
from app.agents.team.webhooks.events import Event
from app.agents.team.webhooks.mail.gmail_push import is_push
from app.agents.team.webhooks.mail.mail_forms import raw_message

if TYPE_CHECKING:
    from sqlmodel import Session

NOT_CONNECTED: Final = (
    "Something is new in the Gmail mailbox. It is read by IMAP, where IMAP_HOST is set; nothing "
    "was done here."
)
ANSWER: Final = re.compile(r"(?im)^METHOD:(REPLY|COUNTER)\s*$")
MOST_ANSWERS: Final = 3
TAKE_IN_MAIL: Final = "take_in_mail"


class MailToTakeIn(BaseModel):
    raw_base64: str
    received_at: AwareDatetime
    source: str


class MailTaken(BaseModel):
    """`sender`: a bare address."""

    kind: str = ""
    sender: str = ""
    what: str = ""


async def take_mail(bench: Bench, event: Event) -> Store:
    """Raises ScoutError."""
    if is_push(event.content_type, event.body):
        return saying(NOT_CONNECTED)
    raw = await raw_message(event.content_type, event.body)
    return await take_message(bench, event, raw, event.received_at)


async def take_message(
    bench: Bench, event: Event, raw: bytes, received_at: datetime, part: str = ""
) -> Store:
    """`part` tells several mails of one event apart. Raises ScoutError."""
    given = MailToTakeIn(
        raw_base64=b64encode(raw).decode(),
        received_at=received_at,
        source=f"webhook {event.event_id}"[:200],
    )
    taken = await bench.use(event, TAKE_IN_MAIL, given, MailTaken, part)

    words = f"A mail ({taken.kind}). {taken.what}" if taken.kind else taken.what

    def store(session: "Session") -> str:
        now = bench.parts.clock()
        answers = [
            apply_reply(session, text, taken.sender, now).what for text in calendar_answers(raw)
        ]
        return " ".join((words, *answers))

    return store


def calendar_answers(raw: bytes) -> list[str]:
    """What a calendar program put into the mail: an answer to an invitation (RFC 6047)."""
    parts = [
        part.get_payload(decode=True)
        for part in message_from_bytes(raw).walk()
        if part.get_content_type() == "text/calendar"
    ]
    texts = [part.decode("utf-8", "replace") for part in parts if isinstance(part, bytes)]
    return [text for text in texts if ANSWER.search(text)][:MOST_ANSWERS]
