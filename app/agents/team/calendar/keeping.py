"""Our events are kept in the CalDAV calendar, too: a chore of the API process.

due events -> each claimed for a while -> put there, or removed -> noted with its ETag

A try that died after it wrote finds its own revision there and only notes it. What a person changed
there is left as it is until the call changes here; the page of the calendar says so.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog
from sqlalchemy import ColumnElement
from sqlmodel import col, select, update

from app.agents.team.calendar.caldav_calendar import (
    CaldavCalendar,
    CalendarAwayError,
    CalendarRefusedError,
    ChangedThereError,
    opened_calendar,
)
from app.agents.team.calendar.invitation import REVISION, stored_text
from app.agents.team.tables import CalendarEvent, CalendarEventStatus
from app.parts.parts import Parts
from app.parts.store.database import Database
from app.parts.store.statements import affected

CLAIM = timedelta(minutes=5)
"""So long nobody else tries an event that is on its way."""
WAITS = (1, 2, 5, 15, 60)
"""Minutes between tries."""
MOST = 50
CHANGED_THERE = (
    "Somebody changed or removed it in the calendar (CALDAV_URL). That stays so until the call is "
    "changed here."
)
REVISION_LINE = re.compile(rf"^{REVISION}:(\d+)\r?$", re.MULTILINE)
log = structlog.get_logger("calendar")


def keep_events(parts: Parts) -> None:
    """Raises DatabaseAwayError, MisconfiguredError."""
    if parts.settings.caldav_url is None:
        return
    due = due_events(parts.database, parts.clock())
    if not due:
        return
    with opened_calendar(parts.settings) as calendar:
        for event in due:
            if claim(parts.database, event, parts.clock()):
                keep(parts, calendar, event)


def due_events(database: Database, now: datetime) -> list[CalendarEvent]:
    query = (
        select(CalendarEvent)
        .where(col(CalendarEvent.caldav_try_at) <= now)
        .order_by(col(CalendarEvent.caldav_try_at))
        .limit(MOST)
    )
    with database.read() as session:
        return list(session.exec(query))


def claim(database: Database, event: CalendarEvent, now: datetime) -> bool:
    """Two processes may look after it side by side."""
    nobody_tried = col(CalendarEvent.caldav_try_at) == event.caldav_try_at
    tried = {"caldav_try_at": now + CLAIM, "caldav_tries": CalendarEvent.caldav_tries + 1}
    return change(database, event, tried, nobody_tried)


def keep(parts: Parts, calendar: CaldavCalendar, event: CalendarEvent) -> None:
    try:
        etag = written(calendar, event)
    except ChangedThereError:
        note_conflict(parts, calendar, event)
    except (CalendarAwayError, CalendarRefusedError) as error:
        log.warning("calendar.not_kept", event_id=event.id, reason=str(error))
        wait = timedelta(minutes=WAITS[min(event.caldav_tries, len(WAITS) - 1)])
        note(parts, event, {"caldav_problem": str(error), "caldav_try_at": parts.clock() + wait})
    else:
        note_kept(parts, event, etag)


def written(calendar: CaldavCalendar, event: CalendarEvent) -> str | None:
    """The ETag there; None for one that is not there any more."""
    if event.status != CalendarEventStatus.CANCELLED:
        return calendar.put(event.uid, stored_text(event), event.caldav_etag)
    there = event.caldav_etag or own_etag(calendar, event)
    if there:
        calendar.remove(event.uid, there)
    return None


def own_etag(calendar: CaldavCalendar, event: CalendarEvent) -> str:
    """Of one whose writer died before it noted it."""
    kept = calendar.read(event.uid)
    return kept.etag if kept is not None else ""


def note_conflict(parts: Parts, calendar: CaldavCalendar, event: CalendarEvent) -> None:
    """Read back: what is there may be what we wrote ourselves and did not note, or an earlier
    revision of it."""
    try:
        kept = calendar.read(event.uid)
    except (CalendarAwayError, CalendarRefusedError) as error:
        note(parts, event, {"caldav_problem": str(error)})
        return
    if kept is not None and is_ours(kept.text, event.revision):
        note_kept(parts, event, kept.etag)
    elif kept is not None and event.caldav_etag is None and is_earlier(kept.text, event.revision):
        note(parts, event, {"caldav_etag": kept.etag, "caldav_try_at": parts.clock()})
    else:
        log.warning("calendar.changed_there", event_id=event.id)
        etag = kept.etag if kept is not None else None
        values = {"caldav_etag": etag, "caldav_try_at": None, "caldav_problem": CHANGED_THERE}
        note(parts, event, values)


def is_ours(text: str, revision: int) -> bool:
    return revision_in(text) == revision


def is_earlier(text: str, revision: int) -> bool:
    found = revision_in(text)
    return found is not None and found < revision


def revision_in(text: str) -> int | None:
    found = REVISION_LINE.search(text)
    return int(found[1]) if found else None


def note_kept(parts: Parts, event: CalendarEvent, etag: str | None) -> None:
    """What changed meanwhile is put there next."""
    values = {
        "caldav_etag": etag,
        "caldav_revision": event.revision,
        "caldav_problem": None,
        "caldav_tries": 0,
        "caldav_try_at": None,
    }
    if not note(parts, event, values):
        with parts.database.write() as session:
            session.execute(
                update(CalendarEvent)
                .where(col(CalendarEvent.id) == event.id)
                .values(caldav_etag=etag, caldav_revision=event.revision)
            )


def note(parts: Parts, event: CalendarEvent, values: Mapping[str, object]) -> bool:
    """False when the call has changed since."""
    return change(parts.database, event, values)


def change(
    database: Database,
    event: CalendarEvent,
    values: Mapping[str, object],
    *where: ColumnElement[bool],
) -> bool:
    """Only the revision that was read. False when nothing was changed."""
    with database.write() as session:
        return bool(
            affected(
                session,
                update(CalendarEvent)
                .where(
                    col(CalendarEvent.id) == event.id,
                    col(CalendarEvent.revision) == event.revision,
                    *where,
                )
                .values(**values),
            )
        )
