"""Reads what calendar programs answer (iTIP, RFC 5546), whatever else they write around it. Pure.

Outlook names zones its own way and folds lines anywhere, Google writes `mailto:` in capitals, Apple
leaves SEQUENCE out, Zimbra sends a COUNTER with a VTIMEZONE. What is no answer to an event is no
answer here, and no trouble.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from app.agents.team.calendar.attendees import Participation
from app.agents.team.calendar.zones import zone_named
from app.lib.mail_address import NotAnAddressError, parse_address
from app.lib.printable import one_line

if TYPE_CHECKING:
    from icalendar import Component

MOST_CHARACTERS = 200_000
MOST_EVENTS = 20
MOST_LINES = 5_000
LONGEST_COMMENT = 500
LINE_END = re.compile(r"\r\n|\r|\n")
HIGHEST_SEQUENCE = 2**31 - 1
ANSWERS = {
    "ACCEPTED": Participation.ACCEPTED,
    "DECLINED": Participation.DECLINED,
    "TENTATIVE": Participation.TENTATIVE,
    "DELEGATED": Participation.DELEGATED,
}


class NoAnswerError(ValueError):
    """What was sent is no answer to an invitation: in plain words why."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Of one attendee to one event. Addresses in small letters. `stamped_at` None: it does not say
    when. `proposes`: another time, which a COUNTER asks for."""

    uid: str
    sequence: int
    stamped_at: datetime | None
    email: str
    participation: Participation | None
    sent_by: str = ""
    delegated_to: str = ""
    delegated_from: str = ""
    comment: str = ""
    proposes: datetime | None = None


def read_answers(text: str) -> tuple[Answer, ...]:
    """Each answer in it. Raises NoAnswerError."""
    calendar = parsed(text)
    method = str(calendar.get("method", "")).strip().upper()
    if method not in ("REPLY", "COUNTER"):
        raise NoAnswerError(
            f"It is no answer: its method is {one_line(method, 40) or 'not named'}."
        )
    events = calendar.walk("VEVENT")[:MOST_EVENTS]
    found = tuple(
        answer for event in events for answer in answers_in(event, is_counter=method == "COUNTER")
    )
    if not found:
        raise NoAnswerError("It names no event that somebody answers to.")
    return found


def parsed(text: str) -> "Component":
    """Raises NoAnswerError."""
    from icalendar import Calendar

    whole = unwrapped(text)
    try:
        return Calendar.from_ical(whole)
    except (ValueError, KeyError, IndexError, AttributeError, TypeError, RecursionError) as error:
        raise NoAnswerError("It cannot be read as a calendar.") from error


def unwrapped(text: str) -> str:
    """The first VCALENDAR in it, with the line ends of the standard; some mail programs send what
    is around it, too."""
    if len(text) > MOST_CHARACTERS:
        raise NoAnswerError("It is too long for an answer.")
    lines = [line for line in LINE_END.split(text.lstrip("\ufeff")) if line.strip()]
    names = [line.strip().upper() for line in lines]
    if "BEGIN:VCALENDAR" not in names or len(lines) > MOST_LINES:
        raise NoAnswerError("There is no calendar in it.")
    first = names.index("BEGIN:VCALENDAR")
    last = names.index("END:VCALENDAR", first) if "END:VCALENDAR" in names[first:] else None
    if last is None:
        raise NoAnswerError("The calendar in it is cut off.")
    return "\r\n".join(["BEGIN:VCALENDAR", *lines[first + 1 : last], "END:VCALENDAR", ""])


def answers_in(event: "Component", *, is_counter: bool) -> Iterator[Answer]:
    """None of one instance of a series: we invite to none."""
    uid = one_line(str(event.get("uid", "")), 255)
    attendees = event.get("attendee", [])
    if not uid or "RECURRENCE-ID" in event:
        return
    for attendee in (attendees if isinstance(attendees, list) else [attendees])[:MOST_EVENTS]:
        email = address_in(str(attendee))
        if not email:
            continue
        params = {str(name).upper(): value for name, value in attendee.params.items()}
        yield Answer(
            uid=uid,
            sequence=sequence_of(event),
            stamped_at=moment_of(event, "dtstamp"),
            email=email,
            participation=ANSWERS.get(str(params.get("PARTSTAT", "")).strip('" ').upper()),
            sent_by=first_address(params.get("SENT-BY")),
            delegated_to=first_address(params.get("DELEGATED-TO")),
            delegated_from=first_address(params.get("DELEGATED-FROM")),
            comment=comment_of(event),
            proposes=moment_of(event, "dtstart") if is_counter else None,
        )


def address_in(text: str) -> str:
    """Of a calendar address, with `mailto:` before it in whatever letters, or without."""
    bare = re.sub(r"^\s*mailto:", "", text.strip().strip('"<>'), flags=re.IGNORECASE)
    try:
        return str(parse_address(bare.strip().strip("<>"))).lower()
    except NotAnAddressError:
        return ""


def first_address(value: object) -> str:
    """A parameter may hold several, in quotes."""
    first = value[0] if isinstance(value, list) and value else value
    return address_in(str(first)) if first else ""


def sequence_of(event: "Component") -> int:
    """0 where it is missing (Apple) or no number."""
    found = re.fullmatch(r"\d{1,10}", str(event.get("sequence", "0")).strip(), re.ASCII)
    return min(int(found[0]), HIGHEST_SEQUENCE) if found else 0


def moment_of(event: "Component", name: str) -> datetime | None:
    """None for a day without a time, for a time in a zone that nobody knows, and for what is no
    time: the library keeps that, and raises when it is asked for."""
    from icalendar.error import BrokenCalendarProperty

    try:
        found = getattr(event.get(name), "dt", None)
    except BrokenCalendarProperty:
        return None
    if not isinstance(found, datetime):
        return None
    if found.tzinfo is None:
        zone = zone_named(str(event.get(name).params.get("TZID", "")))
        if zone is None:
            return None
        found = found.replace(tzinfo=zone)
    try:
        return found.astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def comment_of(event: "Component") -> str:
    found = event.get("comment", "")
    first = found[0] if isinstance(found, list) and found else found
    return one_line(str(first), LONGEST_COMMENT)
