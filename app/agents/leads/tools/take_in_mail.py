"""The tool `take_in_mail`: a mail that came to us some other way than into the mailbox that is
read. What it means is done as for one that lay there (../listening/)."""

from base64 import b64decode
from binascii import Error as Base64Error
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from app.lib.errors import PermanentError
from app.lib.printable import one_line
from app.parts.tools.tool import Caller, Effect, Tool

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.parts.parts import Parts

MOST_CHARACTERS = 6_000_000
"""Of base64: of a mail more than 4 MB is not read anyway."""
MOST_TEXT = 4_000
BEFORE = "It was taken in before; nothing was done again."
OF_NOBODY = "It concerns no lead that was written to."


class TakeInMail(BaseModel):
    """`raw_base64`: the message as it came (RFC 5322), or `text`: the same where it is text.
    `received_at`: None for now. `source`: where it came from, for the log."""

    model_config = ConfigDict(frozen=True)

    raw_base64: Annotated[str, Field(max_length=MOST_CHARACTERS)] = ""
    text: Annotated[str, Field(max_length=MOST_CHARACTERS)] = ""
    received_at: AwareDatetime | None = None
    source: Annotated[str, Field(max_length=200)] = ""

    def raw(self) -> bytes:
        """Raises PermanentError."""
        try:
            raw = b64decode(self.raw_base64, validate=True) or self.text.encode("utf-8", "replace")
        except Base64Error as error:
            raise PermanentError("The mail is not base64.") from error
        if not raw.strip():
            raise PermanentError("The mail is empty.")
        return raw


class MailTakenIn(BaseModel):
    """`kind` as `scout inbox` names it: reply, bounce, unsubscribe … `lead_ids`: whom it concerned,
    the same when it comes again. `what` says in words what was done. `text`: a person's new words.
    """

    kind: str
    lead_ids: tuple[int, ...]
    what: str
    sender: str = ""
    subject: str = ""
    text: str = ""


async def take_in_mail(parts: "Parts", _: Caller, given: BaseModel) -> MailTakenIn:
    """Once for each message, however often it is handed in. Raises PermanentError,
    DatabaseAwayError."""
    from app.agents.leads.listening.applying import apply_mail, source_key
    from app.agents.leads.listening.read_safely import read_safely

    asked = TakeInMail.model_validate(given)
    raw = asked.raw()
    incoming = read_safely(raw, asked.source)
    key = source_key(incoming, raw)
    with parts.database.write() as session:
        events = apply_mail(session, parts.settings, incoming, key, moment_of(parts, asked))
        lead_ids = leads_of(session, key)
    return MailTakenIn(
        kind=incoming.kind,
        lead_ids=lead_ids,
        what=in_words(events, lead_ids),
        sender=one_line(incoming.sender, 254),
        subject=one_line(incoming.subject, 200),
        text=incoming.text[:MOST_TEXT],
    )


def moment_of(parts: "Parts", asked: TakeInMail) -> datetime:
    """Nothing was received later than now, whatever a clock elsewhere says."""
    now = parts.clock()
    return min(asked.received_at or now, now)


def leads_of(session: "Session", key: str) -> tuple[int, ...]:
    from sqlmodel import col, select

    from app.agents.leads.tables import EmailEvent

    of_mail = col(EmailEvent.source_key).like(f"{key}:%")
    query = select(EmailEvent.lead_id).where(of_mail).order_by(col(EmailEvent.lead_id))
    return tuple(one for one in session.exec(query) if one is not None)


def in_words(events: list[str], lead_ids: tuple[int, ...]) -> str:
    if events:
        leads = ", ".join(str(one) for one in lead_ids)
        return f"{', '.join(sorted(set(events)))}: noted at lead {leads}."
    return BEFORE if lead_ids else OF_NOBODY


TAKE_IN_MAIL = Tool(
    name="take_in_mail",
    description="Takes in a mail that came to us: an answer, a bounce or an objection of a lead "
    "does what it does when it comes into the mailbox.",
    input=TakeInMail,
    output=MailTakenIn,
    effect=Effect.WRITES,
    work=take_in_mail,
    limit=100,
)
