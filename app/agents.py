"""The agents of this service: the one list. Nothing else names an agent."""

from typing import TYPE_CHECKING

from app.agent import Agent
from app.errors import MisconfiguredError, PermanentError
from app.queue.queues import RUNS_QUEUE
from app.scout.agent import BRAND_SCOUT

if TYPE_CHECKING:
    from app.parts import Parts
    from app.reconcile import Reconciler
    from app.settings import Settings

AGENTS: tuple[Agent, ...] = (BRAND_SCOUT,)


def agent_named(name: str) -> Agent:
    """Raises PermanentError."""
    for agent in AGENTS:
        if agent.name == name:
            return agent
    raise PermanentError(f"This version of the service has no agent '{name}'.")


def agent_names() -> tuple[str, ...]:
    return tuple(agent.name for agent in AGENTS)


def queue_of(name: str) -> str:
    """Where the runs of an agent wait; those of an agent we do not know end where others do."""
    return next((agent.queue for agent in AGENTS if agent.name == name), RUNS_QUEUE)


def reconciler_of(parts: "Parts") -> "Reconciler":
    from app.reconcile import Reconciler

    return Reconciler(
        parts.database, parts.doorbell, parts.clock, parts.settings.on_unknown, queue_of
    )


def check_agents(settings: "Settings") -> None:
    """At a start somebody is there to mend a file: all mistakes are told, and nothing starts. Once
    the service runs, an agent's broken file stops that agent alone.

    Raises MisconfiguredError.
    """
    problems: list[str] = []
    for agent in AGENTS:
        try:
            agent.profiles(settings)
        except MisconfiguredError as error:
            problems += error.problems
    if problems:
        raise MisconfiguredError(problems)
