"""Days of a calendar, also where a clock is set forward or back."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from app.lib.days import day_of, days_of, last_days

BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 11, 20), 24)]
)
def test_a_day_is_as_long_as_its_clock_makes_it(day: date, hours: int) -> None:
    found = day_of(datetime(day.year, day.month, day.day, 12, tzinfo=BERLIN), BERLIN)
    assert found.date == day
    assert found.end - found.start == timedelta(hours=hours)


def test_a_day_whose_midnight_is_skipped_begins_when_the_clock_is_set() -> None:
    sao_paulo = ZoneInfo("America/Sao_Paulo")
    found = day_of(datetime(2018, 11, 4, 12, tzinfo=sao_paulo), sao_paulo)
    assert found.start == datetime(2018, 11, 4, 3, tzinfo=UTC)
    assert found.end - found.start == timedelta(hours=23)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/Sao_Paulo", "Pacific/Apia", "UTC"])
def test_days_follow_each_other_without_a_gap(zone: str) -> None:
    days = last_days(NOON, ZoneInfo(zone), 400)
    assert len(days) == 400
    assert all(one.end == other.start for one, other in pairwise(days))
    assert days[-1].start <= NOON < days[-1].end


def test_the_first_day_begins_at_the_moment_that_was_asked_for() -> None:
    days = days_of(NOON - timedelta(days=1), NOON, BERLIN)
    assert [day.date.day for day in days] == [19, 20]
    assert days[0].start == NOON - timedelta(days=1)
    assert days_of(NOON, NOON - timedelta(hours=1), BERLIN) == ()


def test_how_much_of_a_day_is_over_is_told() -> None:
    day = day_of(NOON, ZoneInfo("UTC"))
    assert (day.share(NOON), day.share(day.start), day.share(day.end)) == (0.5, 0.0, 1.0)
    assert day.share(day.end + timedelta(days=1)) == 1.0
