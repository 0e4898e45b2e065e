"""What the pages of the webhooks show: frozen, cut to what fits, and fit to be printed."""

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from app.agents.team.tables import WebhookEvent, WebhookState
from app.agents.team.webhooks.events import count_by_state
from app.lib.printable import harmless
from app.lib.settings.settings import Settings
from app.parts.http.pages import Badge
from app.parts.store.database import Database
from app.parts.store.statements import required_id

ON_A_PAGE: Final = 50
MOST_SHOWN: Final = 20_000
"""Characters of what came."""
WITHOUT_BODY: Final = defer(WebhookEvent.body)  # type: ignore[arg-type]
"""A list needs no contents, of which each may be a megabyte."""
STATES: Final = {
    WebhookState.RECEIVED: Badge("Waits", "busy"),
    WebhookState.DONE: Badge("Done", "good"),
    WebhookState.FAILED: Badge("Failed", "bad"),
}
TITLES: Final = {
    "email": "Mail",
    "calendar": "Calendar",
    "scrape": "Scraper",
    "task": "Task",
    "monitoring": "Monitoring",
}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the pages have around them. `now` carries a zone."""

    now: datetime
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Listed:
    """Which events are asked for; "" for all. `before`: the id that the page before ended with."""

    kind: str = ""
    state: str = ""
    before: int | None = None


@dataclass(frozen=True, slots=True)
class EventLine:
    """`what`: what came of it, or why it failed."""

    id: int
    kind: str
    event_id: str
    badge: Badge
    what: str
    attempts: int
    received_at: datetime
    not_before: datetime | None
    done_at: datetime | None
    can_be_tried: bool


@dataclass(frozen=True, slots=True)
class EventsView:
    """`is_set`: whether any sender may report, by the settings."""

    wanted: Listed
    lines: tuple[EventLine, ...]
    has_more: bool
    counts: tuple[tuple[str, str, int], ...]
    is_set: bool
    kinds: tuple[tuple[str, str], ...] = tuple(TITLES.items())


@dataclass(frozen=True, slots=True)
class EventView:
    """`content` is cut at MOST_SHOWN; empty once it is not kept any more."""

    line: EventLine
    content_type: str
    size: int
    content: str
    is_cut: bool


def read_events(database: Database, settings: Settings, wanted: Listed) -> EventsView:
    """Raises DatabaseAwayError."""
    query = select(WebhookEvent).options(WITHOUT_BODY)
    query = query.order_by(col(WebhookEvent.id).desc()).limit(ON_A_PAGE + 1)
    if wanted.kind:
        query = query.where(WebhookEvent.kind == wanted.kind)
    if wanted.state:
        query = query.where(WebhookEvent.state == wanted.state)
    if wanted.before is not None:
        query = query.where(col(WebhookEvent.id) < wanted.before)
    with database.read() as session:
        rows = list(session.exec(query))
        counts = count_states(session)
    lines = tuple(line_of(row) for row in rows[:ON_A_PAGE])
    is_set = settings.webhook_secret is not None or settings.pubsub_audience is not None
    return EventsView(wanted, lines, len(rows) > ON_A_PAGE, counts, is_set)


def count_states(session: Session) -> tuple[tuple[str, str, int], ...]:
    """Each state with its words and how many there are."""
    found = dict(count_by_state(session))
    return tuple((state, badge.words, found.get(state, 0)) for state, badge in STATES.items())


def read_event(database: Database, row_id: int) -> EventView | None:
    """Raises DatabaseAwayError."""
    with database.read() as session:
        row = session.get(WebhookEvent, row_id)
    if row is None:
        return None
    text = readable(row.body[: MOST_SHOWN * 4], row.content_type)
    return EventView(
        line_of(row, has_content=bool(row.body)),
        harmless(row.content_type),
        len(row.body),
        text[:MOST_SHOWN],
        len(row.body) > MOST_SHOWN * 4 or len(text) > MOST_SHOWN,
    )


def readable(body: bytes, content_type: str) -> str:
    """Line by line, without signs that act; JSON with its fields below each other."""
    text = body.decode("utf-8", "replace")
    if "json" in content_type.lower():
        with suppress(ValueError, RecursionError):
            text = json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    return "\n".join(harmless(line) for line in text.splitlines())


def line_of(row: WebhookEvent, *, has_content: bool = True) -> EventLine:
    badge = STATES.get(WebhookState(row.state), Badge(row.state, "quiet"))
    if row.state == WebhookState.RECEIVED and row.error:
        badge = Badge("Tried again", "warn")
    return EventLine(
        id=required_id(row.id),
        kind=TITLES.get(row.kind, row.kind),
        event_id=harmless(row.event_id),
        badge=badge,
        what=row.error or row.what_came,
        attempts=row.attempts,
        received_at=row.received_at,
        not_before=row.not_before if row.attempts else None,
        done_at=row.done_at,
        can_be_tried=row.state == WebhookState.FAILED and has_content,
    )
