"""Has a worker see to the events, and what is looked after beside that."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from app.parts.parts import Parts

from app.parts.agent import Chore

NAME: Final = "webhooks"
KINDS: Final = ("email", "calendar", "scrape", "task", "monitoring")
PROFILE: Final = "incoming"
"""All events together: one run at a time works on them, in their order."""
LOOK_SECONDS: Final = 5
RETENTION_SECONDS: Final = 15 * 60
KEPT_RUNS: Final = timedelta(days=1)


def ask_for_run(parts: "Parts") -> None:
    """One that is active will see to it. Raises DatabaseAwayError."""
    from app.parts.http.ring import ring
    from app.parts.queue.queues import TASKS_QUEUE
    from app.parts.runs.run_requests import add_requested_run
    from app.parts.runs.tables import RunStatus, Trigger
    from app.parts.store.statements import required_id

    run, already = add_requested_run(
        parts.database,
        agent=NAME,
        profile=PROFILE,
        now=parts.clock(),
        trigger=Trigger.REQUEST,
    )
    if not already and run.status == RunStatus.PENDING:
        ring(parts.doorbell, required_id(run.id), TASKS_QUEUE)


def see_to_waiting_events(parts: "Parts") -> None:
    """An event whose next try has come, or that came while a run ended. Raises
    DatabaseAwayError."""
    from app.agents.team.webhooks.events import first_due

    with parts.database.read() as session:
        waits = first_due(session, parts.clock()) is not None
    if waits:
        ask_for_run(parts)


def forget_what_is_old(parts: "Parts") -> None:
    """Tokens that have expired, contents of old events, and runs: there is one for every few
    events. Raises DatabaseAwayError."""
    from sqlmodel import col, delete

    from app.agents.team.webhooks.checking.internal_tokens import forget_expired_tokens
    from app.agents.team.webhooks.events import forget_content
    from app.parts.runs.tables import AgentRun, RunStatus

    now = parts.clock()
    old_runs = (
        col(AgentRun.agent) == NAME,
        col(AgentRun.status) == RunStatus.COMPLETED,
        col(AgentRun.completed_at) < now - KEPT_RUNS,
    )
    with parts.database.write() as session:
        forget_expired_tokens(session, now)
        forget_content(session, now)
        session.execute(delete(AgentRun).where(*old_runs))


def chores_of(parts: "Parts") -> Sequence[Chore]:
    return (
        Chore("webhooks", lambda: see_to_waiting_events(parts), LOOK_SECONDS),
        Chore("webhook retention", lambda: forget_what_is_old(parts), RETENTION_SECONDS),
    )
