from datetime import UTC, datetime, timedelta

import pytest

from app.parts.reading import zones
from app.parts.reading.dates import parse_date

HOURS = timedelta(hours=1)


@pytest.mark.parametrize(
    ("zone", "hours"),
    [
        ("SAST", 2),
        ("(SAST)", 2),
        ("CAT", 2),
        ("EAT", 3),
        ("WAT", 1),
        ("GMT", 0),
        ("UT", 0),
        ("UTC", 0),
        ("BST", 1),
        ("CET", 1),
        ("CEST", 2),
        ("MESZ", 2),
        ("EST", -5),
        ("EDT", -4),
        ("PDT", -7),
        ("est", -5),
        ("AEST", 10),
        ("NZDT", 13),
        ("IST", 5.5),
        ("JST", 9),
        ("ET", -5),
        ("PT", -8),
        ("+0200", 2),
        ("+02", 2),
        ("-03:30", -3.5),
        ("\u221205:00", -5),
        ("GMT+2", 2),
        ("UTC -5", -5),
        ("GMT+02:00", 2),
        ("+0200 GMT", 2),
        ("+0200 (SAST)", 2),
        ("GMT+0200 (South Africa Standard Time)", 2),
        ("GMT-0500 (hora est\u00e1ndar de Colombia)", -5),
        ("+02:00[Africa/Johannesburg]", 2),
        ("[Africa/Johannesburg]", 2),
        ("Africa/Johannesburg", 2),
        ("America/New_York", -5),
        ("Etc/UTC", 0),
        ("NOSUCH/Place", 0),
        ("XYZ", 0),
    ],
)
@pytest.mark.parametrize(
    "time",
    [
        "2026-11-27 14:30:00 ",
        "2026-11-27T14:30",
        "Fri, 27 Nov 2026 14:30:00 ",
        "27/11/2026 2:30 PM ",
    ],
)
def test_a_zone_at_the_end_is_known_by_offset_and_name(time: str, zone: str, hours: float) -> None:
    moment = parse_date(time + zone)
    assert moment is not None
    assert moment.replace(tzinfo=UTC) == datetime(2026, 11, 27, 14, 30, tzinfo=UTC)
    assert moment.utcoffset() == hours * HOURS


@pytest.mark.parametrize(
    ("stated", "hours"),
    [
        ("Fri Nov 27 2026 14:30:00 GMT+0200 (SAST)", 2),
        ("Fri Nov 27 14:30:00 +0200 2026", 2),
        ("Fri Nov 27 14:30:00 SAST 2026", 2),
        ("20261127T143000+0200", 2),
        ("20261127T143000Z", 0),
        ("27 Nov 26 14:30 EST", -5),
        ("2026-11-27T14:30:00.000+0200", 2),
    ],
)
def test_a_zone_is_found_in_the_forms_of_programs(stated: str, hours: float) -> None:
    moment = parse_date(stated)
    assert moment is not None
    assert moment.replace(tzinfo=UTC) == datetime(2026, 11, 27, 14, 30, tzinfo=UTC)
    assert moment.utcoffset() == hours * HOURS


def test_a_zone_of_two_seasons_is_told_by_the_day() -> None:
    summer = parse_date("2026-07-27 14:30 ET")
    assert summer is not None
    assert summer.utcoffset() == -4 * HOURS


@pytest.mark.parametrize(
    "stated", ["2026-11-27", "27-11-2026", "10:00 27-11-26", "2026-11-27 14:30 PM"]
)
def test_what_only_looks_like_a_zone_is_none(stated: str) -> None:
    moment = parse_date(stated)
    assert moment is not None
    assert (moment.day, moment.month, moment.utcoffset()) == (27, 11, timedelta())


@pytest.mark.parametrize(
    ("zone", "hours"), [("CEST", 2), ("EST", -5), ("SAST", 2), ("PM", 0), ("JST", 9)]
)
def test_the_names_that_most_pages_have_are_known_without_the_table_of_all(
    zone: str, hours: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(zones, "_offset_of_abbreviation", asked.append)
    zones._named.cache_clear()
    _, found = zones.split_zone(f"Fri Nov 27 02:30:00 {zone} 2026")
    assert (found.utcoffset(None) if found else timedelta()) == hours * HOURS
    assert asked == []


@pytest.mark.parametrize("offset", ["+99:00", "-1500", "+19"])
def test_a_date_with_an_offset_that_no_zone_has_is_none(offset: str) -> None:
    assert parse_date(f"2026-11-27T14:30:00{offset}") is None
