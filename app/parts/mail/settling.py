"""How mails end that nobody sends any more, and which runs are to hear of it."""

from collections.abc import Set
from datetime import datetime, timedelta

from sqlalchemy import and_, case, func, or_
from sqlmodel import col, select, update

from app.parts.mail.mails import mails_of_run, of_running_run
from app.parts.mail.tables import Mail, MailKind, MailPhase
from app.parts.runs.lease import LEASE_SECONDS
from app.parts.runs.tables import AgentRun, MailStatus, RunStatus
from app.parts.store.database import Database
from app.parts.store.statements import affected, required_id

DOT_PATIENCE_SECONDS = 150
UNKNOWN_REASON = (
    "The connection ended before the mail server confirmed the mail; it may have arrived."
)
TOO_LATE_REASON = "It could not be sent in time: each attempt ended before its outcome was known."


def settle_abandoned(database: Database, now: datetime, on_unknown: str) -> int:
    """Mails whose sender died after the dot: `unknown`, or open again when the operator chose so
    (but for kinds that have a gate: those go once at most).

    A living sender renews its claim every ten seconds, for as long as it waits for the server's
    answer; a process that is held up for longer than the time here is taken for dead.
    """
    stale = and_(
        col(Mail.phase) == MailPhase.DOT,
        col(Mail.changed_at) < now - timedelta(seconds=DOT_PATIENCE_SECONDS),
    )
    resent = MailPhase.OPEN if on_unknown == "resend" else MailPhase.UNKNOWN
    after = case((col(Mail.kind).in_(list(MailKind)), resent), else_=MailPhase.UNKNOWN)
    with database.write() as session:
        return affected(
            session,
            update(Mail)
            .where(stale)
            .values(phase=after, owner=None, changed_at=now, error=UNKNOWN_REASON),
        )


def give_up_late(database: Database, now: datetime) -> int:
    """Open mails past their time are `failed`: a summary hours late helps nobody."""
    late = and_(
        col(Mail.phase) == MailPhase.OPEN,
        col(Mail.give_up_at) <= now,
        or_(
            col(Mail.owner).is_(None),
            col(Mail.changed_at) < now - timedelta(seconds=LEASE_SECONDS),
        ),
    )
    with database.write() as session:
        return affected(
            session,
            update(Mail)
            .where(late)
            .values(
                phase=MailPhase.FAILED,
                owner=None,
                changed_at=now,
                error=func.coalesce(Mail.error, TOO_LATE_REASON),
            ),
        )


def unsettled(database: Database, now: datetime) -> bool:
    """Is there a mail to send or to give up, or a run whose mails are through but not noted?"""
    ready = and_(
        col(Mail.phase) == MailPhase.OPEN,
        or_(
            and_(col(Mail.next_try_at) <= now, ~of_running_run()),
            col(Mail.give_up_at) <= now,
        ),
    )
    with database.read() as session:
        if session.exec(select(Mail.id).where(ready).limit(1)).first() is not None:
            return True
    return bool(runs_to_settle(database))


def runs_to_settle(database: Database) -> list[tuple[int, str]]:
    """Finished runs noted as `waiting` for their mails although none is on its way any more, each
    with its agent."""
    moving = select(Mail.id).where(
        col(Mail.run_id) == AgentRun.id, col(Mail.phase).in_([MailPhase.OPEN, MailPhase.DOT])
    )
    query = select(AgentRun.id, AgentRun.agent).where(
        AgentRun.mail_status == MailStatus.WAITING,
        AgentRun.status == RunStatus.COMPLETED,
        ~moving.exists(),
    )
    with database.read() as session:
        return [(required_id(run_id), agent) for run_id, agent in session.exec(query)]


def note_what_became(database: Database, run_id: int) -> None:
    """In the run of an agent that cannot note it itself."""
    with database.write() as session:
        phases = {mail.phase for mail in mails_of_run(session, run_id)}
        session.execute(
            update(AgentRun)
            .where(col(AgentRun.id) == run_id, col(AgentRun.mail_status) == MailStatus.WAITING)
            .values(mail_status=taken_together(phases))
        )


def taken_together(phases: Set[str]) -> MailStatus:
    """What people should know first."""
    if not phases:
        return MailStatus.NOTHING_NEW
    if MailPhase.UNKNOWN in phases:
        return MailStatus.UNKNOWN
    return MailStatus.SENT if MailPhase.SENT in phases else MailStatus.FAILED
