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


def test_the_stories_of_an_index_inside_an_index_are_found(desk: Newsdesk) -> None:
    web, index = desk.web, desk.source("/index.xml")
    web.publish(1, 2)
    web.shows["/index.xml"] = web.sitemap_index("/all.xml", "/b.xml")
    web.shows["/all.xml"] = web.sitemap_index("/year.xml", "/index.xml")
    web.shows["/year.xml"] = web.sitemap_index("/a.xml")
    web.shows |= {"/a.xml": web.sitemap(1), "/b.xml": web.sitemap(2)}
    [visit] = desk.gather(index)
    assert (visit.status, visit.new) == ("ok", 2)
    asked = [path for path in web.asked() if path.endswith(".xml")]
    assert asked == ["/index.xml", "/all.xml", "/year.xml", "/a.xml", "/b.xml"]


def test_what_lies_below_too_many_indexes_is_told(desk: Newsdesk) -> None:
    web, index = desk.web, desk.source("/0.xml")
    web.shows |= {f"/{n}.xml": web.sitemap_index(f"/{n + 1}.xml") for n in range(20)}
    [visit] = desk.gather(index)
    assert visit.status == "failed"
    assert "/3.xml lists further sitemaps" in str(visit.error)
    assert web.asked() == ["/0.xml", "/1.xml", "/2.xml", "/3.xml"]


def test_an_index_of_many_indexes_costs_ten_questions(desk: Newsdesk) -> None:
    web, index = desk.web, desk.source("/index.xml")
    web.publish(*range(25))
    web.shows["/index.xml"] = web.sitemap_index(*(f"/section-{n}.xml" for n in range(9)))
    for n in range(9):
        below = [f"/section-{n}-part-{part}.xml" for part in range(5)]
        web.shows[f"/section-{n}.xml"] = web.sitemap_index(*below)
        web.shows |= {path: web.sitemap(part) for part, path in enumerate(below)}
    [visit] = desk.gather(index)
    assert visit.status == "ok"
    assert len([path for path in web.asked() if path.endswith(".xml")]) == 1 + 10


def test_an_index_may_list_feeds_and_pages_beside_sitemaps(desk: Newsdesk) -> None:
    web, index = desk.web, desk.source("/index.xml")
    web.publish(1, 2)
    both = web.sitemap(1).body.replace("</urlset>", f"<url><loc>{web.url('/feed.xml')}</loc></url>")
    web.shows |= {"/index.xml": Shown(both + "</urlset>", "text/xml"), "/feed.xml": web.feed(2)}
    [visit] = desk.gather(index)
    assert (visit.status, visit.new) == ("ok", 2)


def test_the_newest_of_many_numbered_children_is_read(desk: Newsdesk) -> None:
    web, index = desk.web, desk.source("/index.xml")
    web.publish(1, 2)
    parts = [f"/posts-{number}.xml" for number in range(1, 40)]
    web.shows["/index.xml"] = web.sitemap_index(*parts)
    web.shows |= {path: web.sitemap(1) for path in parts}
    web.shows["/posts-39.xml"] = web.sitemap(2)
    [visit] = desk.gather(index)
    assert (visit.status, visit.new) == ("ok", 2)


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
