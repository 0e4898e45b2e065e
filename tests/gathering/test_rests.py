"""A wait that a host asks for holds for all that is read there, over runs and restarts.

Every run here has a fetcher of its own, as after a restart; only the database goes on.
"""

import pytest

from app.agents.scout.gather.gather import Source
from tests.gathering.newsdesk import Newsdesk
from tests.servers.news_web import front_page, refusal, story_path

IN_AN_HOUR = {"Retry_After": "3600"}
STATUSES = [429, 503]


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("summary", ["", "What the feed says of it."])
def test_articles_that_are_to_be_asked_later_are_read_then(
    desk: Newsdesk, status: int, summary: str
) -> None:
    web, feed = desk.web, desk.source("/feed")
    web.shows["/feed"] = web.feed(1, 2, 3, 4, summary=summary)
    web.shows |= {story_path(one): refusal(status, **IN_AN_HOUR) for one in range(1, 5)}
    desk.gather(feed)
    assert {desk.article(one).state for one in range(1, 5)} == {"found"}
    web.publish(1, 2, 3, 4)
    desk.pass_minutes(61)
    desk.gather(feed)
    assert all(desk.article(one).text for one in range(1, 5))


@pytest.mark.parametrize("status", STATUSES)
def test_a_host_whose_articles_asked_for_a_wait_is_not_asked_before(
    desk: Newsdesk, status: int
) -> None:
    web, feed = desk.web, desk.source("/feed")
    web.shows["/feed"] = web.feed(1, 2, 3)
    web.shows |= {story_path(one): refusal(status, **IN_AN_HOUR) for one in (1, 2, 3)}
    desk.gather(feed)
    web.asked()
    for _ in range(5):
        desk.pass_minutes(10)
        [visit] = desk.gather(feed)
        assert visit.status == "skipped"
        assert "Not asked before" in (visit.error or "")
    assert web.asked_for == []
    assert desk.site(feed).failures == 0


def test_articles_of_a_host_whose_feed_asked_for_a_wait_are_not_asked_before(
    desk: Newsdesk,
) -> None:
    web = desk.web
    web.publish(1, 2, 3)
    web.shows["/feed"] = web.feed(1, 2, 3)
    desk.gather(desk.source("/feed", max_articles=3))
    web.shows["/feed"] = web.feed(4, 5, 6)
    web.publish(4, 5, 6)
    desk.gather(desk.source("/feed", max_articles=1))
    web.shows["/feed"] = refusal(503, Retry_After="7200")
    desk.gather(desk.source("/feed", max_articles=1))
    web.asked()
    desk.pass_minutes(10)
    [visit] = desk.gather(desk.source("/feed", max_articles=3))
    assert visit.status == "skipped"
    assert web.asked_for == []
    web.shows["/feed"] = web.feed(4, 5, 6)
    desk.pass_minutes(120)
    desk.gather(desk.source("/feed", max_articles=3))
    assert [desk.article(number).state for number in (4, 5, 6)] == ["read"] * 3


def test_another_feed_of_a_host_at_rest_is_not_asked(desk: Newsdesk) -> None:
    web = desk.web
    web.shows |= {"/one": web.feed(), "/two": refusal(429, Retry_After="7200")}
    sources = desk.source("/one"), desk.source("/two")
    desk.gather(*sources)
    web.asked()
    desk.pass_minutes(10)
    visits = desk.gather(*sources)
    assert [visit.status for visit in visits] == ["skipped", "skipped"]
    assert web.asked_for == []
    desk.pass_minutes(120)
    assert desk.gather(desk.source("/one"))[0].status == "ok"


def test_the_robots_file_of_a_host_at_rest_is_not_asked_either(desk: Newsdesk) -> None:
    web, feed = desk.web, desk.source("/feed")
    web.shows |= {"/feed": web.feed(1), "/robots.txt": refusal(503, **IN_AN_HOUR)}
    web.publish(1)
    desk.gather(feed)
    assert web.asked() == []
    desk.pass_minutes(30)
    web.asked_for.clear()
    desk.gather(desk.source("/another"))
    assert web.asked_for == []
    desk.pass_minutes(31)
    del web.shows["/robots.txt"]
    assert desk.gather(feed)[0].status == "ok"


def test_another_host_does_not_rest(desk: Newsdesk) -> None:
    web = desk.web
    web.shows |= {"/busy": refusal(429, **IN_AN_HOUR), "/": front_page()}
    desk.gather(desk.source("/busy"))
    desk.pass_minutes(10)
    elsewhere = Source(web.url("/", "localhost"), "elsewhere")
    assert desk.gather(elsewhere)[0].status == "ok"


def test_a_broken_feed_that_asks_for_nothing_keeps_nobody_else_waiting(desk: Newsdesk) -> None:
    web = desk.web
    web.publish(1)
    web.shows |= {"/broken": refusal(500), "/feed": web.feed(1)}
    sources = desk.source("/broken"), desk.source("/feed")
    assert [visit.status for visit in desk.gather(*sources)] == ["failed", "ok"]
    assert desk.article(1).state == "read"


@pytest.mark.parametrize("status", [401, 402, 403])
def test_behind_a_real_wall_the_summary_is_what_is_read(desk: Newsdesk, status: int) -> None:
    web = desk.web
    web.shows |= {"/feed": web.feed(1, summary="What it says."), story_path(1): refusal(status)}
    desk.gather(desk.source("/feed"))
    article = desk.article(1)
    assert (article.state, article.text, article.summary) == ("read", "", "What it says.")


def test_an_article_that_is_always_asked_too_often_is_judged_by_its_summary_in_the_end(
    desk: Newsdesk,
) -> None:
    web, feed = desk.web, desk.source("/feed")
    web.shows |= {"/feed": web.feed(1, summary="What it says."), story_path(1): refusal(429)}
    states = []
    for _ in range(5):
        desk.gather(feed)
        states.append(desk.article(1).state)
        desk.pass_minutes(24 * 60)
    assert states == ["found"] * 4 + ["read"]
    assert desk.article(1).text == ""
