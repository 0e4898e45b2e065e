"""Lead research with a model: what it names stands only if a stored page says so."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import select

from app.agents.leads.depth import Depth
from app.agents.leads.research import plan
from app.agents.leads.tables import LeadStatus
from app.parts.runs.tables import RunStatus
from app.parts.store.api_usage import ApiUsage
from app.parts.store.database import Database
from tests.leads.research.research_brain import EVIL, naming
from tests.leads.research.researching import Brain, Researching, researching
from tests.servers.company_web import Company, html
from tests.servers.model_endpoint import fails

DIRECTOR = Company(3).director
PLAYS = f"{DIRECTOR} plays chess for the town's club."
OTHER = "Somebody Else runs marathons in every season."
FOUNDED = "It was founded in 2009."
KAREE = Company(3, pages={"/our-team": html("Team", "/our-team", f"<p>{PLAYS}</p><p>{OTHER}</p>")})


@pytest.fixture
def with_model(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Researching]:
    database = Database(sqlite_url)
    with researching(database, tmp_path, monkeypatch, KAREE, brain=naming()) as opened:
        yield opened
    database.close()


def think(desk: Researching, brain: Brain) -> None:
    assert desk.endpoint is not None
    desk.endpoint.brain = brain


def test_a_sentence_that_the_model_names_is_stored_as_the_page_has_it(
    with_model: Researching,
) -> None:
    think(with_model, naming(("chess", "personal_interests", ""), ("founded", "company_info", "")))
    lead = with_model.lead_of(KAREE)
    with_model.research(lead)
    assert with_model.values(lead, "personal_interests") == [PLAYS]
    assert FOUNDED in with_model.values(lead, "company_info")
    pages = with_model.pages(lead)
    assert all(fact.quote in pages[fact.url] for fact in with_model.facts(lead))


def test_what_is_said_of_another_person_is_not_the_leads(with_model: Researching) -> None:
    think(
        with_model, naming(("marathons", "personal_interests", ""), ("Somebody", "title", "Else"))
    )
    lead = with_model.lead_of(KAREE)
    with_model.research(lead)
    assert with_model.values(lead, "personal_interests") == []
    assert with_model.values(lead, "title") == []


def test_a_title_that_the_sentence_does_not_have_is_none(with_model: Researching) -> None:
    think(with_model, naming(("chess", "title", "Chief Executive")))
    lead = with_model.lead_of(KAREE)
    with_model.research(lead)
    assert with_model.values(lead, "title") == []


def test_the_model_chooses_among_the_links_of_the_site_and_no_address_of_its_own(
    with_model: Researching,
) -> None:
    think(with_model, lambda _: f'{{"links": ["{EVIL}", "/evil"], "facts": []}}')
    lead = with_model.lead_of(KAREE)
    with_model.research(lead, Depth.QUICK)
    asked = {page.partition("/")[2] for page in with_model.web.pages_asked()}
    assert asked == {"", "about-us", "our-team"}


def test_what_the_model_cost_is_in_the_ledger_for_the_lead(with_model: Researching) -> None:
    lead = with_model.lead_of(KAREE)
    with_model.research(lead)
    with with_model.parts.database.read() as session:
        lines = session.exec(select(ApiUsage)).all()
    assert {(line.service, line.agent, line.subject) for line in lines} == {
        ("model", "lead_research", str(lead))
    }
    assert all(line.usd > 0 for line in lines)


def test_a_model_that_is_away_costs_only_what_it_would_have_named(with_model: Researching) -> None:
    assert with_model.endpoint is not None
    with_model.endpoint.always = fails(401)
    lead = with_model.lead_of(KAREE)
    run = with_model.research(lead)
    assert run.status == RunStatus.COMPLETED
    assert with_model.values(lead, "company_info") == [KAREE.about]
    [way] = [way for way in with_model.ways(lead) if way.way == "model"]
    assert way.outcome == "failed"
    assert "OPENAI_API_KEY" in way.detail


def test_a_lead_has_a_ceiling_of_its_own(
    with_model: Researching, monkeypatch: pytest.MonkeyPatch
) -> None:
    poor = plan.Limits(ways=3, pages=3, results=1, seconds=60, usd=0.0)
    monkeypatch.setitem(plan.LIMITS, Depth.QUICK, poor)
    lead = with_model.lead_of(KAREE)
    with_model.research(lead, Depth.QUICK)
    assert with_model.endpoint is not None
    assert with_model.endpoint.received == []
    assert with_model.stored(lead).status == LeadStatus.RESEARCHED


def test_a_lead_has_a_ceiling_in_time(
    with_model: Researching, monkeypatch: pytest.MonkeyPatch
) -> None:
    hasty = plan.Limits(ways=3, pages=3, results=1, seconds=0, usd=1.0)
    monkeypatch.setitem(plan.LIMITS, Depth.QUICK, hasty)
    lead = with_model.lead_of(KAREE)
    run = with_model.research(lead, Depth.QUICK)
    assert run.status == RunStatus.COMPLETED
    assert with_model.web.asked == []
    assert [way.detail for way in with_model.ways(lead) if way.way == "company_site"] == [
        "The time for this lead was up."
    ]
