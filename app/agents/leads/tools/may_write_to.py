"""The tool `may_write_to`, and the gate of invitations: whom nobody writes to any more is not
invited to calls either."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.parts.tools.tool import Caller, Effect, Tool

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.parts.mail.gates import Gate, Held, Outcome
    from app.parts.mail.tables import Mail
    from app.parts.parts import Parts

SUPPRESSED = "They do not want mails, or are not to get any: their address is suppressed."


class Addresses(BaseModel):
    model_config = ConfigDict(frozen=True)

    emails: Annotated[tuple[str, ...], Field(max_length=100)]


class MayWrite(BaseModel):
    """`suppressed`: those of the addresses, as given, that nobody may write to. What the law says
    of the others is asked before a mail of a campaign only."""

    suppressed: tuple[str, ...] = ()


async def may_write_to(parts: "Parts", _: Caller, given: BaseModel) -> MayWrite:
    """Raises DatabaseAwayError."""
    from app.agents.leads.suppressions import suppressed_among

    asked = Addresses.model_validate(given)
    with parts.database.read() as session:
        found = suppressed_among(session, asked.emails, parts.settings.secret_keys)
    return MayWrite(suppressed=tuple(found))


def invitation_gate(secrets: Sequence[str]) -> "Gate":
    """Who objects after an invitation was approved and before it is sent does not get it."""
    from app.agents.leads.suppressions import suppressed_among
    from app.parts.mail.gates import Gate, Held

    def may_go(session: "Session", mail: "Mail", _: datetime, _at_dot: bool) -> "Held | None":
        return Held(SUPPRESSED) if suppressed_among(session, [mail.recipient], secrets) else None

    def note(_session: "Session", _mail: "Mail", _outcome: "Outcome", _now: datetime) -> None:
        return

    return Gate(may_go, note)


MAY_WRITE_TO = Tool(
    name="may_write_to",
    description="Which of some addresses nobody may write to, because their owners object or a "
    "person of the team said so.",
    input=Addresses,
    output=MayWrite,
    effect=Effect.READS,
    work=may_write_to,
)
