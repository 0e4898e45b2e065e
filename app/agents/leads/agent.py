"""The lead agent as the service knows it: two of the agents in app/service/agents.py.

Research and sequences are runs of their own, with a ceiling, a queue and costs each.
"""

from collections.abc import Awaitable, Sequence
from typing import TYPE_CHECKING

from app.lib.errors import PermanentError
from app.parts.agent import Agent, LookAtParts, RunHere, StillOurs

if TYPE_CHECKING:
    from fastapi import APIRouter
    from typer import Typer

    from app.lib.settings.settings import Settings
    from app.parts.parts import Parts
    from app.parts.runs.lease import Claim

RESEARCH = "lead_research"
SEQUENCE = "lead_sequence"
MOST_LEADS_BYTES = 2 * 1024 * 1024
"""Of a thousand leads with all that a form takes, but without pasted profiles."""
LONGEST_RESEARCH_SECONDS = 115.0
"""Under two minutes a lead, whatever happens; it stops asking before."""


def research(parts: "Parts", claim: "Claim", still_ours: StillOurs) -> Awaitable[None]:
    from app.agents.leads.research.run import research_lead

    return research_lead(parts, claim, still_ours)


def longest_research(_: "Settings") -> float:
    return LONGEST_RESEARCH_SECONDS


async def run(_parts: "Parts", claim: "Claim", _still_ours: StillOurs) -> None:
    raise PermanentError(f"This version of the service has no runs of '{claim.agent}'.")


def routes(parts: "Parts") -> "Sequence[APIRouter]":
    from app.agents.leads.pages.analytics_routes import analytics_routes
    from app.agents.leads.pages.lead_routes import lead_routes
    from app.agents.leads.pages.research_route import research_route
    from app.agents.leads.pages.suppression_routes import suppression_routes

    made = (analytics_routes, lead_routes, research_route, suppression_routes)
    return [make(parts) for make in made]


def pages(parts: "Parts", _: LookAtParts) -> "Sequence[APIRouter]":
    from app.agents.leads.pages.page_routes import lead_pages

    return lead_pages(parts)


def add_commands(app: "Typer", run_here: RunHere) -> None:
    from app.agents.leads.commands.commands import add_commands as add

    add(app, run_here)


LEAD_RESEARCH = Agent(
    name=RESEARCH,
    run=research,
    longest_seconds=longest_research,
    routes=routes,
    pages=pages,
    body_limits=[("/api/leads", MOST_LEADS_BYTES)],
    add_commands=add_commands,
)
LEAD_SEQUENCE = Agent(name=SEQUENCE, run=run)
