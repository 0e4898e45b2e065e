"""Reading a page by Apify's API: what is asked, what is taken, what is said when it fails."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import SecretStr

from app.lib.errors import PermanentError, ScoutError, TransientError
from app.parts.scraper.apify import Scraped, Scraper
from app.parts.scraper.failures import ScraperAwayError
from app.parts.scraper.one_page import MAX_MARKUP, input_for
from tests.servers.apify import RUN, TOKEN, Apify

URL = "https://karee.example/"
NAME = "BrandScout/1 (+mailto:ann@example.com)"
ITEM: dict[str, Any] = {"url": URL, "status": 200, "html": "<p>We build kitchens.</p>"}


@pytest.fixture
def apify() -> Iterator[Apify]:
    with Apify([ITEM]) as server:
        yield server


def read(apify: Apify, token: str = TOKEN, address: str = "", seconds: int = 20) -> Scraped:
    async def asked() -> Scraped:
        async with Scraper(SecretStr(token), NAME, address or apify.url) as scraper:
            return await scraper.read(URL, seconds)

    return asyncio.run(asked())


def failure(apify: Apify, **how: Any) -> ScoutError:
    with pytest.raises(ScoutError) as caught:
        read(apify, **how)
    return caught.value


def test_a_page_comes_with_what_it_cost(apify: Apify) -> None:
    scraped = read(apify)
    assert scraped.usd == 0.004
    assert scraped.page is not None
    assert (scraped.page.url, scraped.page.markup) == (URL, b"<p>We build kitchens.</p>")


def test_a_run_is_limited_in_time_memory_money_and_pages(apify: Apify) -> None:
    read(apify)
    [run] = apify.runs
    limits = {name: values[0] for name, values in run.query.items()}
    assert limits == {
        "timeout": "20",
        "memory": "4096",
        "maxTotalChargeUsd": "0.02",
        "waitForFinish": "20",
    }
    assert (run.order["maxPagesPerCrawl"], run.order["linkSelector"]) == (1, "")


def test_the_token_travels_in_a_header_alone(apify: Apify) -> None:
    read(apify)
    for asked in apify.asked:
        assert asked.headers["authorization"] == f"Bearer {TOKEN}"
        assert TOKEN not in f"{asked.path}{asked.query}{asked.order}"


def test_the_site_is_told_who_asks_and_its_robots_txt_is_kept() -> None:
    order = input_for(URL, NAME)
    assert f'setUserAgent("{NAME}")' in str(order["preNavigationHooks"])
    assert order["respectRobotsTxtFile"] is True
    assert order["proxyConfiguration"] == {"useApifyProxy": False}


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        (400, PermanentError, "does not take the order"),
        (401, PermanentError, "check APIFY_API_TOKEN"),
        (402, PermanentError, "has no money left"),
        (403, PermanentError, "the limit of the month"),
        (404, PermanentError, "knows no actor apify~web-scraper"),
        (408, TransientError, "answered 408"),
        (429, TransientError, "asked too often"),
        (502, TransientError, "answered 502"),
        (302, TransientError, "answered 302"),
    ],
)
def test_a_status_is_told_in_plain_words(
    apify: Apify, status: int, kind: type[ScoutError], words: str
) -> None:
    apify.status = status
    apify.headers = {"Retry-After": "30", "Location": "https://elsewhere.example/"}
    error = failure(apify)
    assert isinstance(error, kind)
    assert words in str(error)
    if isinstance(error, TransientError) and status == 429:
        assert error.retry_after is not None
        assert error.retry_after.total_seconds() == 30


def test_a_run_that_takes_too_long_is_stopped(apify: Apify) -> None:
    apify.ends = "RUNNING"
    error = failure(apify)
    assert "took longer than 20 seconds" in str(error)
    assert (apify.asked[-1].method, apify.asked[-1].path) == (
        "POST",
        f"/v2/actor-runs/{RUN}/abort",
    )
    assert isinstance(error, ScraperAwayError)
    assert error.usd == 0.004


def test_a_run_that_failed_says_what_it_cost(apify: Apify) -> None:
    apify.ends = "TIMED-OUT"
    error = failure(apify)
    assert isinstance(error, ScraperAwayError)
    assert ("timed-out" in str(error), error.usd) == (True, 0.004)


def test_who_cannot_be_reached_costs_nothing(apify: Apify) -> None:
    error = failure(apify, address="http://127.0.0.1:1")
    assert isinstance(error, ScraperAwayError)
    assert (str(error), error.usd) == ("Apify cannot be reached.", 0.0)


@pytest.mark.parametrize("usd", [None, "much", -1, True, float("nan"), float("inf"), 1e9])
def test_an_odd_cost_is_none(apify: Apify, usd: object) -> None:
    apify.usd = usd
    assert read(apify).usd is None


@pytest.mark.parametrize(
    "item",
    [
        {},
        {"url": URL, "status": 403, "html": "<p>No entry.</p>"},
        {"url": URL, "status": "200", "html": "<p>x</p>"},
        {"url": 7, "status": 200, "html": "<p>x</p>"},
        {"url": URL, "status": 200, "html": None},
        {"url": f"https://karee.example/{'a' * 3000}", "status": 200, "html": "<p>x</p>"},
        {"url": URL, "status": 200, "html": "<title>Just a moment...</title>"},
    ],
)
def test_what_is_no_page_is_none(apify: Apify, item: dict[str, Any]) -> None:
    apify.items = [item, ITEM]
    assert read(apify).page is None


@pytest.mark.parametrize(
    ("items", "words"),
    [
        (b"<html>", "gave no list of pages"),
        (b'{"error": 1}', "gave no list of pages"),
        (b"[" * 100_000, "gave no list of pages"),
        (b" " * (5 * MAX_MARKUP), "larger than any page"),
    ],
)
def test_an_answer_that_is_none_is_told(apify: Apify, items: bytes, words: str) -> None:
    apify.items = items
    error = failure(apify)
    assert words in str(error)
    assert isinstance(error, ScraperAwayError)
    assert error.usd == 0.004


def test_a_dataset_of_another_path_is_not_asked_for(
    apify: Apify, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.servers.apify.DATASET", "../../v2/users/me?x=")
    assert "cannot be read" in str(failure(apify))
    assert len(apify.asked) == 1


def test_who_is_silent_is_not_waited_for_and_may_have_cost_something(
    apify: Apify, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.parts.scraper.apify.SPARE_SECONDS", 0.1)
    apify.seconds = 0.5
    error = failure(apify, seconds=0)
    assert isinstance(error, ScraperAwayError)
    assert (str(error), error.usd) == ("Apify does not answer.", None)
