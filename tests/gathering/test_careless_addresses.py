"""Sites whose templates give every story the same address."""

import pytest
from sqlmodel import select

from app.agents.scout.gather.tables import Article
from tests.gathering.newsdesk import Newsdesk
from tests.servers.news_web import Shown, headline, story

STORIES = range(1, 5)


@pytest.mark.parametrize(
    ("path", "stated"),
    [
        ("/article.php?id={}", "<link rel=canonical href='/article.php'>"),
        ("/news/story-{}", "<meta property='og:url' content='/news/'>"),
        ("/story/{}/read", "<link rel=canonical href='/the/wrong/address'>"),
    ],
)
def test_all_stories_are_read_although_their_pages_name_one_address(
    desk: Newsdesk, path: str, stated: str
) -> None:
    for number in STORIES:
        body = story(number).body.replace("</head>", f"{stated}</head>")
        desk.web.shows[path.format(number)] = Shown(body)
    items = "".join(
        f"<item><title>{headline(one)}</title><link>{path.format(one)}</link></item>"
        for one in STORIES
    )
    feed = f"<rss version='2.0'><channel><title>x</title>{items}</channel></rss>"
    desk.web.shows["/feed"] = Shown(feed, "application/rss+xml")
    desk.gather(desk.source("/feed"))
    with desk.database.read() as session:
        kept = session.exec(select(Article)).all()
    assert [article.state for article in kept] == ["read"] * len(STORIES)
    assert len({article.text for article in kept}) == len(STORIES)
