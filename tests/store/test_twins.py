"""When a second address is taken for the same article."""

from dataclasses import replace
from datetime import datetime

import pytest
from sqlmodel import select

from app.agents.scout.gather import found_articles, read_articles
from app.agents.scout.gather.found_articles import FoundArticle
from app.agents.scout.gather.read_articles import ReadArticle
from app.agents.scout.gather.tables import Article, ArticleState, Site
from app.parts.runs import run_requests
from app.parts.store.database import Database
from app.parts.store.statements import required_id

SHARED = "https://a.example/article.php"
OVEN = ReadArticle(
    title="Oven wins the prize",
    text="The street food prize of the city went to a mobile oven. " * 20,
    summary="",
    published_at=None,
    authors=(),
    language="en",
    canonical_address=SHARED,
)
QUEUE = replace(OVEN, title="Queue in Durban", text="Forty people waited in the rain. " * 20)


def stored(database: Database, noon: datetime, *reads: ReadArticle) -> list[Article]:
    """Each read as the article with its number in its address, in turn."""
    run, _ = run_requests.add_requested_run(database, agent="a", profile="p", now=noon)
    found = [FoundArticle(f"{SHARED}?id={n}", f"{SHARED}?id={n}") for n in range(len(reads))]
    with database.write() as session:
        site = Site(url="https://a.example/")
        session.add(site)
        session.flush()
        found_articles.add_found(session, site.id or 0, required_id(run.id), found, noon)
    with database.write() as session:
        ids = session.exec(select(Article.id).order_by(Article.address)).all()
        for article_id, read in zip(ids, reads, strict=True):
            read_articles.store_read(session, article_id or 0, read, noon)
    with database.read() as session:
        return list(session.exec(select(Article).order_by(Article.address)))


def test_stories_that_share_a_careless_canonical_address_are_all_read(
    database: Database, noon: datetime
) -> None:
    rain = replace(OVEN, title="Rain", text="It rained.")
    kept = stored(database, noon, OVEN, QUEUE, rain)
    assert [article.state for article in kept] == [ArticleState.READ] * 3
    assert [article.text for article in kept] == [OVEN.text, QUEUE.text, rain.text]
    assert [article.canonical_address for article in kept] == [
        SHARED,
        f"{SHARED}?id=1",
        f"{SHARED}?id=2",
    ]


@pytest.mark.parametrize(
    "again",
    [
        replace(QUEUE, title="  OVEN wins\nthe prize"),
        replace(OVEN, title="Another headline"),
        replace(OVEN, title="Oven", text=OVEN.text.upper() + "A paragraph was added."),
    ],
    ids=["its title", "its text", "its text's beginning"],
)
def test_a_second_address_with_the_same_title_or_text_is_a_duplicate(
    database: Database, noon: datetime, again: ReadArticle
) -> None:
    first, second = stored(database, noon, OVEN, again)
    assert (first.state, second.state) == (ArticleState.READ, ArticleState.DUPLICATE)
    assert (second.text, second.canonical_address) == ("", SHARED)


def test_having_neither_title_nor_text_is_nothing_in_common(
    database: Database, noon: datetime
) -> None:
    empty = replace(OVEN, title="", text=" ")
    assert [article.state for article in stored(database, noon, empty, empty)] == ["read", "read"]
