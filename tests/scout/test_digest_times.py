"""When digests are due, on usual days and on those on which the clocks are changed."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.agents.scout.pick.digest_times import latest_moment, next_moment

JOHANNESBURG, BERLIN = ZoneInfo("Africa/Johannesburg"), ZoneInfo("Europe/Berlin")
APIA = ZoneInfo("Pacific/Apia")
MORNING, AFTERNOON = time(8, 0), time(16, 0)
MIDNIGHT = datetime(2020, 1, 1, tzinfo=UTC)
TWICE_A_DAY = (MORNING, AFTERNOON)


def at(text: str, zone: ZoneInfo = JOHANNESBURG) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("now", "latest", "following"),
    [
        ("2026-11-20 07:59", "2026-11-19 16:00", "2026-11-20 08:00"),
        ("2026-11-20 08:00", "2026-11-20 08:00", "2026-11-20 16:00"),
        ("2026-11-20 15:59", "2026-11-20 08:00", "2026-11-20 16:00"),
        ("2026-11-20 16:00", "2026-11-20 16:00", "2026-11-21 08:00"),
        ("2026-11-20 23:59", "2026-11-20 16:00", "2026-11-21 08:00"),
        ("2026-11-21 00:01", "2026-11-20 16:00", "2026-11-21 08:00"),
    ],
)
def test_the_moments_are_those_where_the_team_is(now: str, latest: str, following: str) -> None:
    assert latest_moment(TWICE_A_DAY, JOHANNESBURG, at(now)) == at(latest)
    assert next_moment(TWICE_A_DAY, JOHANNESBURG, at(now)) == at(following)


def test_the_order_in_which_the_times_are_named_is_of_no_importance() -> None:
    now = at("2026-11-20 12:00")
    assert latest_moment((AFTERNOON, MORNING), JOHANNESBURG, now) == at("2026-11-20 08:00")


def test_the_hour_between_two_digests_is_longer_or_shorter_when_the_clocks_are_changed() -> None:
    for day, hours in (("2026-03-29", 23), ("2026-10-25", 25)):
        now = at(f"{day} 08:00", BERLIN)
        before = latest_moment((MORNING,), BERLIN, now.astimezone(UTC) - timedelta(seconds=1))
        assert now.astimezone(UTC) - before == timedelta(hours=hours)


def test_a_time_that_the_clocks_leave_out_is_due_once_an_hour_later() -> None:
    night = (time(2, 30),)
    eve = at("2026-03-28 12:00", BERLIN)
    left_out = next_moment(night, BERLIN, eve)
    assert left_out == at("2026-03-29 03:30", BERLIN)
    assert next_moment(night, BERLIN, left_out) == at("2026-03-30 02:30", BERLIN)


def test_a_time_that_comes_twice_is_due_at_the_first() -> None:
    night = (time(2, 30),)
    first = next_moment(night, BERLIN, at("2026-10-24 12:00", BERLIN))
    assert first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert latest_moment(night, BERLIN, second) == first


def test_a_day_that_a_zone_left_out_does_no_harm() -> None:
    now = datetime(2011, 12, 30, 10, 30, tzinfo=UTC)  # the 31st in Samoa, after the 29th
    assert latest_moment((MORNING,), APIA, now) == at("2011-12-29 08:00", APIA)
    assert next_moment((MORNING,), APIA, now) == at("2011-12-31 08:00", APIA)


@given(
    now=st.integers(0, 5_000_000).map(lambda minutes: MIDNIGHT + timedelta(minutes=minutes)),
    times=st.lists(st.times().map(lambda at: at.replace(second=0, microsecond=0)), min_size=1),
    zone=st.sampled_from([JOHANNESBURG, BERLIN, APIA, ZoneInfo("America/St_Johns")]),
)
def test_now_always_lies_between_two_moments_that_follow_each_other(
    now: datetime, times: list[time], zone: ZoneInfo
) -> None:
    latest, following = latest_moment(times, zone, now), next_moment(times, zone, now)
    assert latest <= now < following
    assert next_moment(times, zone, latest) == following
    assert following - latest <= timedelta(hours=25)
