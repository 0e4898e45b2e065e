"""Times that are proposed suit both sides: their hours, holidays and clocks, and the calendar."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from app.agents.team.calendar.slots import Busy, Wanted, free_moments, propose
from app.agents.team.calendar.working_days import Side, holiday, suits
from app.lib.weekly_window import parse_window

HALF_HOUR = timedelta(minutes=30)
ALL_DAY = "Mon-Sun 00:00-24:00"


def side(zone: str, country: str | None = None, window: str = "Mon-Fri 09:00-17:00") -> Side:
    return Side(ZoneInfo(zone), parse_window(window), country)


def wanted(ours: Side, theirs: Side, first: str, days: int = 14, count: int = 5) -> Wanted:
    begins = datetime.fromisoformat(f"{first}T00:00:00+00:00")
    return Wanted(
        ours, theirs, begins, begins + timedelta(days=days), HALF_HOUR, HALF_HOUR / 2, count
    )


def test_each_proposal_is_in_the_hours_of_both_and_on_a_day_of_its_own() -> None:
    ours, theirs = side("Africa/Johannesburg", "ZA"), side("America/New_York", "US")
    found = propose(wanted(ours, theirs, "2026-12-14", 21, 8), [])
    assert len(found) == 8
    assert len({one.date() for one in found}) == 8
    for moment in found:
        for one in (ours, theirs):
            there = moment.astimezone(one.zone)
            assert 9 * 60 <= there.hour * 60 + there.minute <= 16 * 60 + 30
            assert there.weekday() < 5
            assert holiday(one.country, there.date()) is None
    days = {f"{one:%d %b}" for one in found}
    assert not days & {"16 Dec", "25 Dec", "26 Dec", "01 Jan"}


def test_nobody_is_called_at_a_time_that_the_clock_shows_twice_or_while_it_is_set() -> None:
    night = side("Europe/London", window=ALL_DAY)
    for first in ("2026-03-29", "2026-10-25"):
        found = set(free_moments(wanted(night, night, first, 1), []))
        for moment in found:
            assert suits(night, moment, moment + HALF_HOUR)
            there = moment.astimezone(night.zone)
            assert not (first == "2026-10-25" and there.hour == 1)
            assert (there + HALF_HOUR).utcoffset() == there.utcoffset()
    gap = datetime(2026, 3, 29, 0, 45, tzinfo=UTC)
    assert not suits(night, gap, gap + HALF_HOUR)
    assert suits(night, gap - HALF_HOUR, gap)


def test_what_is_in_the_calendar_keeps_its_room() -> None:
    both = side("UTC")
    asked = wanted(both, both, "2026-11-23", 0)
    day = asked.earliest
    asked = Wanted(both, both, day, day + timedelta(days=1), HALF_HOUR, HALF_HOUR / 2, 50)
    busy = [Busy(day.replace(hour=10), day.replace(hour=15, minute=45))]
    hours = [f"{one:%H:%M}" for one in free_moments(asked, busy)]
    assert hours == ["09:00", "16:00", "16:30"]


def test_a_zone_of_quarters_begins_at_its_own_half_hours() -> None:
    theirs = side("Asia/Kathmandu")
    found = propose(wanted(side("Europe/London"), theirs, "2026-11-23"), [])
    assert found
    assert {one.astimezone(theirs.zone).minute for one in found} <= {0, 30}
