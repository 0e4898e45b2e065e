"""The two roles that work by the lead agent's own tools: its research, its law, its outbox."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from app.agents.leads.agent import RESEARCH
from app.agents.leads.tables import Campaign, Lead, SequenceMail
from app.agents.team.roles.roles import role_named
from app.agents.team.tasks import add_task
from app.jobs import carry_out
from app.parts.mail.tables import Mail
from app.parts.parts import Parts
from app.parts.runs import lease, runs
from app.parts.runs.tables import AgentRun, RunStatus
from app.parts.store.api_usage import ApiUsage, Service
from app.parts.store.database import Database
from app.parts.store.statements import required_id
from tests.leads.research.researching import Researching, researching
from tests.servers.company_web import Company

KAREE, OTHER = Company(1), Company(2)
OFFER = {
    "what": "Lunch for teams of ten and more, delivered hot.",
    "call_to_action": "May I send you the menu?",
    "sender_name": "Ann Nkosi",
}


@pytest.fixture
def desk(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, redis_url: str
) -> Iterator[Researching]:
    with researching(
        database, tmp_path, monkeypatch, KAREE, OTHER, search=True, SENDER_COUNTRY="ZA"
    ) as opened:
        opened.parts = replace(opened.parts, redis_url=redis_url)
        yield opened


def done(parts: Parts, role_name: str, given: dict[str, Any]) -> AgentRun:
    """A task after a worker had its turn."""
    role = role_named(role_name)
    assert role is not None
    task, _ = add_task(parts, role, role.input.model_validate(given))
    return attempt(parts, required_id(task.id))


def attempt(parts: Parts, task_id: int) -> AgentRun:
    claim = lease.claim_run(parts.database, task_id, parts.clock())
    assert claim is not None
    carry_out(parts, claim, stop=lambda: None)
    run = runs.find_run(parts.database, task_id)
    assert run is not None
    return run


def rows(parts: Parts, table: Any) -> list[Any]:
    with parts.database.read() as session:
        return list(session.exec(select(table)))


def test_addresses_become_leads_that_are_researched_once(desk: Researching) -> None:
    parts = desk.parts
    given = {"addresses": [desk.web.site(KAREE), desk.web.site(OTHER), "not an address@@"]}
    run = done(parts, "leadgen_scraper", given)
    assert (run.status, run.error_message) == (RunStatus.COMPLETED, None)
    result = run.result
    assert (result["new"], result["known"], result["not_done"]) == (2, 0, [])
    assert [one["address"] for one in result["refused"]] == ["not an address@@"]
    assert all(lead["facts"] and not lead["problem"] for lead in result["leads"])
    children = [one for one in rows(parts, AgentRun) if one.agent == RESEARCH]
    assert {one.parent_run_id for one in children} == {run.id}
    assert {one.status for one in children} == {RunStatus.COMPLETED}
    # Its process died after all that: the next attempt repeats none of it.
    with parts.database.write() as session:
        again = session.get_one(AgentRun, run.id)
        again.status, again.result = RunStatus.PENDING, {}
        session.add(again)
    pages = desk.web.pages_asked()
    second = attempt(parts, required_id(run.id))
    assert (second.result["new"], second.result["known"]) == (0, 2)
    assert len(rows(parts, Lead)) == 2
    assert len([one for one in rows(parts, AgentRun) if one.agent == RESEARCH]) == 2
    assert desk.web.pages_asked() == pages


def test_a_query_finds_sites_and_its_search_is_paid(desk: Researching) -> None:
    run = done(desk.parts, "leadgen_scraper", {"query": KAREE.name, "most_leads": 1})
    assert run.status == RunStatus.COMPLETED, run.error_message
    assert len(run.result["leads"]) == 1
    services = [(one.service, one.agent) for one in rows(desk.parts, ApiUsage)]
    assert (Service.SEARCH, "leadgen_scraper") in services


def test_a_query_without_a_search_says_what_to_set(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with researching(database, tmp_path, monkeypatch, KAREE) as desk:
        run = done(desk.parts, "leadgen_scraper", {"query": "joiners in Cape Town"})
    assert run.status == RunStatus.FAILED
    assert "set SEARCH_PROVIDER" in (run.error_message or "")


def test_one_mail_is_a_draft_that_a_person_has_to_approve(desk: Researching) -> None:
    parts = desk.parts
    lead = desk.lead_of(KAREE, country="ZA", ground="customer_relation")
    desk.research(lead)
    nobody = lead + 1_000
    run = done(parts, "outbound_emailer", {"lead_ids": [lead, nobody], **OFFER})
    assert run.status == RunStatus.COMPLETED, run.error_message
    result = run.result
    assert result["refused"] == [{"lead_id": nobody, "why": "there is no such lead"}]
    assert (result["status"], len(result["mails"])) == ("draft", 1)
    assert "nothing is sent until somebody starts it" in result["not_done"][0]
    [campaign] = rows(parts, Campaign)
    assert (campaign.approve, len(campaign.steps)) == ("all", 1)
    assert campaign.name == f"A mail (task {run.id})"
    assert rows(parts, Mail) == []
    drafts = rows(parts, SequenceMail)
    assert [one.state for one in drafts] == (["draft"] if result["mails"][0]["draft_id"] else [])
    with parts.database.write() as session:
        again = session.get_one(AgentRun, run.id)
        again.status, again.result = RunStatus.PENDING, {}
        session.add(again)
    assert attempt(parts, required_id(run.id)).result["campaign_id"] == campaign.id
    assert len(rows(parts, Campaign)) == 1
    assert len(rows(parts, SequenceMail)) == len(drafts)


def test_a_campaign_that_may_not_start_says_why_and_sends_nothing(desk: Researching) -> None:
    lead = desk.lead_of(KAREE, country="ZA")
    wanted = {"kind": "campaign", "start": True, "approve": "none", "lead_ids": [lead], **OFFER}
    run = done(desk.parts, "outbound_emailer", wanted)
    assert run.status == RunStatus.COMPLETED, run.error_message
    assert run.result["status"] == "draft"
    assert "OUTREACH_FROM" in " ".join(run.result["not_done"])
    assert rows(desk.parts, Mail) == []
