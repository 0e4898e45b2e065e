"""Who works on what others report: one of the agents in app/service/agents.py. The reports
themselves are taken by the API process (webhooks/http/), also while no worker is there."""

from collections.abc import Awaitable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from app.agents.team.roles.roles import ROLES
from app.agents.team.webhooks.asking_for_run import KINDS, NAME, chores_of
from app.parts.agent import Agent, Gauges, LookAtParts, StillOurs
from app.parts.queue.queues import TASKS_QUEUE

if TYPE_CHECKING:
    from fastapi import APIRouter
    from sqlmodel import Session

    from app.lib.settings.settings import Settings
    from app.parts.parts import Parts
    from app.parts.runs.lease import Claim

MOST_BYTES = 1024 * 1024
LONGEST_SECONDS = 180.0
SIGNED_PATHS = (
    *(f"/webhook/{kind}" for kind in KINDS),
    *(f"/internal/agents/{role.path}" for role in ROLES),
)


def run(parts: "Parts", claim: "Claim", still_ours: StillOurs) -> Awaitable[None]:
    from app.agents.team.webhooks.drain import drain

    return drain(parts, claim, still_ours)


def longest(_: "Settings") -> float:
    return LONGEST_SECONDS


def prepare(_: "Settings") -> None:
    import_module("app.agents.team.webhooks.drain")


def pages(parts: "Parts", _: LookAtParts) -> "Sequence[APIRouter]":
    """Those who report show no token of the service, but sign: they are not among its `routes`."""
    from app.agents.team.webhooks.http.event_routes import event_routes
    from app.agents.team.webhooks.http.internal_routes import internal_routes
    from app.agents.team.webhooks.pages import webhook_pages

    return [event_routes(parts), internal_routes(parts), webhook_pages(parts)]


def gauges(session: "Session") -> Sequence[Gauges]:
    from app.agents.team.webhooks.events import count_by_state

    return [
        Gauges(
            "scout_webhook_events",
            "Events that others reported, by what became of them.",
            "state",
            count_by_state(session),
        )
    ]


WEBHOOKS = Agent(
    name=NAME,
    run=run,
    longest_seconds=longest,
    queue=TASKS_QUEUE,
    prepare=prepare,
    pages=pages,
    body_limits=[(path, MOST_BYTES) for path in SIGNED_PATHS],
    chores=chores_of,
    gauges=gauges,
)
