"""Two sites of one name are two sites: in a run's result, its mail, the pages, what is learned."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from app.agents.scout.brand import site_names
from app.agents.scout.brand.brand_file import Site
from app.agents.scout.brand.brands import ScoutParts
from app.agents.scout.gather import sites
from app.agents.scout.gather.sites import Visit
from app.agents.scout.gather.tables import Article
from app.agents.scout.pages.page_html import ScoutPages
from app.agents.scout.pages.picks_reading import read_picks
from app.agents.scout.pages.run_reading import read_one_run
from app.agents.scout.pages.sites import read_sites
from app.agents.scout.pick import candidates
from app.agents.scout.pick.pick_finds import Picked
from app.agents.scout.report import mail_lines, store_report
from app.agents.scout.report.result_schema import RunResult
from app.agents.scout.report.top_finds import top_finds
from app.parts.runs import endings, runs
from app.parts.runs.lease import Claim
from app.parts.store.database import Database
from app.parts.store.statements import required_id
from tests.api.sample_views import AROUND
from tests.conftest import NOON
from tests.dashboard.reading import words_of
from tests.scout.stored import BRAND, Told, add_articles, add_votes, claimed_run, parts_for
from tests.servers.scout_service import ROOT

ANN = "ann@example.com"
SPORT, MONEY = "https://news.example/sport", "https://news.example/money"
OTHER = "https://other.example/feed.xml"
ALIKE = BRAND.model_copy(
    update={"sites": (Site(url=SPORT), Site(url=MONEY), Site(url=OTHER, name="O"))}
)
SPORT_NAME, MONEY_NAME = "news.example (/sport)", "news.example (/money)"


@pytest.fixture
def parts(database: Database, tmp_path: Path) -> ScoutParts:
    file = tmp_path / "brands.yaml"
    content = yaml.safe_load((ROOT / "brand_repo.yaml").read_text("utf-8"))
    content["brands"][0]["sites"] = [{"url": SPORT}, {"url": MONEY}, {"url": OTHER, "name": "O"}]
    file.write_text(yaml.safe_dump(content), "utf-8")
    opened = parts_for(database, tmp_path, BRAND_REPO_PATH=str(file))
    return replace(opened, brands=(ALIKE,))


@pytest.fixture
def ids(parts: ScoutParts) -> dict[str, int]:
    known = sites.known_sites(parts.database, [site.url for site in ALIKE.sites])
    return {url: required_id(site.id) for url, site in known.items()}


@pytest.fixture
def claim(parts: ScoutParts) -> Claim:
    return claimed_run(parts.database)


def shown_by_id(parts: ScoutParts) -> dict[int, str]:
    with parts.database.read() as session:
        return site_names.site_names(session, ALIKE)


def reported(parts: ScoutParts, claim: Claim) -> RunResult:
    store_report.report(parts, claim, ALIKE, shown_by_id(parts), Picked())
    run = runs.find_run(parts.database, claim.run_id)
    assert run is not None
    return RunResult.model_validate(run.result)


def visit(parts: ScoutParts, claim: Claim, url: str, outcome: Visit) -> None:
    site = sites.known_sites(parts.database, [url])[url]
    with parts.database.write() as session:
        sites.record_visit(session, site, claim.run_id, outcome, NOON)


def test_each_keeps_its_own_status_count_and_error(
    parts: ScoutParts, ids: dict[str, int], claim: Claim
) -> None:
    visit(parts, claim, SPORT, Visit("failed", error="It answered 500."))
    visit(parts, claim, MONEY, Visit("ok", found=9, new=4))
    visit(parts, claim, OTHER, Visit("ok", found=1, new=1))
    found = reported(parts, claim).sites
    assert [(one.url, one.status, one.new, one.error) for one in found] == [
        (SPORT, "failed", 0, "It answered 500."),
        (MONEY, "ok", 4, None),
        (OTHER, "ok", 1, None),
    ]
    assert [one.name for one in found] == [SPORT_NAME, MONEY_NAME, "O"]


def test_mail_and_pages_say_which_of_them_failed(
    parts: ScoutParts, ids: dict[str, int], claim: Claim
) -> None:
    visit(parts, claim, SPORT, Visit("failed", error="It answered 500."))
    visit(parts, claim, MONEY, Visit("ok", new=4))
    result = reported(parts, claim)
    unread = mail_lines.unread_lines(result.sites, AROUND.zone)
    assert unread.lines[0].startswith(f"{SPORT_NAME}, broken: It answered 500.")
    assert MONEY_NAME in mail_lines.read_names(result.sites).lines
    view = read_sites(parts, ALIKE)
    assert [one.name for one in view.troubled] == [SPORT_NAME]
    run_page = read_one_run(parts, claim.run_id, 1)
    for html in (
        ScoutPages().service_page("sites", AROUND, view),
        ScoutPages().service_page("run", AROUND, run_page),
    ):
        assert SPORT_NAME in words_of(html)
        assert MONEY_NAME in words_of(html)


def test_votes_on_the_finds_of_one_do_not_move_those_of_the_other(
    parts: ScoutParts, ids: dict[str, int], claim: Claim
) -> None:
    liked = [Told(f"Alpha {n}", site_id=ids[SPORT], score=80) for n in range(4)]
    disliked = [Told(f"Beta {n}", site_id=ids[MONEY], score=80) for n in range(4)]
    for answer, told in (("yes", liked), ("no", disliked)):
        add_votes(parts.database, claim, add_articles(parts.database, claim, told), {ANN: answer})
        with parts.database.write() as session:
            endings.finish_run(session, claim, NOON, result={})
        claim = claimed_run(parts.database)
    new = [Told(name, site_id=ids[url], score=80) for name, url in (("C", SPORT), ("D", MONEY))]
    add_articles(parts.database, claim, new)

    names = shown_by_id(parts)
    with parts.database.read() as session:
        up, down = candidates.competing_finds(session, ALIKE.id, claim.run_id, names, NOON)

    assert up.move.points > 0 > down.move.points
    assert up.reason.endswith(f"yes to 4 of 4 finds from {SPORT_NAME}.")
    assert down.reason.endswith(f"no to 4 of 4 finds from {MONEY_NAME}.")
    by_site = {one.name: (one.liked, one.voted) for one in read_picks(parts, ALIKE).sites}
    assert by_site == {SPORT_NAME: (4, 4), MONEY_NAME: (0, 4)}


def test_each_has_its_own_places_in_a_mail_and_both_are_named_for_one_story(
    parts: ScoutParts, ids: dict[str, int], claim: Claim
) -> None:
    told = [
        Told(f"{name} {n}", f"{url}/{n}", ids[url], 90 - n)
        for name, url in (("Ball", SPORT), ("Coin", MONEY))
        for n in range(2)
    ]
    told.append(Told("Ball 0 again", f"{MONEY}/9", ids[MONEY]))
    story, *_, copy = add_articles(parts.database, claim, told)
    names = shown_by_id(parts)
    with parts.database.write() as session:
        session.get_one(Article, copy).story = story
        judged = candidates.competing_finds(session, ALIKE.id, claim.run_id, names, NOON)
        chosen = candidates.choose(judged, now=NOON, min_score=60, sites=30)
        finds = top_finds(session, chosen, names)
    assert sorted(one.site for one in finds) == [MONEY_NAME] * 2 + [SPORT_NAME] * 2
    [first] = [one for one in finds if one.title == "Ball 0"]
    assert [(one.site, one.url) for one in first.also_in] == [(MONEY_NAME, f"{MONEY}/9")]


def test_a_site_that_left_the_brand_file_takes_no_name_of_those_in_it(
    parts: ScoutParts, ids: dict[str, int]
) -> None:
    gone = "https://www.other.example/old.xml"
    sites.known_sites(parts.database, [gone, "https://gone.example/"])
    left = (Site(url=OTHER), Site(url=SPORT, name="gone.example"))
    named = ALIKE.model_copy(update={"sites": left})
    with parts.database.read() as session:
        shown = set(site_names.site_names(session, named).values())
    assert {"other.example", "other.example (/old.xml)", "gone.example"} <= shown
    assert len(shown) == len(ids) + 2
