"""What a person should know of a time before they approve it."""

from collections.abc import Iterator

from app.agents.team.calendar.busy import busy_between
from app.agents.team.calendar.working_days import Side, holiday, suits
from app.agents.team.tables import CalendarEvent
from app.parts.parts import Parts


def notes_on(parts: Parts, event: CalendarEvent, theirs: Side, ours: Side) -> tuple[str, ...]:
    """Raises DatabaseAwayError, CalendarAwayError."""
    busy = busy_between(parts, event.starts_at, event.ends_at)
    notes = ["Something else is in the calendar at that time."] if busy else []
    for whose, side in (("theirs", theirs), ("yours", ours)):
        notes += notes_of(event, side, whose)
    return tuple(notes)


def notes_of(event: CalendarEvent, side: Side, whose: str) -> Iterator[str]:
    there = event.starts_at.astimezone(side.zone)
    named = holiday(side.country, there.date())
    if named is not None:
        yield f"That day is a holiday on one side ({whose}): {named}."
    elif not suits(side, event.starts_at, event.ends_at):
        shown = f"{there:%a %H:%M} ({side.zone.key})"
        yield (
            f"It is {shown} on one side ({whose}): outside of the working hours, or a time at "
            "which the clock is set."
        )
