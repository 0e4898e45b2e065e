"""Digest mode: whether a run chooses the five best or leaves that to the next digest.

Without EMAIL_DIGEST_TIMES each run chooses. With them the first run at or after each time does,
from all that came since the last digest; the row that says so is stored with its report.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, delete, select

from app.agents.scout.pick.digest_times import latest_moment, next_moment
from app.agents.scout.tables import Digest
from app.parts.parts import Parts
from app.parts.runs.lease import Claim, guard
from app.parts.runs.runs import RunIds
from app.parts.runs.tables import AgentRun
from app.parts.store.statements import affected


@dataclass(frozen=True, slots=True)
class Turn:
    """What is a run's to do. `due_at`: it makes the digest of that moment; `next_at`: it collects
    for the digest of that moment; neither: there are no digests.

    `since` and `after_run` are those of the last digest: when its run began, and which it was,
    None at the first.
    """

    due_at: datetime | None = None
    next_at: datetime | None = None
    since: datetime | None = None
    after_run: int | None = None

    @property
    def chooses(self) -> bool:
        return self.next_at is None


EACH_RUN = Turn()


def begin(parts: Parts, claim: Claim) -> None:
    """Before the brand's first run in digest mode: what was due until now is not made up for.

    Raises LeaseLostError.
    """
    with parts.database.read() as session:
        has_rows = last_digest(session, claim.profile) is not None
    if has_rows == bool(parts.settings.email_digest_times):
        return
    with parts.database.write() as session:
        guard(session, claim, parts.clock())
        if has_rows:
            # Each run mails by itself again: digests that begin later must not look back to these.
            session.execute(delete(Digest).where(col(Digest.brand) == claim.profile))
        else:
            store(session, claim, latest(parts, claim.started_at), run_id=None)


def turn_of(parts: Parts, claim: Claim) -> Turn:
    """Asked once `begin` is through. A second attempt asks anew: a digest may be due by then."""
    if not parts.settings.email_digest_times:
        return EACH_RUN
    due_at = latest(parts, parts.clock())
    with parts.database.read() as session:
        last = last_digest(session, claim.profile)
    if last is not None and due_at <= last.due_at:
        settings = parts.settings
        return Turn(next_at=next_moment(settings.email_digest_times, settings.zone, last.due_at))
    since = last.created_at if last else claim.started_at
    return Turn(due_at=due_at, since=since, after_run=last.run_id if last else None)


def latest(parts: Parts, now: datetime) -> datetime:
    return latest_moment(parts.settings.email_digest_times, parts.settings.zone, now)


def last_digest(session: Session, brand: str) -> Digest | None:
    of_brand = select(Digest).where(Digest.brand == brand)
    return session.exec(of_brand.order_by(col(Digest.due_at).desc()).limit(1)).first()


def store(session: Session, claim: Claim, due_at: datetime, run_id: int | None) -> None:
    session.add(
        Digest(brand=claim.profile, due_at=due_at, run_id=run_id, created_at=claim.started_at)
    )


def forget(session: Session, run_id: int) -> bool:
    """The run's digest reached nobody, so that it is due again. Was there one?"""
    return affected(session, delete(Digest).where(col(Digest.run_id) == run_id)) > 0


def runs_told_of(turn: Turn, claim: Claim) -> RunIds:
    """The ids of the runs whose work this run's report tells: its own, or all since the last
    digest."""
    ids = select(AgentRun.id)
    if turn.since is None:
        return ids.where(AgentRun.id == claim.run_id)
    until_now = ids.where(
        AgentRun.agent == claim.agent,
        AgentRun.profile == claim.profile,
        col(AgentRun.id) <= claim.run_id,
        col(AgentRun.started_at).is_not(None),
    )
    if turn.after_run is None:
        return until_now.where(col(AgentRun.started_at) >= turn.since)
    return until_now.where(col(AgentRun.id) > turn.after_run)
