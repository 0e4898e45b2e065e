"""Hours in which a mail may go, in the lead's own zone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.agents.leads.law.hours import Place, closed_because, next_open, place_of
from app.lib.weekly_window import WeeklyWindow, parse_window

OFFICE = parse_window("Mon-Fri 09:00-17:00")
ANY_TIME = parse_window("Mon-Sun 00:00-24:00")
FALLBACK = ZoneInfo("Africa/Johannesburg")


def place(*countries: str, location: str = "") -> Place:
    return place_of(countries, location, FALLBACK)


def zone(name: str) -> Place:
    return Place(frozenset(), (ZoneInfo(name),))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("after", "first"),
    [
        ("2026-11-30T10:00", "2026-11-30T10:00"),
        ("2026-11-30T05:00", "2026-11-30T07:00"),
        ("2026-11-30T15:00", "2026-12-01T07:00"),
        # Friday evening; and the Day of Reconciliation, a Wednesday.
        ("2026-11-27T15:00", "2026-11-30T07:00"),
        ("2026-12-15T20:00", "2026-12-17T07:00"),
        # Christmas on a Friday, the Day of Goodwill on the Saturday.
        ("2026-12-24T20:00", "2026-12-28T07:00"),
    ],
)
def test_a_mail_to_south_africa_waits_for_office_hours(after: str, first: str) -> None:
    assert next_open(utc(after), OFFICE, place("ZA")) == utc(first)


def test_why_a_mail_waits_is_said_in_plain_words() -> None:
    here = place("ZA")
    reconciliation = closed_because(utc("2026-12-16T10:00"), OFFICE, here)
    assert reconciliation is not None
    assert "Wednesday 16 December is a holiday: Day of Reconciliation" in reconciliation
    assert "is a weekend" in str(closed_because(utc("2026-11-29T10:00"), OFFICE, here))
    assert "it is Monday 07:30 there (Africa/Johannesburg), outside the window" in str(
        closed_because(utc("2026-11-30T05:30"), OFFICE, here)
    )
    assert closed_because(utc("2026-11-30T10:00"), OFFICE, here) is None


def test_a_country_of_many_zones_gets_mail_when_all_of_them_are_open() -> None:
    found = next_open(utc("2026-11-30T00:00"), OFFICE, place("US"))
    assert found == utc("2026-11-30T19:00"), "nine in Hawaii, two in New York"


@pytest.mark.parametrize(
    ("location", "first"),
    [
        ("Denver, Colorado", "2026-11-30T16:00"),
        ("Austin, TX", "2026-11-30T16:00"),  # Texas has two zones, and no zone is named Austin
        ("Chicago, IL", "2026-11-30T15:00"),
        ("Somewhere", "2026-11-30T19:00"),
    ],
)
def test_a_location_narrows_the_zones(location: str, first: str) -> None:
    found = next_open(utc("2026-11-30T00:00"), OFFICE, place("US", location=location))
    assert found == utc(first)


def test_where_no_hour_is_common_to_all_zones_there_is_none_and_no_endless_search() -> None:
    assert next_open(utc("2026-11-30T00:00"), OFFICE, place("RU")) is None
    moscow = place("RU", location="Moscow")
    assert next_open(utc("2026-11-30T00:00"), OFFICE, moscow) == utc("2026-11-30T06:00")


def test_a_window_of_weekend_days_never_opens() -> None:
    assert next_open(utc("2026-11-30T00:00"), parse_window("Sat-Sun 09:00-17:00"), place()) is None


def test_two_countries_have_the_holidays_of_both() -> None:
    # 16 December is a holiday in South Africa, 26 October 2026 in Austria.
    both = place("ZA", "AT")
    assert "holiday" in str(closed_because(utc("2026-12-16T10:00"), OFFICE, both))
    assert "holiday" in str(closed_because(utc("2026-10-26T10:00"), OFFICE, both))


def test_a_holiday_of_most_regions_counts_and_one_of_a_few_does_not() -> None:
    easter_monday, corpus_christi = utc("2026-04-06T10:00"), utc("2026-06-04T10:00")
    assert "Easter Monday" in str(closed_because(easter_monday, OFFICE, place("GB")))
    assert closed_because(corpus_christi, OFFICE, place("DE")) is None


def test_the_weekend_is_the_countrys_own() -> None:
    friday, sunday = utc("2026-12-04T10:00"), utc("2026-12-06T10:00")
    assert closed_because(friday, ANY_TIME, place("IL")) is not None
    assert closed_because(sunday, ANY_TIME, place("IL")) is None


def test_a_country_without_a_calendar_has_weekends_only() -> None:
    nowhere = place("unknown")
    assert nowhere.zones == (FALLBACK,)
    assert closed_because(utc("2026-12-25T10:00"), OFFICE, nowhere) is None
    assert closed_because(utc("2026-12-26T10:00"), OFFICE, nowhere) is not None


@pytest.mark.parametrize(
    ("window", "after", "first"),
    [
        # Most clocks are set on Sundays, Jordan's were on Fridays. On 26 March 2021 midnight is
        # skipped, on 29 October one o'clock is set back to it.
        ("Thu-Fri 00:00-01:30", "2021-03-25T12:00", "2021-03-25T22:00"),
        ("Fri 00:30-04:00", "2021-03-25T12:00", "2021-03-25T22:00"),
        ("Fri 00:30-00:45", "2021-10-28T21:31", "2021-10-28T21:31"),
        ("Fri 00:30-00:45", "2021-10-28T21:46", "2021-10-28T22:30"),
    ],
)
def test_nights_in_which_clocks_are_set_lose_and_repeat_nothing(
    window: str, after: str, first: str
) -> None:
    assert next_open(utc(after), parse_window(window), zone("Asia/Amman")) == utc(first)


parts = st.builds(
    lambda day, length, opens, hours: (day, length, opens, min(opens + hours, 96)),
    st.integers(0, 6),
    st.integers(0, 6),
    st.integers(0, 92),
    st.integers(1, 40),
)
NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def written(part: tuple[int, int, int, int]) -> str:
    day, length, opens, closes = part
    hours = "-".join(f"{q // 4:02}:{q % 4 * 15:02}" for q in (opens, closes))
    return f"{NAMES[day]}-{NAMES[(day + length) % 7]} {hours}"


windows = st.lists(parts, min_size=1, max_size=3).map(
    lambda found: parse_window(", ".join(written(part) for part in found))
)
places = st.lists(st.sampled_from(["ZA", "DE", "IL", "IN", "GB", "AU"]), max_size=2).map(
    lambda countries: place(*countries)
)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(  # noqa: DTZ001
    lambda moment: moment.replace(tzinfo=UTC)
)


def lawful(moment: datetime, window: WeeklyWindow, where: Place) -> bool:
    """The same asked in another way: of each zone's clock, and of `holidays` day by day."""
    for there in (moment.astimezone(z) for z in where.zones):
        minute = there.hour * 60 + there.minute
        if not any(
            there.weekday() in p.days and p.opens <= minute < p.closes for p in window.parts
        ):
            return False
        calendars = [holidays.country_holidays(c, years=there.year) for c in where.countries]
        if any(there.date() in c or c.is_weekend(there.date()) for c in calendars):
            return False
        if not calendars and there.weekday() >= 5:
            return False
    return True


@settings(deadline=None, max_examples=60)
@given(windows, places, moments)
def test_a_mail_never_goes_outside_the_window_or_on_a_day_off(
    window: WeeklyWindow, where: Place, after: datetime
) -> None:
    found = next_open(after, window, where)
    if found is not None:
        assert found >= after
        assert lawful(found, window, where)


@settings(deadline=None, max_examples=40)
@given(windows, places, moments)
def test_no_earlier_quarter_of_an_hour_was_open(
    window: WeeklyWindow, where: Place, after: datetime
) -> None:
    after = after.replace(minute=after.minute // 15 * 15, second=0, microsecond=0)
    found = next_open(after, window, where) or after + timedelta(days=9)
    quarters = min((found - after) // timedelta(minutes=15), 9 * 96)
    earlier = (after + timedelta(minutes=15) * n for n in range(quarters))
    assert not any(closed_because(moment, window, where) is None for moment in earlier)
