"""Runs of lead research on a web of invented companies."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.agents.leads.commands.commands import research_summary
from app.agents.leads.depth import Depth
from app.agents.leads.tables import LeadStatus
from app.parts.runs.tables import RunStatus
from app.parts.store.database import Database
from tests.leads.research.researching import Researching, researching
from tests.servers.company_web import Company, html

KAREE = Company(1)


@pytest.fixture
def desk(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Researching]:
    with researching(database, tmp_path, monkeypatch, KAREE, Company(2)) as opened:
        yield opened


def test_what_a_companys_own_pages_say_is_stored_with_its_quotes(desk: Researching) -> None:
    lead = desk.lead_of(KAREE)
    run = desk.research(lead)
    assert (run.status, run.error_message) == (RunStatus.COMPLETED, None)
    assert desk.values(lead, "company_info") == [KAREE.about]
    assert desk.values(lead, "recent_activity") == [KAREE.headline]
    assert desk.values(lead, "title") == ["Managing Director"]
    pages = desk.pages(lead)
    assert all(fact.quote in pages[fact.url] for fact in desk.facts(lead))


def test_a_lead_with_enough_found_is_researched_and_its_score_says_what_for(
    desk: Researching,
) -> None:
    lead = desk.lead_of(KAREE)
    desk.research(lead)
    stored = desk.stored(lead)
    assert (stored.status, stored.missing) == (LeadStatus.RESEARCHED, [])
    assert stored.score == 10 + 10 + 15 + 10 + 20 + 15 + 10
    by_id = {fact.id: fact for fact in desk.facts(lead)}
    assert stored.score_parts["name"]["how"] == "given"
    assert by_id[stored.score_parts["company_info"]["fact_id"]].value == KAREE.about


def test_a_lead_of_whom_nothing_is_found_says_what_lacks(desk: Researching) -> None:
    lead = desk.lead(company="Nobody's Own", title="Buyer", website_url="http://127.3.0.9:1/")
    desk.research(lead)
    stored = desk.stored(lead)
    assert stored.status == LeadStatus.UNQUALIFIED
    assert stored.score == 45
    assert "anything of these that was found, not given" in stored.missing


def test_a_second_research_does_not_double_what_is_known(desk: Researching) -> None:
    lead = desk.lead_of(KAREE)
    desk.research(lead)
    first = [(fact.field, fact.value, fact.url) for fact in desk.facts(lead)]
    desk.research(lead)
    assert [(fact.field, fact.value, fact.url) for fact in desk.facts(lead)] == first


def test_who_was_written_to_keeps_that_status(desk: Researching) -> None:
    lead = desk.lead_of(KAREE, status=LeadStatus.REPLIED)
    desk.research(lead)
    assert (desk.stored(lead).status, desk.stored(lead).score) == (LeadStatus.REPLIED, 90)


def test_quick_reads_three_pages_and_deep_all_that_tell_something(desk: Researching) -> None:
    quick, deep = desk.lead_of(KAREE), desk.lead_of(Company(2))
    desk.research(quick, Depth.QUICK)
    assert len(desk.web.pages_asked()) == 3
    desk.research(deep, Depth.DEEP)
    paths = {page.partition("/")[2] for page in desk.web.pages_asked()}
    assert {"about-us", "our-team", "news", "contact"} <= paths
    assert "privacy" not in paths


def test_networks_that_forbid_it_are_never_asked_and_that_is_told(desk: Researching) -> None:
    lead = desk.lead_of(
        KAREE,
        linkedin_url="https://www.linkedin.com/in/thandi",
        twitter_url="https://x.com/thandi",
        ig_url="https://www.instagram.com/thandi",
    )
    desk.research(lead)
    blocked = [way for way in desk.ways(lead) if way.outcome == "blocked"]
    assert {way.target for way in blocked} == {
        "https://www.linkedin.com/in/thandi",
        "https://x.com/thandi",
        "https://www.instagram.com/thandi",
    }
    assert all("paste the profile's text" in way.detail for way in blocked)


def test_a_site_that_leads_to_such_a_network_is_not_followed_there(desk: Researching) -> None:
    desk.web.redirects[f"{KAREE.host}/"] = "https://www.linkedin.com/company/karee"
    lead = desk.lead_of(KAREE)
    desk.research(lead)
    [site] = [way for way in desk.ways(lead) if way.way == "company_site"]
    assert site.outcome == "blocked"
    assert "LinkedIn does not allow programs" in site.detail


def test_a_site_that_was_not_read_is_told_with_why(desk: Researching) -> None:
    robots, refuses = KAREE, Company(2)
    desk.web.robots[robots.host] = "User-agent: *\nDisallow: /\n"
    desk.web.refused[refuses.host] = 403
    away = {"website_url": f"http://{Company(9).host}:1/"}
    words = {
        desk.lead_of(robots): "asks programs not to read this page (robots.txt)",
        desk.lead_of(refuses): "does not let this service read it (403 Forbidden)",
        desk.lead(company="Nobody's Own", **away): "is not on the public internet",
    }
    for lead, why in words.items():
        result = desk.research(lead).result
        [told] = result["unread_sites"]
        assert why in told
        assert research_summary(result)[0] == f"The company's site was not read: {told}"


def test_a_site_that_was_read_is_not_told_of(desk: Researching) -> None:
    assert desk.research(desk.lead_of(KAREE)).result["unread_sites"] == []


def test_a_pasted_profile_counts_but_not_as_found(desk: Researching) -> None:
    text = "Thandi Mokoena\nHead of Catering at Thabo's Own\nInterests: trail running, chess"
    lead = desk.lead(company="Thabo's Own", profile_text=text)
    desk.research(lead)
    assert desk.values(lead, "title") == ["Head of Catering"]
    assert desk.values(lead, "personal_interests") == ["trail running, chess"]
    assert "anything of these that was found, not given" in desk.stored(lead).missing


def test_a_run_whose_worker_died_asks_for_no_page_twice(
    desk: Researching, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.agents.leads.research.stored import Desk
    from app.lib.errors import TransientError

    lead = desk.lead_of(KAREE)
    store = Desk.store_page
    stored: list[object] = []

    def dies_after_two(self: Desk, *args: object) -> int:
        if len(stored) == 2:
            raise TransientError("the worker is gone")
        stored.append(args[0])
        return store(self, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(Desk, "store_page", dies_after_two)
    run = desk.research(lead)
    assert run.status == RunStatus.PENDING
    monkeypatch.setattr(Desk, "store_page", store)
    before = desk.web.pages_asked()
    run = desk.research(lead)
    assert (run.status, run.attempt) == (RunStatus.COMPLETED, 2)
    asked_again = desk.web.pages_asked()[len(before) :]
    assert not set(asked_again) & set(before[:2])
    assert desk.values(lead, "company_info") == [KAREE.about]


def test_an_erased_lead_is_told_and_nothing_is_asked(desk: Researching) -> None:
    run = desk.research(77)
    assert (run.status, run.error_message) == (
        RunStatus.FAILED,
        "There is no lead 77 any more.",
    )
    assert desk.web.asked == []


def test_a_failed_run_does_not_leave_its_lead_at_work(
    desk: Researching, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.agents.leads.research import run as research_run
    from app.lib.errors import PermanentError

    def broken(*_: object, **__: object) -> None:
        raise PermanentError("no plan")

    lead = desk.lead_of(KAREE)
    monkeypatch.setattr(research_run, "plan_for", broken)
    assert desk.research(lead).status == RunStatus.FAILED
    assert desk.stored(lead).status == LeadStatus.NEW


def test_a_run_that_failed_leaves_what_the_one_before_it_found(
    desk: Researching, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.agents.leads.research import run as research_run
    from app.lib.errors import PermanentError

    def broken(*_: object, **__: object) -> None:
        raise PermanentError("no plan")

    lead = desk.lead_of(KAREE)
    desk.research(lead)
    monkeypatch.setattr(research_run, "plan_for", broken)
    assert desk.research(lead).status == RunStatus.FAILED
    assert (desk.stored(lead).status, desk.stored(lead).score) == (LeadStatus.RESEARCHED, 90)


def test_pages_that_contradict_each_other_are_both_kept(desk: Researching) -> None:
    director = Company(2).director
    team = html("Team", "/our-team", f"<h2>{director}</h2><p>Managing Director</p>")
    about = html("About", "/about-us", f"<h2>{director}</h2><p>Sales Manager</p>")
    desk.web.companies[Company(2).host] = Company(2, pages={"/our-team": team, "/about-us": about})
    lead = desk.lead_of(Company(2))
    desk.research(lead)
    assert sorted(desk.values(lead, "title")) == ["Managing Director", "Sales Manager"]


def test_a_lead_whose_worker_died_each_time_is_free_again_with_the_next_run(
    desk: Researching,
) -> None:
    left_behind = desk.lead(name="Left Behind", status=LeadStatus.RESEARCHING)
    desk.research(desk.lead_of(KAREE))
    assert desk.stored(left_behind).status == LeadStatus.NEW


@pytest.mark.long
@pytest.mark.skipif(shutil.which("chromium") is None, reason="Chromium is not installed")
def test_a_site_that_is_empty_without_scripts_is_drawn_and_that_is_told(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    about = "Scripted Joinery builds kitchens from local timber."
    page = (
        "<html><head><title>Scripted Joinery</title></head><body><div id=app></div><script>"
        f"document.getElementById('app').innerHTML = '<p>{about}</p>'</script></body></html>"
    )
    scripted = Company(6, pages={"/": page})
    database = Database(sqlite_url)
    with researching(database, tmp_path, monkeypatch, scripted, BROWSER="1") as desk:
        lead = desk.lead_of(scripted)
        desk.research(lead)
        assert desk.values(lead, "company_info") == [about]
        [way] = [way for way in desk.ways(lead) if way.way == "browser"]
        assert (way.outcome, way.target) == ("found", desk.web.site(scripted))
    database.close()
