"""What the API process does beside answering: each agent's tick, and the chores of all."""

from collections.abc import Callable

from app.parts.agent import Agent, Chore
from app.parts.alarm.alerts import Alerts
from app.parts.alarm.overdue import Punctuality
from app.parts.http.ring import ring
from app.parts.parts import Parts
from app.parts.runs.slots import Scheduler
from app.service import agents
from app.service.housekeeping import Housekeeping, Tick

RING_SECONDS = 5
"""A run made for later begins within 15 s of its moment, also when one ring finds Redis away."""


def housekeeping_of(parts: Parts, alerts: Alerts) -> Housekeeping:
    """Raises MisconfiguredError."""
    reconciler = agents.reconciler_of(parts)
    chores = (
        Chore("reconcile", reconciler.reconcile),
        Chore("ring", reconciler.ring, RING_SECONDS),
        Chore("alerts", alerts.look),
        *(chore for agent in agents.AGENTS for chore in agent.chores(parts)),
    )
    ticks = [tick for agent in agents.AGENTS for tick in ticks_of(parts, agent)]
    return Housekeeping(ticks, chores)


def ticks_of(parts: Parts, agent: Agent) -> list[Tick]:
    """None for an agent that works only when asked."""
    interval = agent.interval(parts.settings)
    if interval is None:
        return []
    scheduler = Scheduler(
        parts.database,
        parts.clock,
        agent=agent.name,
        profiles=agent.profiles(parts.settings),
        interval=interval,
    )
    return [Tick(agent.name, ringing(parts, agent, scheduler), interval)]


def ringing(parts: Parts, agent: Agent, scheduler: Scheduler) -> Callable[[], None]:
    def tick() -> None:
        for run_id in scheduler.tick():
            ring(parts.doorbell, run_id, agent.queue)

    return tick


def punctuality_of(parts: Parts) -> tuple[Punctuality, ...]:
    """Of each agent that works by schedule. Raises MisconfiguredError."""
    return tuple(
        Punctuality(
            parts.database,
            parts.clock,
            agent=agent.name,
            profiles=agent.profiles(parts.settings),
            interval=interval,
            words=agent.silence,
            is_needed=agent.is_needed,
        )
        for agent in agents.AGENTS
        if (interval := agent.interval(parts.settings)) is not None
    )
