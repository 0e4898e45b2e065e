"""Proposes times: what suits both sides and is free in the calendar."""

from datetime import date, datetime, timedelta

from app.agents.team.calendar.busy import busy_between
from app.agents.team.calendar.slots import Wanted, propose
from app.agents.team.calendar.times import in_words
from app.agents.team.desk import Desk
from app.agents.team.roles.booking_callprep.role import BookingInput, BookingOutput, Proposal
from app.agents.team.roles.booking_callprep.whom import Guest, guest_of, our_side
from app.lib.days import midnight
from app.lib.errors import PermanentError

USUAL_DAYS, MOST_DAYS = 14, 120
USUAL_LENGTH = timedelta(minutes=30)
NONE_FREE = (
    "No time suits both sides between {first} and {last}: their working hours and yours, without "
    "holidays and what is in the calendar, have none in common. Name more days (to_date), or wider "
    "working_hours for one side."
)


async def propose_times(desk: Desk, given: BookingInput) -> BookingOutput:
    """Raises ScoutError; DatabaseAwayError and CalendarAwayError pass."""
    desk.enter("propose")
    guest = await guest_of(desk, given)
    wanted = wanted_of(desk, given, guest)
    margin = wanted.buffer + wanted.length
    busy = busy_between(desk.parts, wanted.earliest - margin, wanted.latest + 2 * margin)
    found = propose(wanted, busy)
    return BookingOutput(
        task=given.task,
        proposals=tuple(in_view(one, wanted) for one in found),
        notes=guest.notes,
        not_done=() if found else (none_free(wanted),),
    )


def wanted_of(desk: Desk, given: BookingInput, guest: Guest) -> Wanted:
    """Dates are those of our own side. Raises PermanentError for a range that is over."""
    ours = our_side(desk.parts.settings, given)
    now = desk.parts.clock()
    soonest = now + timedelta(hours=given.notice_hours)
    first = given.from_date or soonest.astimezone(ours.zone).date()
    last = given.to_date or first + timedelta(days=USUAL_DAYS)
    last = min(last, first + timedelta(days=MOST_DAYS))
    latest = midnight(last + timedelta(days=1), ours.zone) - timedelta(minutes=1)
    if latest < soonest:
        raise PermanentError(
            f"The days asked for are over, or begin within {given.notice_hours} hours."
        )
    length = length_of(given)
    return Wanted(
        ours=ours,
        theirs=guest.side,
        earliest=max(soonest, midnight(first, ours.zone)),
        latest=latest,
        length=length,
        buffer=timedelta(minutes=given.buffer_minutes),
        count=given.proposals,
    )


def length_of(given: BookingInput) -> timedelta:
    minutes = given.duration_minutes
    return timedelta(minutes=minutes) if minutes is not None else USUAL_LENGTH


def in_view(moment: datetime, wanted: Wanted) -> Proposal:
    return Proposal(
        starts_at=moment,
        ends_at=moment + wanted.length,
        theirs=in_words(moment, wanted.theirs.zone),
        ours=in_words(moment, wanted.ours.zone),
    )


def none_free(wanted: Wanted) -> str:
    return NONE_FREE.format(first=day(wanted.earliest, wanted), last=day(wanted.latest, wanted))


def day(moment: datetime, wanted: Wanted) -> date:
    return moment.astimezone(wanted.ours.zone).date()
