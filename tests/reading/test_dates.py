from datetime import UTC, datetime, timedelta, timezone

import pytest

from app.reading.dates import parse_date

SAST = timezone(timedelta(hours=2))


@pytest.mark.parametrize(
    ("stated", "moment"),
    [
        ("2026-11-20T14:30:00+02:00", datetime(2026, 11, 20, 14, 30, tzinfo=SAST)),
        ("2026-11-20T14:30:00+0200", datetime(2026, 11, 20, 14, 30, tzinfo=SAST)),
        ("2026-11-20T14:30+02", datetime(2026, 11, 20, 14, 30, tzinfo=SAST)),
        ("2026-11-20 14:30:00 +02:00", datetime(2026, 11, 20, 14, 30, tzinfo=SAST)),
        ("2026-11-20T12:30:00.123Z", datetime(2026, 11, 20, 12, 30, tzinfo=UTC)),
        ("2026-11-20T12:30:00", datetime(2026, 11, 20, 12, 30, tzinfo=UTC)),
        ("2026-11-20", datetime(2026, 11, 20, tzinfo=UTC)),
        ("20261120", datetime(2026, 11, 20, tzinfo=UTC)),
        ("Fri, 20 Nov 2026 14:30:00 +0200", datetime(2026, 11, 20, 14, 30, tzinfo=SAST)),
        ("1795177800", datetime(2026, 11, 20, 12, 30, tzinfo=UTC)),
        ("1795177800000", datetime(2026, 11, 20, 12, 30, tzinfo=UTC)),
    ],
)
def test_the_spellings_of_a_moment_are_read(stated: str, moment: datetime) -> None:
    read = parse_date(stated)
    assert read == moment
    assert read is not None
    assert read.utcoffset() == moment.utcoffset()


@pytest.mark.parametrize(
    "stated",
    [
        None,
        "",
        "yesterday",
        "2026-13-01",
        "2026-11-20T25:00",
        "0001-01-01",
        "1970-01-01",
        "9999-12-31",
        "2026-11-20T10:00:00+99:00",
        "1" * 500,
        "Fri, 99 Nov 2026",
        "1 Jan 99999999999 00:00:00",
        "0000-00-00 00:00:00",
    ],
)
def test_what_is_no_date_of_the_web_is_none(stated: str | None) -> None:
    assert parse_date(stated) is None
