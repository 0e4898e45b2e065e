"""The page of the picks: what the team thought of them."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.agents.scout.brand.brands import ScoutParts
from app.agents.scout.pages.page_html import ScoutPages
from app.agents.scout.pages.picks import FEW_VOTED, ROWS, PicksView, ranking
from app.agents.scout.pages.picks_reading import LATEST_VOTES, read_picks
from app.agents.scout.votes.precision import Precision
from app.parts.runs import endings
from app.parts.runs.lease import Claim
from app.parts.store.database import Database
from tests.api.sample_views import AROUND
from tests.conftest import NOON
from tests.dashboard.reading import shape, soup_of, words_of
from tests.dashboard.sample_picks import NO_MAILS, NO_VOTES, PICKS, SEVERAL_BRANDS
from tests.scout.hostile_text import HOSTILE_TEXTS
from tests.scout.stored import (
    BRAND,
    OTHER_SITE,
    Told,
    add_articles,
    add_sites,
    add_votes,
    claimed_run,
    parts_for,
)

pages = ScoutPages()

ANN, BEN = "ann@example.com", "ben@example.com"


def picks_page(view: PicksView) -> str:
    return pages.service_page("picks", AROUND, view)


@pytest.fixture
def parts(database: Database, tmp_path: Path) -> ScoutParts:
    add_sites(database)
    return parts_for(database, tmp_path)


@pytest.fixture
def claim(parts: ScoutParts) -> Claim:
    return claimed_run(parts.database)


def test_all_is_told_in_one_sentence() -> None:
    total = PICKS.total
    words = words_of(picks_page(PICKS))
    assert (
        f"In the last 12 weeks the team said yes to {total.liked} of {total.voted} finds it "
        f"voted on, of {total.mailed} mailed."
    ) in words


def test_each_week_is_a_column_with_its_numbers_in_a_table() -> None:
    soup = soup_of(picks_page(PICKS))
    chart = soup.select_one("figure svg[role=img]")
    assert chart is not None
    assert str(chart["aria-label"]).startswith("Share of the voted finds that the team liked")
    table = soup.select_one("figure table")
    assert table is not None
    assert len(table.select("tbody tr")) == 12


def test_sites_and_subjects_have_a_bar_with_the_numbers_beside_it() -> None:
    words = words_of(picks_page(PICKS))
    site = max(PICKS.sites, key=lambda one: one.voted)
    assert f"{site.liked} of {site.voted} voted finds" in words
    assert {"By site", "By subject"} <= {tag.get_text() for tag in soup_of(picks_page(PICKS))("h2")}


def test_those_with_the_most_voted_finds_come_first_and_the_rest_is_counted() -> None:
    parts = [Precision(f"site {voted}", 50, voted, 1) for voted in range(1, ROWS + 4)]
    ranked = ranking(parts)
    assert ranked.rows[0].name == f"site {ROWS + 3}"
    assert (len(ranked.rows), ranked.more) == (ROWS, 3)
    assert ranking([Precision("few", 9, FEW_VOTED - 1, 1)]).rows[0].faint


def test_the_latest_votes_say_who_said_what_and_which_are_disputed_or_not_counted() -> None:
    words = words_of(picks_page(PICKS))
    assert "People disagree 1 yes, 1 no" in words
    assert "Not counted both answers came within a minute" in words
    assert ANN in words


def test_before_the_first_mail_and_before_the_first_vote_it_says_what_to_do() -> None:
    assert "start a run there" in words_of(picks_page(NO_MAILS))
    words = words_of(picks_page(NO_VOTES))
    assert "nobody voted on one yet" in words
    assert "open the newest mail and vote on its finds" in words


def test_several_brands_can_be_chosen_from() -> None:
    links = {str(tag["href"]) for tag in soup_of(picks_page(SEVERAL_BRANDS)).select("main a")}
    assert "/picks?brand=b" in links


@pytest.mark.parametrize("text", HOSTILE_TEXTS[:12], ids=range(12))
def test_hostile_names_add_no_element(text: str) -> None:
    def page_with(name: str) -> str:
        vote = replace(PICKS.votes[0], title=name, site=f"! {name}", voter=f"! {name}", url="")
        part = Precision(f"! {name}", 9, 6, 3)
        return picks_page(replace(PICKS, sites=(part,), subjects=(part,), votes=(vote,)))

    assert shape(page_with(text)) == shape(page_with("A harmless name"))


def test_votes_are_read_with_their_sites_and_shares(parts: ScoutParts, claim: Claim) -> None:
    told = [Told("Liked"), Told("Disputed"), Told("Not voted", site_id=OTHER_SITE)]
    ids = add_articles(parts.database, claim, [replace(one, score=80) for one in told])
    add_votes(parts.database, claim, ids[:1], {ANN: "yes"})
    later = claimed_run_after(parts, claim)
    add_votes(parts.database, later, ids[1:2], {ANN: "yes", BEN: "no"}, days_ago=0.5)
    view = read_picks(parts, BRAND)
    assert (view.total.mailed, view.total.voted, view.total.liked) == (2, 2, 1)
    assert [(one.name, one.liked, one.voted) for one in view.sites] == [("1.example", 1, 2)]
    assert [(vote.voter, vote.is_disputed) for vote in view.votes] == [
        (BEN, True),
        (ANN, True),
        (ANN, False),
    ]
    assert view.stage == "votes"


def claimed_run_after(parts: ScoutParts, claim: Claim) -> Claim:
    with parts.database.write() as session:
        endings.finish_run(session, claim, NOON + timedelta(seconds=9), result={})
    return claimed_run(parts.database)


def test_only_the_latest_votes_are_listed(parts: ScoutParts, claim: Claim) -> None:
    ids = add_articles(parts.database, claim, [Told("One", score=80)])
    voters = {f"{number}@example.com": "yes" for number in range(LATEST_VOTES + 3)}
    add_votes(parts.database, claim, ids, voters)
    view = read_picks(parts, BRAND)
    assert len(view.votes) == LATEST_VOTES
    assert view.total.voted == 1
