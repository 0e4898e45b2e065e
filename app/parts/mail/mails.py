"""A mail is written before it is sent and moves by conditional UPDATE.

    open -> dot -> sent
    open -> failed            (refused, or given up)
    dot  -> open | failed     (the server refused it after the dot: certain that it was not taken)
    dot  -> unknown           (no answer after the dot: it may have arrived; never resent by itself)

docs/states.md has each move and who makes it. `outbox.py` sends,
`settling.py` ends what nobody sends any more.

`dot` is committed just before the final dot of the SMTP transaction: send-then-mark sent 53 of
300 digests twice under random kills, mark-then-send lost 63; this lost and doubled none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final
from uuid import uuid4

from sqlalchemy import ColumnElement, func, or_, text
from sqlmodel import Session, col, select, update

from app.parts.mail.gates import Gate, Gates, Held, HeldBackError, Outcome
from app.parts.mail.tables import Mail, MailKind, MailPhase
from app.parts.runs.lease import LEASE_SECONDS, LeaseLostError
from app.parts.runs.tables import AgentRun, RunStatus
from app.parts.store.database import Database
from app.parts.store.statements import affected, required_id

FIRST_WAIT_SECONDS = 20
LONGEST_WAIT_SECONDS = 120
HELD_PATIENCE = timedelta(days=14)
"""How long after the moment to which a gate held it back a mail may wait for its server."""
MINUTE = timedelta(minutes=1)
GONE = (MailPhase.DOT, MailPhase.SENT, MailPhase.UNKNOWN)
ALONE_ON_POSTGRESQL = text("SELECT pg_advisory_xact_lock(7268301148)")
"""Any number nobody else uses in this database."""
NO_GATES: Final[Gates] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class MailClaim:
    """The right to send one mail, until another attempt takes it."""

    mail: Mail
    owner: str


def claim_mail(
    database: Database,
    mail_id: int,
    now: datetime,
    gates: Gates = NO_GATES,
    per_minute: int | None = None,
) -> MailClaim | None:
    """Take an open mail that is due, not too late, that nobody else is sending, and that its gate,
    asked in the same transaction, lets go.

    None: nothing to do, or `per_minute` went in the last minute, whoever sent them. A kind that has
    a gate somewhere, but not here, is left alone.
    """
    owner = uuid4().hex
    unheld = or_(
        col(Mail.owner).is_(None),
        col(Mail.changed_at) < now - timedelta(seconds=LEASE_SECONDS),
    )
    with database.write() as session:
        if per_minute is not None and gone_in_a_minute(session, now) >= per_minute:
            return None
        taken = affected(
            session,
            update(Mail)
            .where(
                col(Mail.id) == mail_id,
                col(Mail.phase) == MailPhase.OPEN,
                col(Mail.next_try_at) <= now,
                col(Mail.give_up_at) > now,
                col(Mail.kind).in_([*MailKind, *gates]),
                unheld,
            )
            .values(owner=owner, tries=Mail.tries + 1, changed_at=now),
        )
        mail = session.get(Mail, mail_id) if taken else None
        if mail is None:
            return None
        gate = gates.get(mail.kind)
        held = gate.may_go(session, mail, now, False) if gate else None
        claim = MailClaim(mail, owner)
        if held:
            hold(session, claim, held, now)
    return None if held else claim


def gone_in_a_minute(session: Session, now: datetime) -> int:
    """Mails that were sent, or are on their way. Whoever counts before a claim is alone until its
    end: on SQLite every writer is."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(ALONE_ON_POSTGRESQL)
    query = select(func.count()).where(
        col(Mail.changed_at) > now - MINUTE,
        or_(col(Mail.phase).in_(GONE), col(Mail.owner).is_not(None)),
    )
    return session.exec(query).one()


def hold(session: Session, claim: MailClaim, held: Held, now: datetime) -> None:
    """For later, or for good."""
    values: dict[str, object] = {"owner": None, "changed_at": now, "error": held.reason}
    if held.until is None:
        values["phase"] = MailPhase.FAILED
    else:
        values |= {"next_try_at": held.until, "give_up_at": held.until + HELD_PATIENCE}
    fenced(session, claim, [MailPhase.OPEN], values)


def move(
    database: Database,
    claim: MailClaim,
    before: MailPhase,
    after: MailPhase,
    now: datetime,
    *,
    error: str | None = None,
    next_try_at: datetime | None = None,
    gate: Gate | None = None,
    recipient_refused: str = "",
) -> None:
    """One fenced transition. Before `dot` the gate is asked again, of any other it is told: the
    conversation up to the dot may have taken minutes.

    Raises LeaseLostError when the mail is no longer ours to move; HeldBackError when it is held
    back by now.
    """
    values: dict[str, object] = {"phase": after, "changed_at": now, "error": error}
    if after is not MailPhase.DOT:
        values["owner"] = None
    if next_try_at is not None:
        values["next_try_at"] = next_try_at
    with database.write() as session:
        held = asked_again(session, claim, now, gate) if after is MailPhase.DOT else None
        if held:
            hold(session, claim, held, now)
        else:
            fenced(session, claim, [before], values)
        if gate and after is not MailPhase.DOT:
            gate.note_outcome(session, claim.mail, Outcome(after, recipient_refused), now)
    if held:
        raise HeldBackError(held.reason)


def asked_again(
    session: Session, claim: MailClaim, now: datetime, gate: Gate | None
) -> Held | None:
    """The fence comes first, so that one mail is decided on by one at a time."""
    if gate is None:
        return None
    fenced(session, claim, [MailPhase.OPEN], {"changed_at": now})
    return gate.may_go(session, claim.mail, now, True)


def renew(database: Database, claim: MailClaim, now: datetime) -> None:
    """Its sender still waits for the server. Raises LeaseLostError when it is no longer ours."""
    with database.write() as session:
        fenced(session, claim, [MailPhase.OPEN, MailPhase.DOT], {"changed_at": now})


def fenced(
    session: Session, claim: MailClaim, phases: Sequence[MailPhase], values: Mapping[str, object]
) -> None:
    """Raises LeaseLostError when the mail is not ours, or in none of the phases."""
    changed = affected(
        session,
        update(Mail)
        .where(
            col(Mail.id) == claim.mail.id,
            col(Mail.owner) == claim.owner,
            col(Mail.phase).in_(phases),
        )
        .values(**values),
    )
    if not changed:
        raise LeaseLostError(f"Mail {claim.mail.id} was taken over by another attempt.")


def put_off(database: Database, mail_id: int, until: datetime, reason: str) -> None:
    """An open mail that its gate could not decide on."""
    with database.write() as session:
        session.execute(
            update(Mail)
            .where(
                col(Mail.id) == mail_id,
                col(Mail.phase) == MailPhase.OPEN,
                col(Mail.owner).is_(None),
            )
            .values(next_try_at=until, error=reason)
        )


def next_try(now: datetime, tries: int) -> datetime:
    """Growing waits: 20 s, 40 s, 80 s, 120 s …"""
    seconds = min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** max(0, tries - 1))
    return now + timedelta(seconds=seconds)


def due_mails(
    database: Database, now: datetime, run_id: int | None = None, *, left_by_runs: bool = False
) -> list[int]:
    """Ids of open mails whose time has come, those first that are due longest: a mail that is tried
    again and again takes no turn from one that was not tried.

    `left_by_runs`: a run sends its own mails before it ends. Another worker that sent them beside
    it would have it end, and say so, before they are sent.
    """
    query = select(Mail.id).where(Mail.phase == MailPhase.OPEN, Mail.next_try_at <= now)
    if run_id is not None:
        query = query.where(Mail.run_id == run_id)
    if left_by_runs:
        query = query.where(~of_running_run())
    with database.read() as session:
        return [
            required_id(mail_id)
            for mail_id in session.exec(query.order_by(col(Mail.next_try_at), col(Mail.id)))
        ]


def of_running_run() -> ColumnElement[bool]:
    return (
        select(AgentRun.id)
        .where(col(AgentRun.id) == Mail.run_id, AgentRun.status == RunStatus.RUNNING)
        .exists()
    )


def mails_of_run(session: Session, run_id: int) -> list[Mail]:
    return list(session.exec(select(Mail).where(Mail.run_id == run_id).order_by(col(Mail.id))))
