from datetime import UTC, datetime

import pytest
from lxml.html import document_fromstring

from app.parts.reading import dates
from app.parts.reading.date_style import style_of
from app.parts.reading.feed import read_feed
from app.parts.reading.published import find_date, shown_dates
from app.parts.reading.structured import read_structured
from app.parts.reading.written_dates import Order
from tests.reading.pages import page, rss

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


def order(*texts: str, language: str | None = None, url: str = "https://a.example/") -> Order:
    return style_of(texts, now=NOW, language=language, url=url).order


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (["05/11/2026", "27/11/2026"], "DMY"),
        (["11/05/2026", "11/27/2026"], "MDY"),
        (["26/11/05", "26/11/27"], "YMD"),
        (["27/11/26"], "DMY"),
    ],
)
def test_a_number_over_twelve_decides(texts: list[str], found: Order) -> None:
    assert order(*texts) == found


@pytest.mark.parametrize(
    ("texts", "found"),
    [(["12/11/2026"], "DMY"), (["11/12/2026"], "MDY"), (["11/12/2026 08:00", "11/10/2026"], "MDY")],
)
def test_no_day_is_still_to_come(texts: list[str], found: Order) -> None:
    assert order(*texts) == found


def test_days_are_taken_to_lie_close_together() -> None:
    assert order("09/11/2026", "08/11/2026", "07/11/2026", language="en-US") == "DMY"
    assert order("11/09/2026", "11/08/2026", "11/07/2026", language="en-ZA") == "MDY"
    assert order("05/11/2026", "Fri, 06 Nov 2026 08:00:00 GMT", language="en-US") == "DMY"
    assert order("11/05/2026", "2026-11-06T08:00:00Z") == "MDY"


def test_a_weekday_decides() -> None:
    assert order("Thursday 05/11/2026", language="en-US") == "DMY"
    assert order("Thu, 11/05/2026 08:00") == "MDY"


@pytest.mark.parametrize(
    ("language", "url", "found"),
    [
        (None, "https://news.example/", "DMY"),
        ("en", "https://news.example/", "DMY"),
        ("en-ZA", "https://news.example/", "DMY"),
        ("en-US", "https://news.example/", "MDY"),
        ("en_US", "https://news.example/", "MDY"),
        ("en-US", "https://news.co.za/", "DMY"),
        ("en-US", "https://news.example.us/", "MDY"),
        ("en-US", "https://news.io/", "MDY"),
    ],
)
def test_where_nothing_else_decides_the_country_does(
    language: str | None, url: str, found: Order
) -> None:
    assert order("05/11/2026", language=language, url=url) == found


def test_two_figures_of_a_year_come_first_where_they_do_in_the_country() -> None:
    assert order("20/11/21", language="ja") == "YMD"


@pytest.mark.parametrize("texts", [[], ["someday"], ["2026-11-05"], ["99/99/9999"]])
def test_dates_without_doubt_need_no_order(texts: list[str]) -> None:
    assert order(*texts) == "DMY"


def dates_of(*stated: str, channel: str = "") -> list[datetime | None]:
    items = (
        f"<link>https://a.example/{number}</link><pubDate>{text}</pubDate>"
        for number, text in enumerate(stated)
    )
    body = rss(*items).replace("<channel>", f"<channel>{channel}")
    found = read_feed(page(body, url="https://a.example/feed"), now=NOW)
    links = {link.url: link.published_at for link in found.links}
    return [links[f"https://a.example/{number}"] for number in range(len(stated))]


def test_a_feed_s_slash_dates_keep_their_day() -> None:
    assert dates_of("2026/11/28 08:00:00", "2026/11/05") == [
        datetime(2026, 11, 28, 8, tzinfo=UTC),
        datetime(2026, 11, 5, tzinfo=UTC),
    ]


def test_a_feed_s_dates_are_all_read_in_one_order() -> None:
    assert dates_of("11/27/2026", "11/05/2026", "10/30/2026") == [
        datetime(2026, 11, 27, tzinfo=UTC),
        datetime(2026, 11, 5, tzinfo=UTC),
        datetime(2026, 10, 30, tzinfo=UTC),
    ]


def test_a_feed_s_language_says_where_its_month_stands() -> None:
    assert dates_of("11/05/2026", channel="<language>en-us</language>") == [
        datetime(2026, 11, 5, tzinfo=UTC)
    ]
    assert dates_of("11/05/2026") == [datetime(2026, 5, 11, tzinfo=UTC)]


def test_a_feed_s_month_alone_is_no_day() -> None:
    assert dates_of("2026-11", "November 2026", "2026/11") == [None, None, None]


def test_an_entry_s_second_date_is_taken_where_the_first_is_none() -> None:
    item = "<link>https://a.example/1</link><pubDate>soon</pubDate><dc:date>2026-11-20</dc:date>"
    body = rss(item, attributes='xmlns:dc="http://purl.org/dc/elements/1.1/"')
    [link] = read_feed(page(body), now=NOW).links
    assert link.published_at == datetime(2026, 11, 20, tzinfo=UTC)


def test_a_feed_whose_dates_are_none_is_not_searched_for_words_without_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(dates, "read_written", lambda text, *_, **__: asked.append(text))
    words = [f"tomorrow or day {number} after it" for number in range(150)]
    found = dates_of(*words, "20 Nov 2026 10:00:00 GMT")
    assert len(asked) == 100
    assert found[-1] == datetime(2026, 11, 20, 10, tzinfo=UTC)


def date_of_page(
    head: str,
    path: str = "/news/story",
    body: str = "",
    language: str | None = None,
    now: datetime | None = None,
) -> datetime | None:
    tree = document_fromstring(f"<html><head>{head}</head><body>{body}</body></html>")
    url = f"https://a.example{path}"
    return find_date(tree, read_structured(tree, url), url, language=language, now=now)


def published(stated: str) -> str:
    return f"<meta property='article:published_time' content='{stated}'>"


def test_a_page_s_date_of_uncertain_order_agrees_with_its_other_dates() -> None:
    changed = "<meta property='article:modified_time' content='2026-11-06T08:00:00Z'>"
    november = datetime(2026, 11, 5, tzinfo=UTC)
    assert date_of_page(published("11/05/2026") + changed) == november
    assert date_of_page(published("05/11/2026") + changed, language="en-US") == november
    assert date_of_page(published("11/05/2026"), "/2026/11/05/story") == november
    assert date_of_page(published("11/05/2026"), language="en-US") == november


def test_a_page_s_date_is_none_that_is_still_to_come() -> None:
    assert date_of_page(published("2027-11-05"), now=NOW) is None
    assert date_of_page(published("2027-11-05")) == datetime(2027, 11, 5, tzinfo=UTC)
    assert date_of_page(published("11/12/2026"), now=NOW) == datetime(2026, 11, 12, tzinfo=UTC)
    two = published("2027-01-01") + "<meta name='date' content='2026-11-05'>"
    assert date_of_page(two, now=NOW) == datetime(2026, 11, 5, tzinfo=UTC)


def test_a_page_s_date_is_the_one_shown_beside_its_headline() -> None:
    page_of = (
        "<div class=date>1 May 2020</div><h1>Oven</h1>{}<p>Words.</p><i class=date>2/3/2021</i>"
    )
    shown = page_of.format("<span class='post-date'>5/11/2026 14:30</span>")
    assert date_of_page("", body=shown) == datetime(2026, 11, 5, 14, 30, tzinfo=UTC)
    in_states = date_of_page("", body=shown.replace("1 May 2020", ""), language="en-US")
    assert in_states == datetime(2026, 5, 11, 14, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "shown",
    [
        "<span class='entry-date'>27/11/2026</span>",
        "<span class=publishedDate>2026年11月27日</span>",
        "<p id=pubdate>Published: <b>27 November</b> 2026</p>",
        "<time datetime='2 days ago'>27.11.2026</time>",
        "<time datetime='2026-12-25'>Christmas</time><div class=posted>Nov 27, 2026</div>",
    ],
)
def test_a_date_for_people_is_read(shown: str) -> None:
    found = date_of_page("", body=f"<h1>Oven</h1>{shown}", now=NOW)
    assert found == datetime(2026, 11, 27, tzinfo=UTC)


def test_a_whole_page_named_after_a_date_shows_none() -> None:
    many = "<b>1</b>" * 50
    assert list(shown_dates(document_fromstring(f"<body class=date>{many}</body>"))) == []
    long = f"<p class=date>27 November 2026 {'and more ' * 20}</p>"
    assert list(shown_dates(document_fromstring(long))) == []


@pytest.mark.parametrize("stated", ["1795789800", "1795789800000", '"2026-11-27T14:30:00Z"'])
def test_unix_time_in_json_ld_is_a_date(stated: str) -> None:
    node = f'{{"@type": "NewsArticle", "headline": "Oven", "datePublished": {stated}}}'
    head = f"<title>Oven</title><script type='application/ld+json'>{node}</script>"
    assert date_of_page(head) == datetime(2026, 11, 27, 14, 30, tzinfo=UTC)
