"""A reported event from its coming to its end. Each move is one conditional UPDATE.

received -> done
received -> received   (a try failed for now: again after 2, 8 and 20 seconds)
received -> failed     (for good, or after four tries)
failed   -> received   (somebody pressed "Try again")
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, func, or_
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlmodel import Session, col, select, update

from app.agents.team.tables import WebhookEvent, WebhookState
from app.parts.store.statements import affected, required_id, table_of

WAITS: Final = (timedelta(seconds=2), timedelta(seconds=8), timedelta(seconds=20))
TRIES: Final = len(WAITS) + 1
LONGEST_TEXT: Final = 2_000
KEPT_CONTENT: Final = timedelta(days=30)
EVENTS: Final = table_of(WebhookEvent)
_INSERTS: Final = {
    "sqlite": sqlite_insert(EVENTS).on_conflict_do_nothing().returning(EVENTS.c.id),
    "postgresql": postgresql_insert(EVENTS).on_conflict_do_nothing().returning(EVENTS.c.id),
}


@dataclass(frozen=True, slots=True)
class Incoming:
    """What is stored of a request that was found good."""

    kind: str
    event_id: str
    content_type: str
    body: bytes
    received_at: datetime

    def row(self) -> Mapping[str, object]:
        return {
            "kind": self.kind,
            "event_id": self.event_id,
            "content_type": self.content_type,
            "body": self.body,
            "received_at": self.received_at,
            "state": WebhookState.RECEIVED,
            "attempts": 0,
            "what_came": "",
        }


@dataclass(frozen=True, slots=True)
class Event:
    """A received event whose turn it is. `attempt` counts from 1."""

    id: int
    kind: str
    event_id: str
    content_type: str
    body: bytes
    received_at: datetime
    attempt: int


def keep(session: Session, incoming: Incoming) -> bool:
    """False when it came before. One statement: nothing is looked at first."""
    insert = _INSERTS[session.get_bind().dialect.name]
    return session.connection().execute(insert, incoming.row()).first() is not None


def is_due(now: datetime) -> ColumnElement[bool]:
    return and_(
        col(WebhookEvent.state) == WebhookState.RECEIVED,
        or_(col(WebhookEvent.not_before).is_(None), col(WebhookEvent.not_before) <= now),
    )


def first_due(session: Session, now: datetime) -> int | None:
    query = select(WebhookEvent.id).where(is_due(now)).order_by(col(WebhookEvent.id)).limit(1)
    return session.exec(query).first()


def count_by_state(session: Session) -> list[tuple[str, int]]:
    query = select(WebhookEvent.state, func.count()).group_by(WebhookEvent.state)
    return [(state, number) for state, number in session.exec(query)]


def begin(session: Session, row_id: int, now: datetime) -> Event | None:
    """Counts the try before it is made: an event that kills its worker is not tried for ever, and
    does not hold up those behind it. None: it is over, or was tried too often by now."""
    row = session.get(WebhookEvent, row_id)
    if row is None or row.state != WebhookState.RECEIVED:
        return None
    if row.attempts >= TRIES:
        _end(session, row_id, WebhookState.FAILED, now, error="The worker died of it each time.")
        return None
    values = {"attempts": row.attempts + 1, "not_before": now + wait_after(row.attempts + 1)}
    session.execute(update(EVENTS).where(EVENTS.c.id == row_id).values(**values))
    return Event(
        required_id(row.id),
        row.kind,
        row.event_id,
        row.content_type,
        row.body,
        row.received_at,
        row.attempts + 1,
    )


def wait_after(attempt: int) -> timedelta:
    return WAITS[min(attempt, len(WAITS)) - 1]


def note_done(session: Session, event: Event, what_came: str, now: datetime) -> bool:
    """False when it was over already: then the caller's transaction must come to nothing."""
    return _end(session, event.id, WebhookState.DONE, now, what_came=what_came)


def note_failed(session: Session, event: Event, error: str, now: datetime) -> bool:
    return _end(session, event.id, WebhookState.FAILED, now, error=error)


def put_off(session: Session, event: Event, error: str, now: datetime) -> bool:
    """For another try, or for good once there were enough. True: it comes again."""
    if event.attempt >= TRIES:
        note_failed(session, event, f"Given up after {TRIES} tries. The last one: {error}", now)
        return False
    values = {"not_before": now + wait_after(event.attempt), "error": error[:LONGEST_TEXT]}
    session.execute(update(EVENTS).where(_is_open(event.id)).values(**values))
    return True


def try_again(session: Session, row_id: int) -> bool:
    """False for one that has not failed, or whose content is not kept any more."""
    values = {
        "state": WebhookState.RECEIVED,
        "attempts": 0,
        "not_before": None,
        "done_at": None,
        "error": None,
    }
    can_be = and_(
        EVENTS.c.id == row_id, EVENTS.c.state == WebhookState.FAILED, EVENTS.c.body != b""
    )
    return bool(affected(session, update(EVENTS).where(can_be).values(**values)))


def forget_content(session: Session, now: datetime) -> int:
    """Of what is over for 30 days: that it came, and what came of it, stays."""
    old = and_(EVENTS.c.done_at < now - KEPT_CONTENT, EVENTS.c.body != b"")
    return affected(session, update(EVENTS).where(old).values(body=b""))


def _is_open(row_id: int) -> ColumnElement[bool]:
    return and_(EVENTS.c.id == row_id, EVENTS.c.state == WebhookState.RECEIVED)


def _end(
    session: Session,
    row_id: int,
    state: WebhookState,
    now: datetime,
    *,
    what_came: str = "",
    error: str | None = None,
) -> bool:
    values = {
        "state": state,
        "done_at": now,
        "not_before": None,
        "what_came": what_came[:LONGEST_TEXT],
        "error": error[:LONGEST_TEXT] if error else None,
    }
    return bool(affected(session, update(EVENTS).where(_is_open(row_id)).values(**values)))
