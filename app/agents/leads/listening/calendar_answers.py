"""What calendar programs answer to invitations lies in the same mailbox: it is handed to the agent
that keeps the calendar, before the place moves past the mail. Handed on twice it counts once."""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from itertools import islice
from typing import Final

import structlog
from pydantic import BaseModel, ConfigDict

from app.agents.leads.inbox.incoming import IncomingMail
from app.lib.errors import PermanentError
from app.parts.parts import Parts
from app.parts.runs.lease import Claim
from app.parts.tools.tool import Caller, use

TOOL: Final = "take_in_calendar_answer"
KINDS: Final = ("text/calendar", "application/ics")
NAMED: Final = re.compile(rb"text/calendar|application/ics", re.IGNORECASE)
MOST_BYTES, MOST_TEXTS, MOST_PARTS = 300_000, 2, 100
FAILURES: Final = (
    *(ValueError, TypeError, LookupError, AttributeError, AssertionError, OverflowError),
    RecursionError,
)
"""What the email package is known to raise on broken mails."""
log = structlog.get_logger("mailbox")


class CalendarAnswer(BaseModel):
    model_config = ConfigDict(frozen=True)

    text: str
    sender: str


class TakenIn(BaseModel):
    what: str
    changed: bool = False


async def hand_on_answers(parts: Parts, claim: Claim, raw: bytes, mail: IncomingMail) -> None:
    """Nothing is done where no agent keeps a calendar. Raises TransientError."""
    if TOOL not in parts.tools or len(raw) > MOST_BYTES or not NAMED.search(raw):
        return
    for text in calendar_texts(raw):
        caller = Caller(claim.agent, claim.run_id, f"{claim.agent}:{claim.run_id}:{TOOL}")
        given = CalendarAnswer(text=text, sender=mail.sender)
        try:
            taken = await use(parts, caller, TOOL, given, TakenIn)
        except PermanentError as error:
            log.warning("mailbox.calendar_refused", reason=str(error))
        else:
            log.info("mailbox.calendar_answer", what=taken.what, changed=taken.changed)


def calendar_texts(raw: bytes) -> list[str]:
    """Of the mail's calendar parts the first ones; none of a mail that cannot be taken apart."""
    try:
        return list(islice(texts_in(message_from_bytes(raw)), MOST_TEXTS))
    except FAILURES:
        return []


def texts_in(message: "Message[str, str]") -> Iterator[str]:
    for part in islice(message.walk(), MOST_PARTS):
        if part.get_content_type() in KINDS:
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                yield decoded(content, part.get_content_charset() or "utf-8")


def decoded(content: bytes, charset: str) -> str:
    try:
        return content.decode(charset)
    except (LookupError, ValueError):
        return content.decode("utf-8", "replace")
