"""Feeds as they are out there, from the first byte to the stored article."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from app.agents.scout.gather.tables import Article
from app.lib.clock import utc_now
from tests.gathering.newsdesk import Newsdesk
from tests.servers.news_web import Shown, headline, refusal, story, story_path


def feed(*items: str, kind: str = "application/rss+xml") -> Shown:
    inner = "".join(f"<item>{item}</item>" for item in items)
    return Shown(f"<rss version='2.0'><channel><title>x</title>{inner}</channel></rss>", kind)


def item(number: int, rest: str = "") -> str:
    return (
        f"<title>{headline(number)}</title><link>{story_path(number).replace('2026/11/20', 'a')}"
        f"</link><description>What is new at shop {number}.</description>{rest}"
    )


def test_a_story_behind_a_wall_has_the_day_that_the_feed_states_with_slashes(
    desk: Newsdesk,
) -> None:
    yesterday = (utc_now() - timedelta(days=1)).replace(minute=0, second=0, microsecond=0)
    path = story_path(1).replace("2026/11/20", "a")
    desk.web.shows["/feed"] = feed(item(1, f"<pubDate>{yesterday:%Y/%m/%d %H:00:00}</pubDate>"))
    desk.web.shows[path] = refusal(403)
    desk.gather(desk.source("/feed"))
    kept = desk.stored(path)
    assert (kept.state, kept.published_at) == ("read", yesterday)


def at_part(part: str, words: str, title: str = "") -> str:
    link = f"<link>/weblog/monday#{part}</link>"
    return f"<title>{title}</title>{link}<description>{words}</description>"


OVEN = at_part(
    "oven", "The mayor lit the new oven in the upper town.", "A new oven in the upper town"
)
QUEUE = at_part("queue", "Two hundred people stood in line.", "The longest line of the year")
FLOUR = at_part("flour", "Flour costs more in the harbour.", "What flour costs by the harbour")
DIARY = Shown(story(7).body.replace(headline(7), "Monday in our town"))


def kept(desk: Newsdesk) -> list[Article]:
    with desk.database.read() as session:
        return list(session.exec(select(Article).order_by(col(Article.id))).all())


def test_entries_that_share_a_page_are_articles_with_titles_and_words_of_their_own(
    desk: Newsdesk,
) -> None:
    desk.web.shows |= {"/feed": feed(OVEN, QUEUE, FLOUR), "/weblog/monday": DIARY}
    [visit] = desk.gather(desk.source("/feed"))
    assert visit.new == 3
    assert [(one.state, one.title, one.summary) for one in kept(desk)] == [
        ("read", "A new oven in the upper town", "The mayor lit the new oven in the upper town."),
        ("read", "The longest line of the year", "Two hundred people stood in line."),
        ("read", "What flour costs by the harbour", "Flour costs more in the harbour."),
    ]


def test_an_entry_is_new_once_however_many_share_its_page_later(desk: Newsdesk) -> None:
    source = desk.source("/feed")
    desk.web.shows |= {"/feed": feed(OVEN), "/weblog/monday": DIARY}
    shown = [feed(QUEUE, OVEN), feed(FLOUR, QUEUE, OVEN), feed(FLOUR), feed(FLOUR, QUEUE)]
    desk.gather(source)
    new = []
    for one in shown:
        desk.web.shows["/feed"] = one
        new += [desk.gather(source)[0].new]
    assert new == [1, 1, 0, 0]
    assert [one.title for one in kept(desk)] == [
        "A new oven in the upper town",
        "The longest line of the year",
        "What flour costs by the harbour",
    ]


def test_entries_without_a_title_that_share_a_page_are_named_by_their_first_words(
    desk: Newsdesk,
) -> None:
    entries = (at_part("one", "The mayor lit it."), at_part("two", "People stood in line."))
    desk.web.shows |= {"/feed": feed(*entries), "/weblog/monday": DIARY}
    desk.gather(desk.source("/feed"))
    assert [one.title for one in kept(desk)] == ["The mayor lit it.", "People stood in line."]


@pytest.mark.parametrize("anchor", ["comments", "xtor=RSS-1", "comment-12", ":~:text=x", "oven"])
def test_an_anchor_on_a_story_s_page_is_no_other_address(desk: Newsdesk, anchor: str) -> None:
    path = story_path(1)
    plain = f"<title>{headline(1)}</title><link>{path}</link>"
    anchored = f"<title>Words on: {headline(1)}</title><link>{path}#{anchor}</link>"
    desk.web.publish(1)
    desk.web.shows |= {"/one": feed(plain), "/two": feed(anchored)}
    desk.gather(desk.source("/one"))
    [visit] = desk.gather(desk.source("/two"))
    assert visit.new == 0
    assert [one.title for one in kept(desk)] == [headline(1)]


def test_comments_on_one_story_are_no_stories(desk: Newsdesk) -> None:
    path = story_path(1)
    comments = (
        f"<title>{who} on the story</title><link>{path}#comment-{number}</link>"
        for number, who in enumerate(("Ann", "Ben"))
    )
    desk.web.publish(1)
    desk.web.shows["/feed"] = feed(*comments)
    [visit] = desk.gather(desk.source("/feed"))
    assert visit.new == 1


def test_a_story_wrapped_by_an_alert_is_read_where_it_is(desk: Newsdesk) -> None:
    desk.web.publish(1)
    wrapped = f"/url?rct=j&amp;sa=t&amp;url={desk.web.url(story_path(1))}&amp;ct=ga"
    alert = f"<title>A &lt;b&gt;long&lt;/b&gt; headline</title><link>{wrapped}</link>"
    forbidden = Shown("User-agent: *\nDisallow: /url", "text/plain")
    desk.web.shows |= {"/feed": feed(alert, kind="text/atom+xml"), "/robots.txt": forbidden}
    desk.gather(desk.source("/feed"))
    assert (desk.article(1).state, desk.article(1).title) == ("read", headline(1))
