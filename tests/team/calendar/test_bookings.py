"""A booking that is reported often, late and in any order is one call, as it was said last."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from sqlmodel import col, select

from app.agents.team.calendar.attendees import Attendee
from app.agents.team.calendar.bookings import Booking, UnusableBookingError, take_in_booking
from app.agents.team.tables import CalendarEvent, CalendarEventStatus
from app.parts.runs.tables import AgentRun
from app.parts.store.database import Database

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
BOOKED = Booking(
    source="cal.com",
    external_id="abc",
    starts_at=NOW + timedelta(days=3),
    ends_at=NOW + timedelta(days=3, minutes=30),
    reported_at=NOW,
    zone="South Africa Standard Time",
    summary="A first\ncall",
    attendees=(Attendee(email="ann@example.com", name="Ann"),),
)
LATER = replace(BOOKED, reported_at=NOW + timedelta(hours=1), summary="Another name")
CANCELLED = replace(
    BOOKED, reported_at=NOW + timedelta(hours=2), status=CalendarEventStatus.CANCELLED
)


def test_whatever_is_heard_first_the_call_is_as_it_was_said_last(database: Database) -> None:
    for number, order in enumerate(permutations((BOOKED, LATER, CANCELLED))):
        named = [replace(one, external_id=f"abc{number}") for one in order]
        with database.write() as session:
            ids = {take_in_booking(session, one, NOW) for one in (*named, *named)}
        with database.read() as session:
            event = session.get(CalendarEvent, ids.pop())
        assert not ids
        assert event is not None
        assert event.status == CalendarEventStatus.CANCELLED
        assert event.zone == "Africa/Johannesburg"


def test_each_version_of_a_call_is_prepared_once(database: Database) -> None:
    with database.write() as session:
        for booking in (BOOKED, BOOKED, LATER, BOOKED, LATER):
            take_in_booking(session, booking, NOW)
    with database.read() as session:
        runs = session.exec(select(AgentRun).order_by(col(AgentRun.id))).all()
    assert [run.external_id for run in runs] == ["event-1-0", "event-1-1"]
    assert runs[0].input == {"task": "prepare", "event_id": 1}


def test_a_booking_that_was_moved_never_comes_back(database: Database) -> None:
    moved = replace(LATER, external_id="new", replaces="abc")
    for order in ((BOOKED, moved), (moved, BOOKED)):
        with database.write() as session:
            for one in order:
                take_in_booking(session, one, NOW)
            events = session.exec(select(CalendarEvent)).all()
            states = {event.external_id: event.status for event in events}
            assert states == {"cal.com:abc": "cancelled", "cal.com:new": "confirmed"}
            session.rollback()


@pytest.mark.parametrize(
    "wrong",
    [
        {"ends_at": BOOKED.starts_at},
        {"ends_at": BOOKED.starts_at + timedelta(days=8)},
        {"starts_at": datetime(2026, 11, 23, 12, 0)},  # noqa: DTZ001 (what is refused)
        {"external_id": ""},
    ],
)
def test_what_is_no_call_at_a_time_is_refused(wrong: dict[str, datetime | str]) -> None:
    with pytest.raises(UnusableBookingError):
        replace(BOOKED, **wrong)  # type: ignore[arg-type]
