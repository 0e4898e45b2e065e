"""Before a find is mailed its address is looked at once more."""

import asyncio
from collections.abc import Iterator

import pytest

from app.agents.scout.pick import link_check
from app.agents.scout.pick.link_check import LinkChecker, Look, Seen
from app.agents.scout.types import Candidate
from app.parts.web.fetch import Fetcher
from app.parts.web.limits import FetchLimits
from tests.servers.fetchers import USER_AGENT, quick_limits
from tests.servers.news_web import NewsWeb, Shown
from tests.servers.reading_here import ReadingHere

TITLE = "Pizza oven travels the country"
TEXT = "The oven left Durban on Monday and bakes in a new town every day until the summer ends."


def page(title: str = TITLE, text: str = TEXT) -> Shown:
    return Shown(
        f"<!doctype html><html lang=en><head><title>{title}</title></head><body><article>"
        f"<h1>{title}</h1><p>{text}</p><p>{text[::-1]}</p></article></body></html>"
    )


@pytest.fixture
def web() -> Iterator[NewsWeb]:
    with NewsWeb() as opened:
        yield opened


def lead(web: NewsWeb, path: str, target: str) -> None:
    web.shows[path] = Shown("", status=302, headers={"Location": target})


def look_at(web: NewsWeb, path: str = "/story", text: str = TEXT) -> Look:
    article = Candidate("1", TITLE, web.url(path), text=text)

    hosts = frozenset({web.address(), web.address("localhost")})

    async def look() -> Look:
        fetcher = Fetcher(USER_AGENT, limits=quick_limits(), allowed_private_hosts=hosts)
        async with fetcher, ReadingHere() as reader:
            return (await LinkChecker(fetcher, reader).look_at([article]))[0]

    return asyncio.run(look())


def test_a_page_that_is_as_it_was_is_good(web: NewsWeb) -> None:
    web.shows["/story"] = page()
    assert look_at(web) == Look(Seen.GOOD)


def test_an_edited_article_under_another_headline_is_still_the_article(web: NewsWeb) -> None:
    web.shows["/story"] = page("Oven on tour", f"Updated at noon. {TEXT} It is very popular.")
    assert look_at(web).seen is Seen.GOOD


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_was_taken_down_is_gone(web: NewsWeb, status: int) -> None:
    web.shows["/story"] = Shown("Not here.", status=status)
    look = look_at(web)
    assert look.seen is Seen.GONE
    assert str(status) in look.reason


def test_a_page_that_tells_something_else_is_gone(web: NewsWeb) -> None:
    other = "Nothing of what stood under this address before can be found in these few lines now."
    web.shows["/story"] = page("Sorry, we moved", other)
    assert look_at(web) == Look(Seen.GONE, "Its page tells something else now.")


def test_an_address_that_leads_to_the_front_page_is_gone(web: NewsWeb) -> None:
    web.shows["/story"] = Shown("", status=302, headers={"Location": "/"})
    web.shows["/"] = page()
    assert look_at(web) == Look(Seen.GONE, "Its address leads somewhere else now.")


def test_an_article_that_lies_at_another_host_now_is_still_the_article(web: NewsWeb) -> None:
    lead(web, "/story", web.url("/real", host="localhost"))
    web.shows["/real"] = page()
    assert look_at(web) == Look(Seen.GOOD)
    assert look_at(web, text="") == Look(Seen.GOOD)


def test_another_article_at_another_host_is_gone(web: NewsWeb) -> None:
    lead(web, "/story", web.url("/ad", host="localhost"))
    web.shows["/ad"] = page("Cheap flights", "Book now and fly to any place that you like.")
    assert look_at(web) == Look(Seen.GONE, "Its address leads somewhere else now.")


def test_an_article_known_from_the_feed_alone_is_gone_when_a_front_page_answers(
    web: NewsWeb,
) -> None:
    lead(web, "/story", web.url("/", host="localhost"))
    web.shows["/"] = page("Welcome")
    assert look_at(web, text="").seen is Seen.GONE


def test_an_entry_of_a_weblog_that_is_one_front_page_lies_there(web: NewsWeb) -> None:
    web.shows["/"] = page("Our weblog")
    assert look_at(web, path="/#oven", text="") == Look(Seen.GOOD)


def test_a_login_is_a_wall_that_people_may_pass(web: NewsWeb) -> None:
    lead(web, "/story", "/login")
    web.shows["/login"] = Shown("<html><body>Please log in.</body></html>")
    assert look_at(web) == Look(Seen.GOOD)


def test_a_page_that_could_be_read_and_is_empty_now_is_gone(web: NewsWeb) -> None:
    web.shows["/story"] = Shown("<html><body><div id=root></div></body></html>")
    assert look_at(web).seen is Seen.GONE
    assert look_at(web, text="").seen is Seen.GOOD


def test_waiting_for_a_turn_at_a_slow_host_is_not_the_page_s_fault() -> None:
    """Five finds of a host that wants ten seconds between requests, and its robots.txt."""
    assert 6 * FetchLimits().max_crawl_delay_seconds < link_check.SECONDS


def test_an_address_that_leads_to_another_site_is_gone(web: NewsWeb) -> None:
    elsewhere = {"Location": "http://127.0.0.1:9/story"}
    web.shows["/story"] = Shown("", status=302, headers=elsewhere)
    assert look_at(web).seen is Seen.GONE


def test_a_site_that_is_away_for_now_may_be_back_for_the_next_run(web: NewsWeb) -> None:
    web.shows["/story"] = Shown("later", status=503)
    look = look_at(web)
    assert look.seen is Seen.AWAY
    assert look.reason


def test_a_site_that_refuses_programs_may_well_serve_people(web: NewsWeb) -> None:
    web.shows["/story"] = Shown("no robots", status=403)
    assert look_at(web).seen is Seen.GOOD


def test_of_an_article_known_from_the_feed_alone_the_address_must_answer(web: NewsWeb) -> None:
    web.shows["/story"] = Shown("<html><body>Please subscribe.</body></html>")
    assert look_at(web, text="").seen is Seen.GOOD


CONSENT = "We and our partners keep cookies and your personal data. Accept or reject them."


@pytest.mark.parametrize("text", [TEXT, ""])
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_people_may_pass_a_wall_that_came_up_since(web: NewsWeb, text: str, host: str) -> None:
    lead(web, "/story", web.url("/choose", host=host))
    web.shows["/choose"] = Shown(f"<html><body><h1>Choose</h1><p>{CONSENT}</p></body></html>")
    assert look_at(web, text=text).seen is Seen.GOOD


@pytest.mark.parametrize("target", ["/", "/news/", "/news/local"])
@pytest.mark.parametrize("text", [TEXT, ""])
def test_an_address_that_leads_to_a_section_is_gone(web: NewsWeb, target: str, text: str) -> None:
    lead(web, "/story", target)
    web.shows[target] = page("Local news", "All that is new in town, and what the weather does.")
    assert look_at(web, text=text) == Look(Seen.GONE, "Its address leads somewhere else now.")


def test_a_page_that_says_it_is_not_there_is_gone_also_for_a_find_of_the_feed(web: NewsWeb) -> None:
    web.shows["/story"] = page("Not found", "The page you are looking for does not exist.")
    assert look_at(web, text="").seen is Seen.GONE


def test_a_find_of_the_feed_whose_page_tells_it_now_is_good(web: NewsWeb) -> None:
    web.shows["/story"] = page()
    assert look_at(web, text="") == Look(Seen.GOOD)
