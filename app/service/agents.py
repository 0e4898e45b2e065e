"""The agents of this service: the one list. Nothing else names an agent."""

from dataclasses import replace
from typing import TYPE_CHECKING

import structlog

from app.agents.leads.agent import LEAD_RESEARCH
from app.agents.leads.inbox_agent import LEAD_INBOX
from app.agents.leads.sequence_agent import LEAD_SEQUENCE
from app.agents.scout.agent import BRAND_SCOUT
from app.agents.team.agent import TEAM
from app.agents.team.webhooks_agent import WEBHOOKS
from app.lib.errors import MisconfiguredError, PermanentError
from app.lib.printable import one_line
from app.lib.settings.parts import DAILY_BUDGET
from app.parts.agent import Agent
from app.parts.queue.queues import RUNS_QUEUE

if TYPE_CHECKING:
    from app.lib.settings.settings import Settings
    from app.parts.mail.gates import Gates
    from app.parts.parts import Parts
    from app.parts.runs.reconcile import Reconciler
    from app.parts.tools.tool import Tools

log = structlog.get_logger("agents")

AGENTS: tuple[Agent, ...] = (BRAND_SCOUT, LEAD_RESEARCH, LEAD_SEQUENCE, LEAD_INBOX, *TEAM, WEBHOOKS)


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


def agents_beside(name: str) -> tuple[str, ...]:
    """All whose runs wait where those of this agent do, itself included."""
    return tuple(agent.name for agent in AGENTS if agent.queue == queue_of(name))


def reconciler_of(parts: "Parts") -> "Reconciler":
    from app.parts.runs.reconcile import Reconciler

    return Reconciler(
        parts.database, parts.doorbell, parts.clock, parts.settings.on_unknown, queue_of
    )


def gates_of(parts: "Parts") -> "Gates":
    """Of every agent, by the kind of mail."""
    return {kind: gate for agent in AGENTS for kind, gate in agent.gates(parts).items()}


def tools_of_all() -> "Tools":
    """What agents offer to each other, by name."""
    return {tool.name: tool for agent in AGENTS for tool in agent.tools()}


def with_tools(parts: "Parts") -> "Parts":
    """For a process that carries out runs."""
    return replace(parts, tools=tools_of_all())


def check_agents(settings: "Settings") -> None:
    """At a start somebody is there to mend things: all mistakes are told, and nothing starts. Once
    the service runs, an agent's broken file stops that agent alone.

    One of the service's catch-all boundaries: a bug of one agent hides no mistake of another.
    Raises MisconfiguredError.
    """
    problems = ceilings_of_nobody(settings)
    for agent in AGENTS:
        try:
            agent.profiles(settings)
        except MisconfiguredError as error:
            problems += error.problems
        except Exception as error:
            log.exception("agent.crashed", agent=agent.name)
            problems.append(fault_of(agent, "what it works on cannot be read", error))
    if problems:
        raise MisconfiguredError(problems)


def fault_of(agent: Agent, what: str, error: Exception) -> str:
    """In words, when an agent raises what it should not."""
    said = one_line(f"{type(error).__name__}: {error}", 200)
    return f"{agent.name}: {what}, by a fault of this service ({said})"


def ceilings_of_nobody(settings: "Settings") -> list[str]:
    """In words: whoever misspelt an agent's name must not believe that its costs are limited."""
    known = [f"{DAILY_BUDGET}_{name.upper()}" for name in agent_names()]
    given = [f"{DAILY_BUDGET}_{name}" for name in settings.llm_daily_budget_usd_by_agent]
    return [
        f"{name} is not right: there is no agent of that name; there is {in_a_row(known)}"
        for name in given
        if name not in known
    ]


def models_of_nobody(settings: "Settings") -> list[str]:
    """MODEL_<X> of no agent, in words. Told and not refused: other programs have such names."""
    known = {name.upper() for name in agent_names()}
    return [
        f"MODEL_{name} is set, but there is no agent of that name: it changes nothing here."
        for name in settings.model_by_agent
        if name not in known
    ]


def in_a_row(names: list[str]) -> str:
    """As a sentence has them: "a, b and c"."""
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)
