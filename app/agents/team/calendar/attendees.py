"""Who takes part in a call, as `calendar_events.attendees` keeps them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum

from pydantic import AwareDatetime, BaseModel, ConfigDict, JsonValue

MOST_ATTENDEES = 50


class Participation(StrEnum):
    """iCalendar's PARTSTAT of an event (RFC 5545, 3.2.12), in small letters."""

    NEEDS_ACTION = "needs-action"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    TENTATIVE = "tentative"
    DELEGATED = "delegated"


class Attendee(BaseModel):
    """`email` in small letters. `answered_at` and `answered_sequence`: of the newest answer that
    counted (its DTSTAMP and SEQUENCE); `delegated_to` and `delegated_from` are addresses.
    `proposes`: another time that they ask for."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    email: str
    name: str = ""
    zone: str = ""
    participation: Participation = Participation.NEEDS_ACTION
    answered_at: AwareDatetime | None = None
    answered_sequence: int | None = None
    delegated_to: str = ""
    delegated_from: str = ""
    comment: str = ""
    proposes: AwareDatetime | None = None


def stored(attendees: Iterable[Attendee]) -> list[JsonValue]:
    """What the column keeps of them."""
    return [one.model_dump(mode="json", exclude_defaults=True) for one in attendees]


def read_stored(column: Sequence[JsonValue]) -> tuple[Attendee, ...]:
    return tuple(Attendee.model_validate(one) for one in column)


def asked_anew(attendees: Iterable[Attendee]) -> tuple[Attendee, ...]:
    """The call has another time: what they answered was about the one before."""
    return tuple(
        Attendee(
            email=one.email,
            name=one.name,
            zone=one.zone,
            delegated_to=one.delegated_to,
            delegated_from=one.delegated_from,
        )
        for one in attendees
    )


def answered_since(attendee: Attendee, sequence: int, stamped_at: datetime) -> bool:
    """Whether an answer that counts more than this one is known (RFC 5546, 2.1.5)."""
    if attendee.answered_at is None or attendee.answered_sequence is None:
        return False
    known = (attendee.answered_sequence, attendee.answered_at)
    return known >= (sequence, stamped_at)
