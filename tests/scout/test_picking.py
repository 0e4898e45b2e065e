"""Bad addresses cost their own finds a place, not the good finds of others."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlmodel import col, select, update

from app.agents.scout.brand.brands import ScoutParts
from app.agents.scout.gather.tables import Article, Site
from app.agents.scout.pages.run_reading import read_one_run
from app.agents.scout.pick.link_check import LinkChecker
from app.agents.scout.pick.pick_finds import BAD_FINDS, Picked, pick
from app.agents.scout.report import store_report
from app.agents.scout.report.top_finds import top_finds
from app.agents.scout.tables import VerdictRow
from app.parts.runs.lease import Claim
from app.parts.store.database import Database
from app.parts.web.fetch import Fetcher
from tests.scout.stored import BRAND, Told, add_articles, claimed_run, parts_for
from tests.servers.fetchers import USER_AGENT, quick_limits
from tests.servers.news_web import NewsWeb, Shown
from tests.servers.reading_here import ReadingHere

# Nothing here depends on the database; the tests of its parts run on both.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

NAMES = {1: "One", 2: "Two", 3: "Three", 4: "Four"}


def shown(title: str) -> Shown:
    words = f"{title}. All about it, in as many words as a short article has. " * 3
    return Shown(f"<html><title>{title}</title><article><h1>{title}</h1><p>{words}</p></article>")


@dataclass(frozen=True, slots=True)
class Newsroom:
    """Four sites on one web, and a run that has read and judged their articles."""

    parts: ScoutParts
    web: NewsWeb
    claim: Claim

    def add(self, title: str, site: int, score: int | None, *, opens: bool = True) -> int:
        path = "/" + title.casefold().replace(" ", "-")
        if opens:
            self.web.shows[path] = shown(title)
        told = Told(title, self.web.url(path), site, score)
        [id_] = add_articles(self.parts.database, self.claim, [told])
        self.change(id_, address=path)
        return id_

    def change(self, article_id: int, **values: object) -> None:
        with self.parts.database.write() as session:
            session.execute(update(Article).where(col(Article.id) == article_id).values(**values))

    def pick(self) -> Picked:
        return asyncio.run(self.look())

    async def look(self) -> Picked:
        hosts = frozenset({self.web.address()})
        fetcher = Fetcher(USER_AGENT, limits=quick_limits(), allowed_private_hosts=hosts)
        async with fetcher, ReadingHere() as reader:
            link_checker = LinkChecker(fetcher, reader)
            return await pick(self.parts, self.claim, BRAND, NAMES, link_checker)


@pytest.fixture
def newsroom(database: Database, tmp_path: Path) -> Iterator[Newsroom]:
    with database.write() as session:
        session.add_all(Site(id=id_, url=f"https://{id_}.example/") for id_ in NAMES)
    with NewsWeb() as web:
        yield Newsroom(parts_for(database, tmp_path), web, claimed_run(database))


def titles(picked: Picked) -> list[str]:
    return [one.article.title for one in picked.chosen]


def test_a_site_whose_pages_are_gone_does_not_use_up_the_looks(newsroom: Newsroom) -> None:
    dead = [newsroom.add(f"Dead {n}", 1, 95 - n, opens=False) for n in range(9)]
    for site in (2, 3, 4):
        newsroom.add(f"First of {site}", site, 75)
        newsroom.add(f"Second of {site}", site, 70)

    picked = newsroom.pick()

    assert len(picked.chosen) == 5
    assert list(picked.bad) == dead[:BAD_FINDS]


def test_what_had_no_turn_competes_again_in_the_next_run(newsroom: Newsroom) -> None:
    dead = [newsroom.add(f"Dead {n}", 1, 95 - n, opens=False) for n in range(9)]
    weak = newsroom.add("Weak", 1, 30)
    good = newsroom.add("Good", 2, 70)

    picked = newsroom.pick()
    store_report.report(newsroom.parts, newsroom.claim, BRAND, NAMES, picked)

    with newsroom.parts.database.read() as session:
        rows = session.exec(select(VerdictRow).where(col(VerdictRow.ranked_by_run_id).is_(None)))
        assert {row.article_id for row in rows} == set(dead) - set(picked.bad)
    assert not picked.waiting & {weak, good}


def test_the_figures_and_the_run_s_page_say_of_each_find_what_became_of_it(
    newsroom: Newsroom,
) -> None:
    """Two of a site that has its two places already, and one below the mark."""
    for n, score in enumerate((95, 94, 93, 92, 40)):
        newsroom.add(f"Of one site {n}", 1, score)
    newsroom.add("Of another", 2, 67)

    store_report.report(newsroom.parts, newsroom.claim, BRAND, NAMES, newsroom.pick())

    view = read_one_run(newsroom.parts, newsroom.claim.run_id, 1)
    assert view is not None
    assert view.run.result is not None
    counts = view.run.result.counts
    assert (counts.evaluated, counts.picked, counts.without_place) == (6, 3, 2)
    assert counts.below_threshold == 1
    of_its_site = "Good enough, but others of its site have the site's places"
    assert [(one.score, one.fate) for one in view.found.found] == [
        (95, "Picked, place 1"),
        (94, "Picked, place 2"),
        (93, of_its_site),
        (92, of_its_site),
        (67, "Picked, place 3"),
        (40, "Below the mark of 60"),
    ]


def test_places_left_empty_are_offered_to_the_troubled_site_once_more(newsroom: Newsroom) -> None:
    for n in range(2):
        newsroom.add(f"Dead {n}", 1, 95 - n, opens=False)
    newsroom.add("Lives", 1, 80)
    newsroom.add("Of another", 2, 70)
    assert titles(newsroom.pick()) == ["Lives", "Of another"]


def test_a_story_is_mailed_from_another_site_when_its_first_page_is_gone(
    newsroom: Newsroom,
) -> None:
    first = newsroom.add("Pizza week", 1, 90, opens=False)
    copy = newsroom.add("Pizza week begins", 2, None)
    newsroom.change(copy, story=first)

    picked = newsroom.pick()

    with newsroom.parts.database.read() as session:
        [find] = top_finds(session, picked.chosen, NAMES)
    assert (find.title, find.site) == ("Pizza week begins", "Two")
    assert find.url == newsroom.web.url("/pizza-week-begins")
    assert find.also_in == ()
    assert not picked.bad
