"""Which votes teach anything, and that they reach ranking and mail."""

from datetime import datetime, timedelta

import pytest

from app.agents.scout.pick import candidates
from app.agents.scout.pick.rule import Find
from app.agents.scout.votes.learning.opinions import VotedFind, voted_finds
from app.parts.runs import endings
from app.parts.runs.lease import Claim
from app.parts.store.database import Database
from tests.conftest import NOON
from tests.scout.stored import (
    BRAND,
    NAMES,
    OTHER_SITE,
    SITE,
    Told,
    add_articles,
    add_sites,
    add_votes,
    claimed_run,
)

ANN, BEN = "ann@example.com", "ben@example.com"


@pytest.fixture
def claim(database: Database) -> Claim:
    add_sites(database)
    return claimed_run(database)


def votes(database: Database) -> list[VotedFind]:
    with database.read() as session:
        return voted_finds(session, BRAND.id, NAMES, NOON)


def finished(database: Database, claim: Claim) -> Claim:
    """The run is over; the next one."""
    with database.write() as session:
        endings.finish_run(session, claim, NOON, result={})
    return claimed_run(database)


def test_votes_of_several_people_are_kept_apart_and_counted_by_find(
    database: Database, claim: Claim
) -> None:
    [find] = add_articles(database, claim, [Told("Pizza week", score=80)])
    add_votes(database, claim, [find], {ANN: "yes", BEN: "no"})
    [voted] = votes(database)
    assert (voted.yes, voted.no, voted.site, voted.subject) == (1, 1, "Food News", "fast food")


def test_a_vote_that_does_not_count_teaches_nothing(database: Database, claim: Claim) -> None:
    [find] = add_articles(database, claim, [Told("Pizza week", score=80)])
    add_votes(database, claim, [find], {ANN: "yes"}, counted=False)
    assert votes(database) == []


def test_votes_are_forgotten_after_a_year(database: Database, claim: Claim) -> None:
    [find] = add_articles(database, claim, [Told("Pizza week", score=80)])
    add_votes(database, claim, [find], {ANN: "yes"}, days_ago=366)
    assert votes(database) == []


def choose(database: Database, claim: Claim, now: datetime = NOON) -> list[Find]:
    with database.read() as session:
        judged = candidates.competing_finds(session, BRAND.id, claim.run_id, NAMES, now)
    return candidates.choose(judged, now=now, min_score=60, sites=30)


def test_votes_move_the_next_finds_and_the_reason_says_so(database: Database, claim: Claim) -> None:
    liked = [Told(f"Alpha {n}", site_id=SITE, score=80) for n in range(4)]
    disliked = [Told(f"Beta {n}", site_id=OTHER_SITE, score=80) for n in range(4)]
    add_votes(database, claim, add_articles(database, claim, liked), {ANN: "yes"})
    second = finished(database, claim)
    add_votes(database, second, add_articles(database, second, disliked), {ANN: "no"})
    third = finished(database, second)
    next_ones = [Told("Gamma", site_id=OTHER_SITE, score=85), Told("Delta", score=75)]
    add_articles(database, third, next_ones)

    first, last = choose(database, third)

    assert (first.article.title, last.article.title) == ("Delta", "Gamma")
    assert first.voted_score > 75
    assert first.reason == "It fits. Votes moved it up: yes to 4 of 4 finds from Food News."
    assert last.voted_score < 85
    assert "no to 4 of 4 finds from Daily Slice" in last.reason


def test_an_old_page_is_no_news_but_at_a_site_s_first_visit(
    database: Database, claim: Claim
) -> None:
    long_ago = NOON - timedelta(days=90)
    old = Told("An old story", score=90, published_at=long_ago)
    add_articles(database, claim, [old])
    assert [one.article.title for one in choose(database, claim)] == ["An old story"]
    second = finished(database, claim)
    again = Told("Another old story", score=95, published_at=long_ago)
    add_articles(database, second, [again, Told("Today's", score=70)])
    titles = [one.article.title for one in choose(database, second)]
    assert "Another old story" not in titles
    assert "Today's" in titles


@pytest.mark.parametrize("published_at", [None, NOON - timedelta(days=90)])
def test_a_find_of_a_first_visit_does_not_wait_for_its_page_for_ever(
    database: Database, claim: Claim, published_at: datetime | None
) -> None:
    add_articles(database, claim, [Told("First", score=90, published_at=published_at)])
    assert choose(database, claim, NOON + timedelta(days=6))
    assert choose(database, claim, NOON + timedelta(days=8)) == []
