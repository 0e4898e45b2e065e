from datetime import UTC, datetime, timedelta, timezone

import pytest

from app.parts.reading import written_dates
from app.parts.reading.dates import parse_date
from app.parts.reading.written_dates import DateStyle, Order

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
        ("1712011200", datetime(2024, 4, 1, 22, 40, tzinfo=UTC)),
        ("1795177800.25", datetime(2026, 11, 20, 12, 30, tzinfo=UTC)),
        ("1795177800000000", datetime(2026, 11, 20, 12, 30, tzinfo=UTC)),
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
        "2026-11",
        "2026",
        "November 2026",
        "11/2026",
        "27.11.",
        "14:30",
        "2 hours ago",
        "31/02/2026",
        "13/13/2026",
        "27/11/2026 25:00",
        "Mon, 01 Jan 0001 00:00:00 GMT",
        "1405/09/06",
        "5 2026",
    ],
)
def test_what_is_no_date_of_the_web_is_none(stated: str | None) -> None:
    assert parse_date(stated) is None


def test_day_and_month_before_the_year_are_read_from_every_spelling() -> None:
    day = datetime(2026, 11, 27, tzinfo=UTC)
    spellings = (
        *("2026/11/27", "2026.11.27", "2026. 11. 27.", "27/11/2026", "27.11.2026", "27. 11. 2026"),
        *("27-11-2026", "27/11/26", "27.11.26", "27-Nov-2026", "2026-Nov-27", "27 / 11 / 2026"),
        *("11/27/2026", "11-27-2026", "Friday 27/11/2026", "Published: 27/11/2026", "20261127"),
        *("27th November 2026", "Nov. 27, 2026", "27. November 2026", "27 novembre 2026"),
        *(
            "27 de noviembre de 2026",
            "Vrydag 27 November 2026",
            "27 ноября 2026",
            "27 листопада 2026",
        ),
        *(
            "2026年11月27日",
            "2026年11月27日(金)",
            "令和8年11月27日",
            "２０２６年１１月２７日",
            "2026년 11월 27일",
        ),
        *(
            "27 พฤศจิกายน 2569",
            "٢٧ نوفمبر ٢٠٢٦",
            "27 नवंबर 2026",
            "27 marraskuuta 2026",
            "27. listopadu 2026",
        ),
    )
    assert {text: parse_date(text) for text in spellings} == dict.fromkeys(spellings, day)


def test_the_time_of_day_is_read_from_every_spelling() -> None:
    moment = datetime(2026, 11, 27, 14, 30, tzinfo=UTC)
    spellings = (
        *(
            "2026-11-27 2:30 PM",
            "2026-11-27 02:30:00 pm",
            "2026-11-27 2:30 p.m.",
            "2026-11-27 2:30pm",
        ),
        *("2026/11/27 14:30:00", "2026/11/27 2:30 PM", "27/11/2026 14:30", "27/11/2026 2:30 p. m."),
        *("27.11.2026, 14.30 Uhr", "27.11.2026 - 14:30", "27/11/2026 à 14h30", "20261127143000"),
        *("Nov 27, 2026 2:30 PM", "Friday, November 27th, 2026 at 2:30 p.m.", "14:30, 27 Nov 2026"),
        *(
            "2026年11月27日 14:30",
            "2026年11月27日 下午2:30",
            "2026年11月27日14時30分",
            "2026年11月27日 14点30分",
            "2026. 11. 27. 14:30",
        ),
        *("2026년 11월 27일 오후 2:30", "Fri Nov 27 14:30:00 2026", "2026-11-27T14:30:00.000"),
    )
    assert {text: parse_date(text) for text in spellings} == dict.fromkeys(spellings, moment)


def test_the_forms_that_readers_of_feeds_report_are_read() -> None:
    moment = datetime(2026, 11, 5, 9, 5, tzinfo=UTC)
    reported = (
        *(
            "Thu, Nov 5 2026 09:05:00 AM",
            "Thu, 5 Nov 2026 9:05 AM",
            "do, 05 nov 2026 09:05:00 +0000",
        ),
        *("Do, 05 Nov 2026 10:05:00 +0100", "Do., 05. Nov. 2026 09:05", "Thu, 05 Nov 2026, 09:05"),
        *(
            "Thu, 05 Nov 26 09:05:00 GMT",
            "Thursday, 05-Nov-26 09:05:00 GMT",
            "Thu , 05 Nov 2026 09:05",
        ),
        *("Thu, 05 Nov 2026 11:05:00 AM SAST", "Thu, 05 Nov 2026 09:05:00:123 +0000"),
        *("2026-11-05 09:05:00.02026-11-05 09:05:00.0", "2026-11-05 09:05:00 +0000 UTC"),
        *("2026-11-05T11:05:00 02:00", "Thu, 05 Nov 2026 11:05:00 0200", "05/11/2026T09:05:00"),
        *("/Date(1793869500000)/", "/Date(1793869500000+0200)/", "@1793869500"),
        *("jeu., 05 nov. 2026 09:05:00 +0000", "Czw, 05 lis 2026 10:05:00 +0100"),
        *(
            "2026/11/05(\u6728) 09:05",
            "Published on 5 November 2026 09:05",
            "Updated: 5.11.26, 09:05",
        ),
    )
    assert {text: parse_date(text) for text in reported} == dict.fromkeys(reported, moment)


@pytest.mark.parametrize(
    ("stated", "hour", "minute"),
    [
        ("2026-11-27 12:05 AM", 0, 5),
        ("2026-11-27 12:05 PM", 12, 5),
        ("2026-11-27 1:05 am", 1, 5),
        ("27/11/2026 12:00 AM", 0, 0),
        ("2026年11月27日 上午9:15", 9, 15),
        ("2026년 11월 27일 오전 9:15", 9, 15),
        ("2026-11-27T23:59:60Z", 23, 59),
    ],
)
def test_midnight_and_noon_keep_their_half_of_the_day(stated: str, hour: int, minute: int) -> None:
    moment = parse_date(stated)
    assert moment is not None
    assert (moment.day, moment.hour, moment.minute) == (27, hour, minute)


@pytest.mark.parametrize(
    "stated", ["2026-11-27T24:00:00Z", "Fri, 27 Nov 2026 24:00:00 GMT", "27/11/2026 24:00"]
)
def test_the_end_of_a_day_is_the_beginning_of_the_next(stated: str) -> None:
    assert parse_date(stated) == datetime(2026, 11, 28, tzinfo=UTC)


@pytest.mark.parametrize(
    ("order", "stated", "month", "day"),
    [
        ("DMY", "05/11/2026", 11, 5),
        ("MDY", "05/11/2026", 5, 11),
        ("MDY", "05.11.2026", 11, 5),
        ("MDY", "2026/05/11", 5, 11),
        ("DMY", "2026/05/11", 5, 11),
        ("YMD", "26/11/05", 11, 5),
        ("MDY", "27/11/2026", 11, 27),
    ],
)
def test_a_number_that_may_be_day_or_month_is_read_as_the_document_does(
    order: Order, stated: str, month: int, day: int
) -> None:
    assert parse_date(stated, DateStyle(order)) == datetime(2026, month, day, tzinfo=UTC)


def test_a_month_s_name_is_read_in_the_document_s_language() -> None:
    assert parse_date("5. listopada 2026.", DateStyle(language="hr")) == datetime(
        2026, 10, 5, tzinfo=UTC
    )
    assert parse_date("5 listopada 2026", DateStyle(language="pl")) == datetime(
        2026, 11, 5, tzinfo=UTC
    )
    assert parse_date("5 Nov 2026", DateStyle(language="no such")) == datetime(
        2026, 11, 5, tzinfo=UTC
    )


def test_what_is_read_does_not_depend_on_what_was_read_before() -> None:
    for text in ("mar. 24 nov. 2026", "27 de noviembre de 2026", "5. srpna 2026"):
        parse_date(text)
    assert parse_date("05/11/2026") == datetime(2026, 11, 5, tzinfo=UTC)
    assert parse_date("5 srpnja 2026", DateStyle(language="hr")) == datetime(2026, 7, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "stated",
    [
        "Fri Nov 27 14:30:00 2026",
        "Nov 27 14:30 2026",
        "Fri Nov 27 2026 14:30:00 GMT+0000",
        "mandag 5. august kl. 14:30",
    ],
)
def test_what_programs_write_and_what_has_no_year_is_not_searched_for_words(
    stated: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(written_dates, "_parser", lambda *style: asked.append(style))
    moment = parse_date(stated)
    assert moment == (datetime(2026, 11, 27, 14, 30, tzinfo=UTC) if "2026" in stated else None)
    assert asked == []


@pytest.mark.parametrize(
    ("stated", "language", "tried"),
    [
        ("06.01.2026, Lesezeit 5 Min.", "de", ["en"]),
        ("06.01.2026 um 14h30", "de", ["en", "fr", "hu"]),
        ("06.01.2026, Lesezeit 5 Min.", None, ["en", "fr", "hu"]),
        ("6. Januar 2026", "de", ["en", "fr", "hu"]),
        ("27 \u043d\u043e\u044f\u0431\u0440\u044f 2026", None, ["ru", "uk"]),
        ("2026\ub144 11\uc6d4 27\uc77c PM 2:30", None, ["ko"]),
    ],
)
def test_only_the_languages_that_a_text_may_be_in_are_tried(
    stated: str, language: str | None, tried: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, ...]] = []
    monkeypatch.setattr(
        written_dates, "_parser", lambda _order, _own, languages: asked.append(languages)
    )
    parse_date(stated, DateStyle(language=language))
    known = {"en", "fr", "hu", "ru", "uk", "ko"}
    assert [[one for one in languages if one in known] for languages in asked] == [tried]


def test_a_half_of_the_day_after_a_day_in_numbers_is_read_in_the_page_s_language() -> None:
    stated, afternoon = "2026.11.27 \uc624\ud6c4 2\uc2dc", datetime(2026, 11, 27, 14, tzinfo=UTC)
    assert parse_date(stated, DateStyle(language="ko")) == afternoon
    assert parse_date("27/11/2026 2 pm", DateStyle(language="de")) == afternoon
