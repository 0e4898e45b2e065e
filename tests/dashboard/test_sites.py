"""The page of the sites."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.agents.scout.brand.brands import ScoutParts
from app.agents.scout.gather.tables import Article, ArticleState, Site
from app.agents.scout.pages.page_html import ScoutPages
from app.agents.scout.pages.sites import read_sites
from app.agents.scout.pages.sites_view import (
    LEFT_ALONE,
    NO_RUN_YET,
    OFFLINE,
    SILENT,
    SitesView,
    SiteView,
)
from app.agents.scout.votes.precision import Precision
from app.parts.store.database import Database
from app.parts.store.host_rests import HostRest
from tests.api.sample_views import AROUND
from tests.conftest import NOON
from tests.dashboard import sample_sites
from tests.dashboard.reading import shape, soup_of, words_of
from tests.dashboard.sample_sites import SITES_EMPTY, SITES_FULL, SITES_TROUBLED
from tests.scout.hostile_text import HOSTILE_ADDRESSES, HOSTILE_TEXTS
from tests.scout.stored import BRAND, Told, add_articles, add_votes, claimed_run, parts_for

pages = ScoutPages()


def html(view: SitesView) -> str:
    return pages.service_page("sites", AROUND, view)


def words(*sites: SiteView) -> str:
    return words_of(html(SitesView(sites, weeks=4)))


def test_the_worst_comes_first_then_by_name() -> None:
    names = [str(one.get_text()) for one in soup_of(html(SITES_TROUBLED)).select("h3 a")]
    assert names == [
        *("Jacaranda Courier", "Pepperoni Post", "Byte & Bumper"),
        *("Kasi Table", "Old Gazette", "Two Oceans Dispatch"),
    ]


def test_a_site_is_linked_with_its_state_in_words() -> None:
    soup = soup_of(html(SITES_TROUBLED))
    badges = [one.get_text() for one in soup.select("h3 .badge")]
    assert badges == ["Blocked", "Blocked", "Broken", "Read", "Nothing new", "Not visited yet"]
    assert soup.select('h3 a[href="https://pepperoni-post.example/"]')


def test_a_blocked_site_says_since_when_why_and_what_to_do() -> None:
    shown = words(sample_sites.BLOCKED)
    assert "Since Wed 11 Nov 2026, 14:04 (9 days ago) : pepperoni-post.example does not" in shown
    assert "What to do: It does not let this service read it" in shown
    assert "Will be tried again after Fri 20 Nov 2026, 19:04" in shown


def test_a_failed_site_gets_other_advice() -> None:
    shown = words(sample_sites.FAILED)
    assert "Open the address in a browser" in shown
    assert "Last read well never" in shown


def test_where_no_site_is_found_by_its_name_the_connection_is_to_be_looked_at() -> None:
    unfound = replace(
        sample_sites.FAILED,
        error="a.example cannot be found: there is no such host, or this machine has no internet "
        "connection.",
    )
    assert words(unfound, unfound, sample_sites.UNVISITED).count(OFFLINE) == 2
    assert "correct its url" not in words(unfound, unfound)
    assert "correct its url" in words(unfound, sample_sites.READ)
    assert "correct its url" in words(unfound), "of one site alone nobody knows"


def test_a_site_that_asked_to_be_left_alone_says_until_when() -> None:
    shown = words(sample_sites.RESTING)
    assert "It rests until Fri 20 Nov 2026, 14:40 , as its host asked." in shown
    assert LEFT_ALONE in shown
    assert "tried again after" not in shown


def test_what_the_team_said_is_told_with_how_much_it_rests_on() -> None:
    assert "Articles in 7 days 1,204" in words(sample_sites.READ)
    assert "70% (14 of 20)" in words(sample_sites.READ)
    assert "3 mailed, no votes yet" in words(sample_sites.BLOCKED)
    assert "none mailed" in words(sample_sites.FAILED)


def test_a_site_that_names_nothing_new_is_pointed_out() -> None:
    assert SILENT in words(sample_sites.SILENT)
    assert SILENT not in words(sample_sites.READ)


def test_a_site_that_is_read_from_its_feed_says_which() -> None:
    assert "Read from its feed https://kasi-table.example/feed Last" in words(sample_sites.READ)
    itself = replace(sample_sites.READ, url="https://kasi-table.example/feed")
    assert "Read from" not in words(itself, sample_sites.BLOCKED)


def test_a_site_whose_stories_lead_to_a_wall_says_so() -> None:
    shown = words(replace(sample_sites.READ, instead={"consent": 3}))
    assert "Of the last 7 days: 3 stories lead to a page that asks for consent." in shown
    assert "lead to" not in words(sample_sites.READ)


def test_before_the_first_run_the_page_says_what_to_do() -> None:
    shown = words_of(html(SITES_EMPTY))
    assert "No site was visited yet" in shown
    assert "press “Run now”" in shown
    assert NO_RUN_YET in shown


def test_a_broken_brand_file_is_told_here_too() -> None:
    assert "no site is read until it is mended" in words_of(html(SITES_TROUBLED))
    assert "in trouble" not in words_of(html(SITES_FULL))


def poisoned(text: str, url: str = "https://other.example/") -> str:
    well = replace(sample_sites.READ, name=f"! {text}", url=url, reads_from=f"! {text}")
    broken = replace(sample_sites.BLOCKED, name=f"! {text}", url=url, error=f"! {text}")
    return html(SitesView((well, broken), weeks=4))


HARMLESS = shape(poisoned("A harmless text"))


@pytest.mark.parametrize("text", HOSTILE_TEXTS, ids=range(len(HOSTILE_TEXTS)))
def test_hostile_text_adds_no_element(text: str) -> None:
    assert shape(poisoned(text)) == HARMLESS


@pytest.mark.parametrize("url", HOSTILE_ADDRESSES, ids=range(len(HOSTILE_ADDRESSES)))
def test_a_hostile_address_is_never_linked(url: str) -> None:
    links = soup_of(poisoned("A harmless text", url)).select("h3 a")
    assert links == []


FIRST, SECOND = BRAND.sites[0], BRAND.sites[1]


def add_sites(database: Database, sites: Iterable[Site]) -> None:
    with database.write() as session:
        session.add_all(sites)


def seen(parts: ScoutParts, name: str = FIRST.name) -> SiteView:
    return next(one for one in read_sites(parts, BRAND).sites if one.name == name)


def test_every_site_of_the_file_is_shown_visited_or_not(database: Database, tmp_path: Path) -> None:
    parts = parts_for(database, tmp_path)
    shown = read_sites(parts, BRAND)
    assert [site.name for site in shown.sites] == [site.name for site in BRAND.sites]
    assert shown.is_unvisited


def test_what_the_database_knows_of_a_site_is_read(database: Database, tmp_path: Path) -> None:
    since = NOON - timedelta(days=2)
    row = Site(
        url=FIRST.url,
        status="failed",
        error="It did not answer.",
        failing_since=since,
        last_success_at=since - timedelta(minutes=10),
        last_read_at=NOON - timedelta(hours=1),
        next_allowed_at=NOON - timedelta(minutes=1),
    )
    add_sites(database, [row])
    site = seen(parts_for(database, tmp_path))
    assert (site.status, site.error, site.failing_since) == ("failed", "It did not answer.", since)
    assert site.next_at is None  # that moment is past


def test_a_rest_is_known_by_the_host_that_is_read(database: Database, tmp_path: Path) -> None:
    until = NOON + timedelta(minutes=30)
    add_sites(database, [Site(url=FIRST.url, status="ok", reads_from="https://feeds.example/x")])
    with database.write() as session:
        session.add(HostRest(host="feeds.example", until=until, reason="429"))
        session.add(HostRest(host="feeds.24.com", until=NOON, reason="over by now"))
    parts = parts_for(database, tmp_path)
    assert seen(parts).rests_until == until
    assert seen(parts, SECOND.name).rests_until is None


def test_articles_are_counted_by_site_for_a_week_without_an_archive(
    database: Database, tmp_path: Path
) -> None:
    add_sites(database, [Site(id=1, url=FIRST.url, status="ok"), Site(id=2, url=SECOND.url)])
    told = (
        (1, ArticleState.READ, 0),
        (1, ArticleState.DUPLICATE, 6),
        (1, ArticleState.READ, 8),
        (1, ArticleState.PASSED_OVER, 0),
        (2, ArticleState.FOUND, 1),
    )
    with database.write() as session:
        for number, (site, state, days) in enumerate(told):
            at = NOON - timedelta(days=days)
            session.add(
                Article(site_id=site, address=f"{number}", url="u", state=state, found_at=at)
            )
    parts = parts_for(database, tmp_path)
    assert seen(parts).articles == 2
    assert seen(parts, SECOND.name).articles == 1


def test_stories_that_lead_elsewhere_are_counted_by_site_for_a_week(
    database: Database, tmp_path: Path
) -> None:
    add_sites(database, [Site(id=1, url=FIRST.url, status="ok"), Site(id=2, url=SECOND.url)])
    stories = ((1, "consent", 1), (1, "consent", 9), (1, "list", 2), (1, None, 1), (2, None, 1))
    with database.write() as session:
        for number, (site, instead, days) in enumerate(stories):
            at = NOON - timedelta(days=days)
            story = Article(site_id=site, address=f"{number}", url="u", found_at=at)
            story.instead = instead
            session.add(story)
    parts = parts_for(database, tmp_path)
    assert dict(seen(parts).instead) == {"consent": 1, "list": 1}
    assert not seen(parts, SECOND.name).instead


def test_the_votes_on_a_site_s_finds_are_read(database: Database, tmp_path: Path) -> None:
    add_sites(database, [Site(id=1, url=FIRST.url, status="ok"), Site(id=2, url=SECOND.url)])
    claim = claimed_run(database)
    told = [Told("One", site_id=site_id) for site_id in (1, 2, 2)]
    add_votes(database, claim, add_articles(database, claim, told), {"ann@example.com": "yes"})
    parts = parts_for(database, tmp_path)
    assert seen(parts).precision == Precision("", 1, 1, 1)
    assert seen(parts, SECOND.name).precision == Precision("", 2, 2, 2)
