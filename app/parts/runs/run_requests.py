"""Runs that somebody asks for: one at a time, and one for each key however often it is sent.

The keys are those of draft-ietf-httpapi-idempotency-key-header: a client that heard no answer
sends its request again under the same key and gets the run that the first one got.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete, select

from app.lib.errors import PermanentError, TransientError
from app.parts.runs.runs import active_run
from app.parts.runs.tables import AgentRun, RequestKey, Trigger
from app.parts.runs.work import NOTHING_IN_PARTICULAR, Work, exact
from app.parts.store.database import Database
from app.parts.store.statements import required_id

TRIES = 5
KEPT = timedelta(days=7)


class KeyUsedError(PermanentError):
    """The key came before with another request."""


class RunsChangeTooFastError(TransientError):
    """Runs kept starting and ending between the looks."""


@dataclass(frozen=True, slots=True)
class Request:
    """`key` is the sender's; `content` is all that makes it another request when it differs."""

    key: str
    content: str

    def digests(self, agent: str) -> tuple[str, str]:
        return digest(agent, self.key), digest(agent, self.content)


def digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


class OtherWorkError(PermanentError):
    """The name came before for other work."""


class StillAtWorkError(TransientError):
    """Other work on the same is not over yet."""


def add_requested_run(
    database: Database,
    *,
    agent: str,
    profile: str,
    now: datetime,
    trigger: Trigger = Trigger.REQUEST,
    request: Request | None = None,
    work: Work = NOTHING_IN_PARTICULAR,
) -> tuple[AgentRun, bool]:
    """A new pending run, or with True the one that is active, or that the key or the external id
    got before.

    Raises KeyUsedError, OtherWorkError, StillAtWorkError, DatabaseAwayError.
    """
    for _ in range(TRIES):
        try:
            with database.write() as session:
                known = known_run(session, agent, request) or named_run(session, agent, work)
                if known is not None:
                    return known, True
                active = active_run(session, agent, profile)
                refuse_if_at_other_work(active, work)
                run = active or add_run(session, agent, profile, now, trigger, work)
                keep_key(session, agent, request, run, now)
                return run, active is not None
        except IntegrityError:
            continue  # another process was first: look again
    raise RunsChangeTooFastError("Too many requests came at once; send it again.")


def named_run(session: Session, agent: str, work: Work) -> AgentRun | None:
    if work.external_id is None:
        return None
    query = select(AgentRun).where(
        AgentRun.agent == agent, AgentRun.external_id == work.external_id
    )
    known = session.exec(query).first()
    if known is not None and exact(known.input) != exact(work.input):
        raise OtherWorkError(
            f"'{work.external_id}' came before with another input; give this work another name."
        )
    return known


def refuse_if_at_other_work(active: AgentRun | None, work: Work) -> None:
    """Whoever asks for work of its own must not be told that it is at hand when other work is:
    it would never be done."""
    if active is None or (work.external_id is None and not work.input):
        return
    if active.external_id != work.external_id or exact(active.input) != exact(work.input):
        raise StillAtWorkError(
            f"Run {active.id} of '{active.profile}' is not over yet; send this again when it is."
        )


def known_run(session: Session, agent: str, request: Request | None) -> AgentRun | None:
    if request is None:
        return None
    key_digest, request_digest = request.digests(agent)
    known = session.get(RequestKey, key_digest)
    if known is None:
        return None
    if known.request_digest != request_digest:
        raise KeyUsedError("This Idempotency-Key came before with another request; use a new one.")
    return session.get(AgentRun, known.run_id)


def add_run(
    session: Session, agent: str, profile: str, now: datetime, trigger: Trigger, work: Work
) -> AgentRun:
    run = AgentRun(
        agent=agent,
        profile=profile,
        trigger=trigger,
        created_at=now,
        input=dict(work.input),
        external_id=work.external_id,
        parent_run_id=work.parent_run_id,
        not_before=work.not_before,
        requested_by=work.requested_by,
    )
    session.add(run)
    session.flush()
    return run


def keep_key(
    session: Session, agent: str, request: Request | None, run: AgentRun, now: datetime
) -> None:
    if request is None:
        return
    session.execute(delete(RequestKey).where(col(RequestKey.created_at) < now - KEPT))
    key_digest, request_digest = request.digests(agent)
    session.add(
        RequestKey(
            key_digest=key_digest,
            request_digest=request_digest,
            run_id=required_id(run.id),
            created_at=now,
        )
    )
