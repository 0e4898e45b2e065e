"""What is remembered of a site belongs to the settings it was read with."""

from tests.gathering.newsdesk import Newsdesk
from tests.servers.news_web import Shown, front_page, refusal


def test_a_selector_added_later_is_applied_to_the_page_and_not_to_its_feed(
    desk: Newsdesk,
) -> None:
    web = desk.web
    web.publish(1, 2)
    web.shows |= {"/": front_page(1, feed="/feed"), "/feed": web.feed(1).with_etag("same")}
    desk.gather(desk.source("/"))
    web.shows["/"] = front_page(2, 1, feed="/feed")
    [visit] = desk.gather(desk.source("/", link_selector="a.story"))
    assert (visit.status, visit.found, visit.new) == ("ok", 2, 1)


def test_a_corrected_selector_reads_a_page_that_is_unchanged(desk: Newsdesk) -> None:
    web = desk.web
    web.publish(1)
    web.shows["/"] = front_page(1).with_etag("same")
    [visit] = desk.gather(desk.source("/", link_selector=".nothing"))
    assert visit.found == 0
    [visit] = desk.gather(desk.source("/", link_selector=".story"))
    assert (visit.status, visit.new) == ("ok", 1)


def test_a_page_that_its_owner_calls_a_page_is_read_and_not_its_feed(desk: Newsdesk) -> None:
    web = desk.web
    web.publish(1, 2)
    web.shows |= {"/": front_page(2, feed="/feed"), "/feed": web.feed(1)}
    desk.gather(desk.source("/"))
    web.asked()
    [visit] = desk.gather(desk.source("/", kind="page"))
    assert (visit.status, visit.new) == ("ok", 1)
    assert "/feed" not in web.asked()


def test_a_corrected_kind_reads_a_document_that_is_unchanged(desk: Newsdesk) -> None:
    web = desk.web
    web.publish(1)
    feed = web.feed(1)
    web.shows["/"] = Shown(feed.body, "text/html").with_etag("same")
    desk.gather(desk.source("/", kind="page"))
    [visit] = desk.gather(desk.source("/", kind="feed"))
    assert (visit.status, visit.new) == ("ok", 1)


def test_unchanged_settings_keep_what_the_server_told_us(desk: Newsdesk) -> None:
    web = desk.web
    web.publish(1)
    web.shows["/"] = front_page(1).with_etag("same")
    settled = desk.source("/", link_selector=".story")
    desk.gather(settled)
    [visit] = desk.gather(settled)
    assert visit.status == "not_modified"


def test_a_site_that_failed_under_wrong_settings_is_read_as_soon_as_they_are_corrected(
    desk: Newsdesk,
) -> None:
    web = desk.web
    web.publish(1)
    web.shows["/"] = front_page(1).with_etag("same")
    wrong = desk.source("/", kind="feed")
    assert desk.gather(wrong)[0].status == "failed"
    assert desk.gather(wrong)[0].status == "skipped"
    [visit] = desk.gather(desk.source("/"))
    assert (visit.status, visit.new) == ("ok", 1)


def test_a_failure_under_new_settings_brings_no_old_validators_under_them(
    desk: Newsdesk,
) -> None:
    web = desk.web
    web.publish(1)
    web.shows["/"] = front_page(1).with_etag("same")
    desk.gather(desk.source("/", link_selector=".nothing"))
    web.shows["/"] = refusal(500)
    corrected = desk.source("/", link_selector=".story")
    assert desk.gather(corrected)[0].status == "failed"
    web.shows["/"] = front_page(1).with_etag("same")
    desk.pass_minutes(10)
    [visit] = desk.gather(corrected)
    assert (visit.status, visit.new) == ("ok", 1)
