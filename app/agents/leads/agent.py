"""Who finds out about leads, with all that people see of them: one of the agents in
app/service/agents.py, and the names of the lead agent's three.

Research and sequences (`sequence_agent.py`) are runs of their own, with a ceiling, a queue and
costs each; a third reads the mailbox that answers come to (`inbox_agent.py`).
"""

from collections.abc import Awaitable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from app.parts.agent import Agent, Chore, LookAtParts, RunHere, Say, StillOurs

if TYPE_CHECKING:
    from fastapi import APIRouter
    from typer import Typer

    from app.lib.settings.settings import Settings
    from app.parts.demo.part import DemoPart
    from app.parts.parts import Parts
    from app.parts.runs.lease import Claim
    from app.parts.tools.tool import Tool

RESEARCH = "lead_research"
SEQUENCE = "lead_sequence"
OUTREACH = "outreach"
"""What `lead_sequence` works on: all campaigns together, in one round."""
INBOX = "lead_inbox"
MOST_LEADS_BYTES = 2 * 1024 * 1024
"""Of a thousand leads with all that a form takes, but without pasted profiles."""
RETENTION_SECONDS = 15 * 60
MOST_FILE_BYTES = 5 * 1024 * 1024
"""Of a file of leads that a form brings: some fifty thousand rows."""
MOST_UPLOAD_BYTES = MOST_FILE_BYTES + 256 * 1024
"""With what is around the file."""
LONGEST_RESEARCH_SECONDS = 115.0
"""Under two minutes a lead, whatever happens; it stops asking before."""


def research(parts: "Parts", claim: "Claim", still_ours: StillOurs) -> Awaitable[None]:
    from app.agents.leads.research.run import research_lead

    return research_lead(parts, claim, still_ours)


def longest_research(_: "Settings") -> float:
    return LONGEST_RESEARCH_SECONDS


def prepare_research(settings: "Settings") -> None:
    """Each run would spend a second of CPU on it."""
    import_module("app.agents.leads.research.run")
    if settings.openai_api_key:
        from app.parts.model.configured import load_libraries

        load_libraries()
    from app.parts.web.fetching.aiohttp_session import load_certificates

    load_certificates()


def check_what_research_uses(parts: "Parts", say: Say) -> bool:
    from app.agents.leads.research.check import check_research

    return check_research(parts.settings, say)


def chores(parts: "Parts") -> Sequence[Chore]:
    def keep() -> None:
        from app.agents.leads.intake.retention import keep_to_retention

        keep_to_retention(parts)

    return [Chore("lead retention", keep, RETENTION_SECONDS, at_once=True)]


def routes(parts: "Parts") -> "Sequence[APIRouter]":
    from app.agents.leads.pages.analytics_routes import analytics_routes
    from app.agents.leads.pages.campaign_routes import user_routes
    from app.agents.leads.pages.consent_routes import consent_routes
    from app.agents.leads.pages.lead_routes import lead_routes
    from app.agents.leads.pages.research_route import research_route
    from app.agents.leads.pages.suppression_routes import suppression_routes

    made = (
        *(analytics_routes, consent_routes, lead_routes, research_route),
        *(suppression_routes, user_routes),
    )
    return [make(parts) for make in made]


def pages(parts: "Parts", _: LookAtParts) -> "Sequence[APIRouter]":
    from app.agents.leads.pages.page_routes import lead_pages

    return lead_pages(parts)


def tools() -> "Sequence[Tool]":
    from app.agents.leads.tools import LEAD_TOOLS

    return LEAD_TOOLS


def demo() -> "DemoPart":
    from app.agents.leads.demo import LEADS_DEMO

    return LEADS_DEMO


def add_commands(app: "Typer", run_here: RunHere) -> None:
    from app.agents.leads.commands.commands import add_commands as add

    add(app, run_here)


LEAD_RESEARCH = Agent(
    name=RESEARCH,
    run=research,
    longest_seconds=longest_research,
    prepare=prepare_research,
    routes=routes,
    pages=pages,
    body_limits=[("/api/leads", MOST_LEADS_BYTES), ("/leads/import", MOST_UPLOAD_BYTES)],
    add_commands=add_commands,
    check=check_what_research_uses,
    chores=chores,
    tools=tools,
    demo=demo,
)
