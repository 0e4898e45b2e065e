"""Sites whose links stand in other documents: sitemap indexes, pages that declare a feed."""

from tests.gathering.newsdesk import Newsdesk
from tests.servers.news_web import Shown, front_page, story_path

SORRY = Shown("<html><body><h1>Sorry, this is not here.</h1></body></html>")


def test_a_new_story_in_a_child_is_found_although_the_index_is_unchanged(desk: Newsdesk) -> None:
    web, index = desk.web, desk.source("/index.xml")
    web.publish(1, 2)
    web.shows["/index.xml"] = web.sitemap_index("/news.xml").with_etag("same")
    web.shows["/news.xml"] = web.sitemap(1)
    desk.gather(index)
    web.shows["/news.xml"] = web.sitemap(2, 1)
    [visit] = desk.gather(index)
    assert (visit.status, visit.new) == ("ok", 1)
    assert desk.article(2).state == "read"


def test_a_child_that_was_away_is_read_when_it_is_back(desk: Newsdesk) -> None:
    web, index = desk.web, desk.source("/index.xml")
    web.publish(1, 2)
    web.shows["/index.xml"] = web.sitemap_index("/a.xml", "/b.xml").with_etag("same")
    web.shows["/a.xml"] = web.sitemap(1)
    [visit] = desk.gather(index)
    assert (visit.status, visit.new) == ("ok", 1)
    web.shows["/b.xml"] = web.sitemap(2)
    [visit] = desk.gather(index)
    assert (visit.status, visit.new) == ("ok", 1)


def test_the_links_of_an_error_page_in_place_of_a_child_are_no_stories(desk: Newsdesk) -> None:
    web, index = desk.web, desk.source("/index.xml")
    web.shows["/index.xml"] = web.sitemap_index("/a.xml", "/b.xml")
    web.shows |= {"/a.xml": web.sitemap(1), "/b.xml": front_page(2)}
    web.publish(1, 2)
    [visit] = desk.gather(index)
    assert visit.found == 1
    assert story_path(2) not in web.asked()


def test_a_page_whose_feed_is_empty_is_read_itself_at_each_run(desk: Newsdesk) -> None:
    web, page = desk.web, desk.source("/")
    web.publish(1, 2)
    web.shows |= {"/": front_page(1, feed="/feed"), "/feed": web.feed()}
    desk.gather(page)
    assert desk.site(page).reads_from is None
    web.shows["/"] = front_page(2, 1, feed="/feed")
    [visit] = desk.gather(page)
    assert (visit.status, visit.found, visit.new) == ("ok", 2, 1)


def test_a_page_whose_feed_is_an_error_page_is_read_itself(desk: Newsdesk) -> None:
    web, page = desk.web, desk.source("/")
    web.publish(1, 2)
    web.shows |= {"/": front_page(1, feed="/feed"), "/feed": SORRY}
    desk.gather(page)
    web.shows["/"] = front_page(2, 1, feed="/feed")
    [visit] = desk.gather(page)
    assert (visit.status, visit.found, visit.new) == ("ok", 2, 1)


def test_an_empty_feed_that_fills_later_is_seen_although_its_page_is_unchanged(
    desk: Newsdesk,
) -> None:
    web, page = desk.web, desk.source("/")
    web.publish(1)
    web.shows |= {"/": front_page(feed="/feed").with_etag("same"), "/feed": web.feed()}
    desk.gather(page)
    web.shows["/feed"] = web.feed(1)
    [visit] = desk.gather(page)
    assert (visit.status, visit.new) == ("ok", 1)


def test_a_feed_that_ran_dry_sends_us_back_to_its_page_in_the_same_run(desk: Newsdesk) -> None:
    web, page = desk.web, desk.source("/")
    web.publish(1, 2, 3)
    web.shows |= {"/": front_page(1, feed="/feed"), "/feed": web.feed(1)}
    desk.gather(page)
    assert desk.site(page).reads_from == web.url("/feed")
    web.shows |= {"/": front_page(2, 1, feed="/feed"), "/feed": web.feed()}
    [visit] = desk.gather(page)
    assert (visit.status, visit.new) == ("ok", 1)
    web.shows |= {"/": front_page(3, feed="/new"), "/feed": SORRY, "/new": web.feed(3)}
    desk.gather(page)
    assert desk.site(page).reads_from == web.url("/new")


def test_a_feed_that_became_an_error_page_sends_us_back_to_its_page(desk: Newsdesk) -> None:
    web, page = desk.web, desk.source("/")
    web.publish(1, 2)
    web.shows |= {"/": front_page(1, feed="/feed"), "/feed": web.feed(1)}
    desk.gather(page)
    web.shows |= {"/": front_page(2, feed="/new"), "/feed": SORRY, "/new": web.feed(2)}
    [visit] = desk.gather(page)
    assert (visit.status, visit.new) == ("ok", 1)
    assert desk.site(page).reads_from == web.url("/new")


def test_with_nothing_new_each_site_is_asked_once_and_says_not_modified(desk: Newsdesk) -> None:
    web = desk.web
    web.publish(1, 2, 3)
    web.shows |= {
        "/": front_page(1, feed="/declared"),
        "/declared": web.feed(1).with_etag("one"),
        "/feed": web.feed(2).with_etag("two"),
        "/page": front_page(3).with_etag("three"),
    }
    sources = [desk.source(path) for path in ("/", "/feed", "/page")]
    desk.gather(*sources)
    web.asked()
    visits = desk.gather(*sources)
    assert [visit.status for visit in visits] == ["not_modified"] * 3
    assert sorted(web.asked()) == ["/declared", "/feed", "/page"]
