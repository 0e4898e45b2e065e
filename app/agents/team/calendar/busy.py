"""What is in the calendar already: our events, and those of the CalDAV calendar if there is one."""

from datetime import datetime

from sqlmodel import Session, col, select

from app.agents.team.calendar.attendees import Participation, read_stored
from app.agents.team.calendar.slots import Busy
from app.agents.team.tables import CalendarEvent, CalendarEventStatus
from app.parts.parts import Parts

MOST = 2_000


def busy_between(parts: Parts, begins: datetime, ends: datetime) -> list[Busy]:
    """Raises DatabaseAwayError, CalendarAwayError, CalendarRefusedError."""
    with parts.database.read() as session:
        own = events_between(session, begins, ends)
    found = [Busy(one.starts_at, one.ends_at) for one in own if takes_time(one)]
    if parts.settings.caldav_url is None:
        return found
    from app.agents.team.calendar.caldav_calendar import opened_calendar

    with opened_calendar(parts.settings) as calendar:
        others = calendar.busy_between(begins, ends, parts.settings.zone)
    known = {one.uid for one in own}
    return found + [one.busy for one in others if one.uid not in known]


def events_between(session: Session, begins: datetime, ends: datetime) -> list[CalendarEvent]:
    query = (
        select(CalendarEvent)
        .where(col(CalendarEvent.starts_at) < ends, col(CalendarEvent.ends_at) > begins)
        .order_by(col(CalendarEvent.starts_at))
        .limit(MOST)
    )
    return list(session.exec(query))


def takes_time(event: CalendarEvent) -> bool:
    """Not what was cancelled, nor what all who were invited declined."""
    if event.status == CalendarEventStatus.CANCELLED:
        return False
    said = [one.participation for one in read_stored(event.attendees)]
    return not said or any(one is not Participation.DECLINED for one in said)
