"""What an answer means: whose fault it is, and when to come back."""

import asyncio
import gzip
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from app.parts.reading.types import (
    BlockedError,
    BrokenError,
    GoneError,
    NotModified,
    Page,
    RestingError,
    TooOftenError,
    Validators,
)
from app.parts.web.fetching.challenges import challenge_vendor
from app.parts.web.retry_after import LONGEST_WAIT, next_allowed_at, parse_retry_after
from tests.servers.fetchers import fetch_one, fetcher, outcome_of, with_web
from tests.servers.hostile_web import HostileWeb, answer, raw

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
DAY = 86_400.0


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        (400, GoneError),
        (401, BlockedError),
        (402, BlockedError),
        (403, BlockedError),
        (404, GoneError),
        (405, GoneError),
        (406, GoneError),
        (408, BrokenError),
        (410, GoneError),
        (418, GoneError),
        (425, BrokenError),
        (429, TooOftenError),
        (451, BlockedError),
        (500, BrokenError),
        (502, BrokenError),
        (503, BrokenError),
        (504, BrokenError),
        (522, BrokenError),
        (599, BrokenError),
        (999, BlockedError),
        (202, BrokenError),
        (300, BrokenError),
    ],
)
def test_a_status_is_the_right_failure_and_is_named(status: int, failure: type[Exception]) -> None:
    found = fetch_one(answer("sorry", status=f"{status} Reason"))
    assert isinstance(found, failure)
    assert str(status) in str(found)
    assert "127.0.0.1" in str(found)


CHALLENGES = {
    "Cloudflare": answer("<p>hm", status="403 Forbidden", CF_Mitigated="challenge"),
    "Cloudflare, 503": answer(
        "<title>Just a moment...</title><script>window._cf_chl_opt={}</script>",
        status="503 Service Unavailable",
    ),
    "DataDome": answer(
        "<script src='https://ct.captcha-delivery.com/c.js'></script>", X_DataDome="protected"
    ),
    "Akamai": answer("<div id='sec-if-cpt-container'></div>"),
    "Akamai, 403": answer(
        "<TITLE>Access Denied</TITLE>", status="403 Forbidden", Server="AkamaiGHost"
    ),
    "PerimeterX": answer("<div id='px-captcha'></div>", status="200 OK"),
    "Imperva": answer("<iframe src='/_Incapsula_Resource?SWUDNSAI=31'></iframe>"),
    "AWS WAF": answer(status="202 Accepted", X_Amzn_Waf_Action="challenge"),
    "AWS WAF, 405": answer(status="405 Method Not Allowed", X_Amzn_Waf_Action="captcha"),
    "Sucuri": answer("<title>Sucuri WebSite Firewall - Access Denied</title>"),
    "Anubis": answer("<script src='/.within.website/x/cmd/anubis/static/js/main.mjs'></script>"),
    "SiteGround": answer("<a href='/.well-known/sgcaptcha/?r=1'>", status="202 Accepted"),
    "Vercel": answer("<p>", status="429 Too Many Requests", X_Vercel_Mitigated="challenge"),
}


@pytest.mark.parametrize("name", CHALLENGES)
def test_a_challenge_page_is_blocked_and_says_by_whom(name: str) -> None:
    found = fetch_one(CHALLENGES[name])
    assert isinstance(found, BlockedError)
    assert name.split(",")[0] in str(found)


def test_a_challenge_is_no_request_to_come_back_later_whatever_its_status() -> None:
    found = fetch_one(CHALLENGES["Vercel"])
    assert isinstance(found, BlockedError)
    assert not isinstance(found, TooOftenError)
    assert found.retry_after_seconds is None


def test_a_page_behind_a_guard_or_about_one_is_an_ordinary_page() -> None:
    article = (
        "<title>Why sites say Just a moment...</title><p>Cloudflare, DataDome, captcha, "
        "Access Denied, Incapsula.</p>"
        "<script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script>"
    )
    guards: list[dict[str, Any]] = [{}, {"Server": "cloudflare"}, {"X_DataDome": "protected"}]
    for headers in guards:
        assert isinstance(fetch_one(answer(article, **headers)), Page)


@pytest.mark.data
def test_no_real_article_is_taken_for_a_challenge(data_directory: Path) -> None:
    pages = sorted(data_directory.glob("articles*/html/*.gz"))
    assert len(pages) > 300
    taken = [
        page.name for page in pages if challenge_vendor({}, gzip.decompress(page.read_bytes()))
    ]
    assert taken == []


# --- Retry-After -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 120 ", 120.0),
        ("0", 0.0),
        ("1.5", 1.5),
        ("86401", DAY),
        ("99999999999999999999999", DAY),
        (format_datetime(NOON + timedelta(minutes=2), usegmt=True), 120.0),
        ("Friday, 20-Nov-26 12:02:00 GMT", 120.0),
        ("Fri Nov 20 12:02:00 2026", 120.0),
        (format_datetime(NOON - timedelta(days=2), usegmt=True), 0.0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", DAY),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("1e9", None),
        ("0x10", None),
        ("\u0661\u0662\u0660", None),
        ("Fri, 99 Nov 2026 99:99:99 GMT", None),
        ("Fri, 20 Nov 99999999 12:00:00 GMT", None),
        ("120, 240", None),
        (None, None),
    ],
)
def test_retry_after_is_seconds_or_a_date_and_never_over_a_day(
    value: str | None, seconds: float | None
) -> None:
    assert parse_retry_after(value, NOON) == seconds


@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Service Unavailable"])
@pytest.mark.parametrize(
    ("header", "seconds"), [("7200", 7200.0), ("Fri, 20 Nov 2026 13:00:00 GMT", 3600.0)]
)
def test_the_wait_a_site_asks_for_is_kept_with_the_failure(
    status: str, header: str, seconds: float
) -> None:
    found = fetch_one(answer(status=status, Retry_After=header), clock=lambda: NOON)
    if isinstance(found, BlockedError):
        assert found.retry_after_seconds == seconds
    else:
        assert isinstance(found, BrokenError)
        assert found.retry_after == timedelta(seconds=seconds)


def test_a_site_that_asks_for_a_rest_is_left_alone_by_all_that_wait_in_line() -> None:
    async def scenario(web: HostileWeb, status: str, **headers: Any) -> None:
        web.plays |= {f"/{number}": answer("hello") for number in range(20)}
        web.plays["/2"] = answer(status=status, **headers)
        async with fetcher(web, per_host_at_once=1, attempts=3) as reader:
            found = [await outcome_of(reader.get(web.url(f"/{number}"))) for number in range(20)]
        assert [isinstance(one, Page) for one in found] == [True, True] + [False] * 18
        assert web.paths() == ["/0", "/1", "/2"]

    with_web(lambda web: scenario(web, "429 Too Many Requests", Retry_After="3600"))
    with_web(lambda web: scenario(web, "503 Service Unavailable", Retry_After="3600"))
    with_web(lambda web: scenario(web, "429 Too Many Requests"))


def test_a_rest_ends_when_it_said() -> None:
    async def scenario(web: HostileWeb) -> None:
        web.plays |= {
            "/busy": answer(status="429 Too Many Requests", Retry_After="60"),
            "/page": answer("hello"),
        }
        async with fetcher(web, per_host_gap_seconds=0.0) as reader:
            assert isinstance(await outcome_of(reader.get(web.url("/busy"))), BlockedError)
            resting = await outcome_of(reader.get(web.url("/page")))
            assert isinstance(resting, RestingError)
            assert resting.rest <= timedelta(seconds=60)
            await asyncio.sleep(61)
            assert isinstance(await outcome_of(reader.get(web.url("/page"))), Page)

    with_web(scenario)


def test_one_site_at_rest_does_not_hold_up_another() -> None:
    async def scenario(web: HostileWeb) -> None:
        web.plays |= {
            "busy.example/page": answer(status="429 Too Many Requests", Retry_After="3600"),
            "free.example/page": answer("hello"),
        }
        async with fetcher(web, hosts=["busy.example", "free.example"]) as reader:
            await outcome_of(reader.get(web.url("/page", "busy.example")))
            found = await outcome_of(reader.get(web.url("/page", "free.example")))
        assert isinstance(found, Page)

    with_web(scenario)


def test_the_wait_after_failures_grows_to_a_day_and_keeps_the_sites_wish() -> None:
    waits = [next_allowed_at(NOON, failures, None) - NOON for failures in range(12)]
    assert waits[:4] == [timedelta(minutes=minutes) for minutes in (0, 5, 10, 20)]
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_WAIT == timedelta(hours=24)
    assert next_allowed_at(NOON, 10**9, None) == NOON + LONGEST_WAIT
    assert next_allowed_at(NOON, 1, 3600) == NOON + timedelta(hours=1)
    assert next_allowed_at(NOON, 4, 60) == NOON + timedelta(minutes=40)
    assert next_allowed_at(NOON, 1, 1e300) == NOON + LONGEST_WAIT
    assert next_allowed_at(NOON, 0, -5) == NOON


# --- changed since? --------------------------------------------------------------------------


def test_an_unchanged_page_is_not_sent_again() -> None:
    async def scenario(web: HostileWeb) -> None:
        web.plays["/page"] = answer(
            "hello", ETag='W/"1"', Last_Modified="Fri, 20 Nov 2026 12:00:00 GMT"
        )
        async with fetcher(web) as reader:
            first = await reader.get(web.url("/page"))
            assert isinstance(first, Page)
            web.plays["/page"] = raw(b"HTTP/1.1 304 Not Modified\r\n\r\n")
            again = await reader.get(web.url("/page"), validators=first.validators)
        assert again == NotModified(web.url("/page"))
        asked = web.seen[-1].headers
        assert asked["if-none-match"] == 'W/"1"'
        assert asked["if-modified-since"] == "Fri, 20 Nov 2026 12:00:00 GMT"

    with_web(scenario)


def test_a_validator_that_could_break_a_request_is_neither_kept_nor_sent() -> None:
    found = fetch_one(answer("hello", ETag='"' + "x" * 5_000 + '"', Last_Modified="caf\xe9"))
    assert isinstance(found, Page)
    assert found.validators == Validators()
    evil = Validators(etag='"1"\r\nX-Evil: 1', last_modified="\u2028")

    async def scenario(web: HostileWeb) -> None:
        web.plays["/page"] = answer("hello")
        async with fetcher(web) as reader:
            assert isinstance(await reader.get(web.url("/page"), validators=evil), Page)
        assert {"if-none-match", "if-modified-since", "x-evil"}.isdisjoint(web.seen[-1].headers)

    with_web(scenario)
