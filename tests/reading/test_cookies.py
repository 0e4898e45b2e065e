"""Which cookies go back, and where to (RFC 6265)."""

from datetime import UTC, datetime

import pytest

from app.parts.web.addresses import parse_address
from app.parts.web.fetching.cookies import Cookies

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
HERE = "http://a.example/x/start?q=/y/"


def sent(lines: list[str], to: str = "http://a.example/x/next", here: str = HERE) -> str:
    cookies = Cookies(NOW)
    cookies.take(parse_address(here), lines)
    return cookies.header_for(parse_address(to))


@pytest.mark.parametrize(
    "line",
    [
        "a=1",
        " a = 1 ; Path=/x",
        "a=1; path = /x/; HttpOnly; SameSite=Lax",
        "a=1; Path=x",
        "a=1; Path=",
        "a=1; Domain=",
        "a=1; Domain=a.example",
        "a=1; Domain=.A.EXAMPLE",
        "a=1; Max-Age=60",
        "a=1; Max-Age=60; Expires=Thu, 01-Jan-1970 00:00:01 GMT",
        "a=1; Expires=Fri, 20 Nov 2026 13:00:00 GMT",
        "a=1; Expires=soon; Max-Age=long",
    ],
)
def test_a_cookie_goes_back_to_the_host_that_set_it(line: str) -> None:
    assert sent([line]) == "a=1"


@pytest.mark.parametrize(
    "line",
    [
        "",
        "a",
        "=1",
        "; Path=/",
        "a=\u00fc",
        "a\x00b=1",
        "a b=1",
        "a=" + "x" * 5_000,
        "a=1; Domain=b.example",
        "a=1; Domain=.example.com",
        "a=1; Domain=ample",
        "a=1; Domain=www.a.example",
        "a=1; Path=/y",
        "a=1; Path=/x/next/further",
        "a=1; Path=/x/ne",
        "a=1; Secure",
        "a=1; Max-Age=0",
        "a=1; Max-Age=-1",
        "a=; Expires=Thu, 01-Jan-1970 00:00:01 GMT",
        "a=1; expires=Thu, 01 Jan 1970 00:00:00 GMT; path=/",
    ],
)
def test_a_cookie_that_is_none_or_not_for_this_address_does_not(line: str) -> None:
    assert sent([line]) == ""


@pytest.mark.parametrize(
    "elsewhere",
    [
        "http://b.example/x/next",
        "http://www.a.example/x/next",
        "http://example/x/next",
        "http://a.example:8080/x/next",
        "http://a.example/",
        "http://a.example/y/next",
        "http://a.example/xx",
    ],
)
def test_a_cookie_goes_nowhere_else(elsewhere: str) -> None:
    assert sent(["a=1"], to=elsewhere) == ""


def test_a_cookie_that_was_set_on_a_protected_way_is_never_sent_in_the_open() -> None:
    safe, up = "https://a.example/x/start", "https://a.example/x/next"
    assert sent(["a=1"], here=safe) == ""
    assert sent(["a=1; Secure"], here=safe, to=up) == "a=1"
    assert sent(["a=1"], to=up) == "a=1"


def test_the_longest_path_comes_first_and_the_last_value_counts() -> None:
    lines = ["a=1; Path=/", "b=2; Path=/x", "a=3; Path=/", "b=; Path=/x; Max-Age=0", "c=4; Path=/x"]
    assert sent(lines) == "c=4; a=3"


def test_cookies_without_end_are_no_harm() -> None:
    assert len(sent([f"n{number}=1" for number in range(10_000)]).split("; ")) == 50
    assert sent([f"n{number}={'x' * 4_000}" for number in range(3)]) == ""
