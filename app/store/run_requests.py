"""Runs that somebody asks for: one at a time, and one for each key however often it is sent.

The keys are those of draft-ietf-httpapi-idempotency-key-header: a client that heard no answer
sends its request again under the same key and gets the run that the first one got.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete

from app.errors import PermanentError, TransientError
from app.store.database import Database
from app.store.runs import active_run, required_id
from app.store.tables import AgentRun, RequestKey, Trigger

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


def add_requested_run(
    database: Database,
    *,
    agent: str,
    profile: str,
    now: datetime,
    trigger: Trigger = Trigger.REQUEST,
    request: Request | None = None,
) -> tuple[AgentRun, bool]:
    """A new pending run, or with True the one that is active or that the key got before.

    Raises KeyUsedError, DatabaseAwayError.
    """
    for _ in range(TRIES):
        try:
            with database.write() as session:
                known = known_run(session, agent, request)
                if known is not None:
                    return known, True
                active = active_run(session, agent, profile)
                run = active or add_run(session, agent, profile, now, trigger)
                keep_key(session, agent, request, run, now)
                return run, active is not None
        except IntegrityError:
            continue  # another process was first: look again
    raise RunsChangeTooFastError("Too many requests came at once; send it again.")


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
    session: Session, agent: str, profile: str, now: datetime, trigger: Trigger
) -> AgentRun:
    run = AgentRun(agent=agent, profile=profile, trigger=trigger, created_at=now)
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
