"""How the brand could use each find: no words twice in a mail, and it says whose words they are."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col, select, update

from app.agents.scout.brand.brands import ScoutParts
from app.agents.scout.pages.page_html import ScoutPages
from app.agents.scout.pages.run_reading import read_one_run
from app.agents.scout.pick import candidates
from app.agents.scout.pick.pick_finds import Picked
from app.agents.scout.report import store_report
from app.agents.scout.report.phrases import OWN_LINE
from app.agents.scout.report.result_schema import RunResult
from app.agents.scout.report.top_finds import shared_out
from app.agents.scout.tables import VerdictRow
from app.parts.mail.tables import Mail
from app.parts.model.clean_text import comparable
from app.parts.runs import runs
from app.parts.runs.lease import Claim
from app.parts.store.database import Database
from tests.api.sample_views import AROUND
from tests.conftest import NOON
from tests.dashboard.reading import words_of
from tests.scout.stored import (
    BRAND,
    NAMES,
    OTHER_SITE,
    SITE,
    Told,
    add_articles,
    add_sites,
    claimed_run,
    parts_for,
)

OWN = BRAND.example_copy["own brand"]


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Nothing here depends on the database; the tests of its parts run on both."""
    return sqlite_url


@pytest.fixture
def parts(database: Database, tmp_path: Path) -> ScoutParts:
    add_sites(database)
    return parts_for(database, tmp_path)


@pytest.fixture
def claim(parts: ScoutParts) -> Claim:
    return claimed_run(parts.database)


def judged(parts: ScoutParts, claim: Claim, *titles: str) -> list[int]:
    told = [
        Told(title, f"https://news.example/{n}", (SITE, OTHER_SITE)[n % 2], 90 - n)
        for n, title in enumerate(titles)
    ]
    return add_articles(parts.database, claim, told)


def by_model(parts: ScoutParts, article_id: int, angle: str) -> None:
    of_article = update(VerdictRow).where(col(VerdictRow.article_id) == article_id)
    with parts.database.write() as session:
        session.execute(of_article.values(scorer="model", step="review", angle=angle))


def report(parts: ScoutParts, claim: Claim) -> tuple[RunResult, Mail]:
    with parts.database.read() as session:
        found = candidates.competing_finds(session, BRAND.id, claim.run_id, NAMES, NOON)
    chosen = candidates.choose(found, now=NOON, min_score=60, sites=1)
    store_report.report(parts, claim, BRAND, NAMES, Picked(tuple(found), tuple(chosen)))
    with parts.database.read() as session:
        mail = session.exec(select(Mail)).one()
    run = runs.find_run(parts.database, claim.run_id)
    assert run is not None
    return RunResult.model_validate(run.result), mail


def test_three_stories_of_the_brand_get_three_lines(parts: ScoutParts, claim: Claim) -> None:
    judged(parts, claim, "Debonairs opens", "Debonairs turns thirty", "Debonairs wins a prize")
    result, _ = report(parts, claim)
    assert {find.angle for find in result.top} == set(OWN)
    assert all(find.own_line for find in result.top)


def test_when_every_fitting_line_is_taken_a_find_has_none(parts: ScoutParts, claim: Claim) -> None:
    judged(parts, claim, *(f"Debonairs opens shop {n}" for n in range(len(OWN) + 1)))
    result, mail = report(parts, claim)
    said = [find.angle for find in result.top]
    assert sorted(filter(None, said)) == sorted(OWN)
    assert said.count("") == 1
    assert mail.text.count("could use it:") == len(OWN)


def test_mail_and_page_say_that_it_is_the_brand_s_own_line(parts: ScoutParts, claim: Claim) -> None:
    judged(parts, claim, "Debonairs opens in Durban")
    result, mail = report(parts, claim)
    page = ScoutPages().service_page("run", AROUND, read_one_run(parts, claim.run_id, 1))
    line = f"“{result.top[0].angle}”"
    for words in (" ".join(mail.text.split()), words_of(page)):
        assert f"{line} {OWN_LINE}" in words.replace("(", "").replace(")", "")
    assert line in mail.html
    assert OWN_LINE in mail.html


def test_what_a_model_wrote_is_not_called_the_brand_s_own_and_is_not_said_twice(
    parts: ScoutParts, claim: Claim
) -> None:
    first, second, third = judged(parts, claim, "Pizza week", "Cheese week", "Dough week")
    by_model(parts, first, "Half-time is slice time.")
    by_model(parts, second, "half-time is slice time")
    by_model(parts, third, OWN[0])  # a model that repeats an example word for word
    result, mail = report(parts, claim)
    assert [(find.angle, find.own_line) for find in result.top] == [
        ("Half-time is slice time.", False),
        ("", False),
        (OWN[0], True),
    ]
    assert mail.html.count(OWN_LINE) == 1


def test_those_with_the_least_choice_choose_first() -> None:
    offered = {1: ("a", "b"), 2: ("a",), 3: ()}
    assert shared_out(offered) == {1: "b", 2: "a", 3: ""}


LINES = st.lists(st.sampled_from(["One.", "one", "Two!", "Three?", ""]), max_size=4)


@given(st.dictionaries(st.integers(1, 9), LINES, max_size=5))
def test_whatever_is_offered_nothing_is_said_twice(offered: dict[int, list[str]]) -> None:
    said = shared_out(offered)
    assert set(said) == set(offered)
    assert all(words in offered[id_] or words == "" for id_, words in said.items())
    spoken = [comparable(words) for words in said.values() if words]
    assert len(spoken) == len(set(spoken))
