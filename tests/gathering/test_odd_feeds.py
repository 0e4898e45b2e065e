"""Feeds as they are out there, from the first byte to the stored article."""

from datetime import timedelta

from app.clock import utc_now
from tests.gathering.newsdesk import Newsdesk
from tests.servers.news_web import Shown, headline, refusal, story_path


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
