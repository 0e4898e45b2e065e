"""Events in a real CalDAV server: each once, whatever dies in between, whoever changes it there."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from app.agents.team.calendar import keeping
from app.agents.team.calendar.busy import busy_between
from app.agents.team.calendar.caldav_calendar import CalendarAwayError, opened_calendar
from app.agents.team.calendar.events import changed
from app.agents.team.calendar.invitation import stored_text
from app.agents.team.calendar.keeping import CHANGED_THERE, due_events, keep_events
from app.agents.team.tables import CalendarEvent
from app.parts.parts import Parts
from app.parts.store.database import Database
from tests.servers.radicale_server import RadicaleServer, radicale_server
from tests.team.calendar.sample_calls import NOW, call, calls, events_in
from tests.team.house import House

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def radicale() -> Iterator[RadicaleServer]:
    with radicale_server() as server:
        yield server


@pytest.fixture
def parts(sqlite_url: str, tmp_path: Path, radicale: RadicaleServer) -> Iterator[Parts]:
    for path in radicale.files():
        path.unlink()
    database = Database(sqlite_url)
    with House(database, tmp_path, {"CALDAV_URL": radicale.url}) as house:
        yield house.parts_at(lambda: NOW)
    database.close()


def add(parts: Parts, *events: CalendarEvent) -> None:
    with parts.database.write() as session:
        for event in events:
            changed(event, NOW)
            session.add(event)


def change(parts: Parts, summary: str, status: str = "confirmed") -> CalendarEvent:
    with parts.database.write() as session:
        event = session.get_one(CalendarEvent, 1)
        event.summary, event.status = summary, status
        changed(event, NOW)
        session.add(event)
    return event


def stored(parts: Parts) -> CalendarEvent:
    with parts.database.read() as session:
        return session.get_one(CalendarEvent, 1)


def summaries(radicale: RadicaleServer) -> list[str]:
    found = [events_in(text)[0] for text in radicale.texts()]
    return [str(one["summary"]) for one in found]


@pytest.mark.long
def test_forty_calls_are_there_as_they_are(parts: Parts, radicale: RadicaleServer) -> None:
    events = calls()
    add(parts, *events)
    keep_events(parts)
    keep_events(parts)
    read = [events_in(text)[0] for text in radicale.texts()]
    found = {str(one["uid"]): one["dtstart"].dt.astimezone(UTC) for one in read}
    with parts.database.read() as session:
        wanted = {one.uid: one.starts_at for one in session.exec(select(CalendarEvent))}
    assert len(read) == len(events) >= 40
    assert found == wanted
    assert not due_events(parts.database, NOW + DAY)


def test_a_call_is_put_changed_and_removed(parts: Parts, radicale: RadicaleServer) -> None:
    add(parts, call("Europe/London", NOW + DAY))
    keep_events(parts)
    change(parts, "Another")
    keep_events(parts)
    assert summaries(radicale) == ["Another"]
    change(parts, "Another", "cancelled")
    keep_events(parts)
    assert summaries(radicale) == []
    assert stored(parts).caldav_try_at is None


@pytest.mark.long
@pytest.mark.parametrize("status", ["confirmed", "cancelled"])
def test_a_write_that_was_not_noted_is_not_done_twice(
    parts: Parts, radicale: RadicaleServer, status: str
) -> None:
    """The process dies between the server's answer and our own note, then the call changes."""
    add(parts, call("Europe/London", NOW + DAY))
    with opened_calendar(parts.settings) as calendar:
        calendar.put(stored(parts).uid, stored_text(stored(parts)), None)
    keep_events(parts)
    assert (stored(parts).caldav_revision, stored(parts).caldav_problem) == (2, None)
    event = change(parts, "Another", status)
    if status == "confirmed":
        with opened_calendar(parts.settings) as calendar:
            calendar.put(event.uid, stored_text(event), event.caldav_etag)
    keep_events(parts)
    keep_events(parts)
    assert summaries(radicale) == (["Another"] if status == "confirmed" else [])
    assert stored(parts).caldav_problem is None


@pytest.mark.long
def test_what_somebody_changed_there_is_told_and_left(
    parts: Parts, radicale: RadicaleServer
) -> None:
    add(parts, call("Europe/London", NOW + DAY))
    keep_events(parts)
    event = stored(parts)
    with opened_calendar(parts.settings) as calendar:
        theirs = stored_text(event).replace("SUMMARY:", "SUMMARY:Theirs: ")
        calendar.put(event.uid, theirs, event.caldav_etag)
    change(parts, "Ours")
    keep_events(parts)
    assert stored(parts).caldav_problem == CHANGED_THERE
    assert summaries(radicale)[0].startswith("Theirs")
    change(parts, "Ours again")
    keep_events(parts)
    assert summaries(radicale) == ["Ours again"]
    assert stored(parts).caldav_problem is None


@pytest.mark.long
def test_a_server_that_is_away_is_tried_again(parts: Parts, radicale: RadicaleServer) -> None:
    add(parts, call("Europe/London", NOW + DAY))
    radicale.stop()
    try:
        keep_events(parts)
        with pytest.raises(CalendarAwayError):
            busy_between(parts, NOW, NOW + DAY)
    finally:
        radicale.start()
    event = stored(parts)
    assert event.caldav_problem
    assert event.caldav_try_at is not None
    keep_events(replace(parts, clock=lambda: NOW + DAY))
    assert len(radicale.texts()) == 1
    assert stored(parts).caldav_problem is None


@pytest.mark.long
def test_what_is_in_the_calendar_there_is_busy(parts: Parts, radicale: RadicaleServer) -> None:
    series = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:daily\r\n"
        "DTSTAMP:20260101T000000Z\r\nDTSTART:20260105T080000Z\r\nDTEND:20260105T090000Z\r\n"
        "RRULE:FREQ=DAILY;COUNT=30\r\nSUMMARY:Stand-up\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    radicale.ask("PUT", "/daily.ics", series.encode())
    add(parts, call("Europe/London", NOW + DAY))
    keep_events(parts)
    begins = datetime(2026, 1, 6, 0, 0, tzinfo=UTC)
    found = busy_between(parts, begins, begins + 2 * DAY)
    hours = sorted(one.starts_at.astimezone(UTC).strftime("%d %H:%M") for one in found)
    assert hours == ["06 08:00", "06 12:00", "07 08:00"]


@pytest.mark.long
def test_two_processes_put_a_call_there_once(
    parts: Parts, radicale: RadicaleServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(parts, call("Europe/London", NOW + DAY))
    due = due_events(parts.database, NOW)
    keep_events(parts)
    monkeypatch.setattr(keeping, "due_events", lambda *_: due)
    keep_events(parts)
    assert stored(parts).caldav_tries == 0
    assert len(radicale.texts()) == 1
