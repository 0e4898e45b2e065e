"""Alerts of a monitoring: a row for each, from its beginning to its end, and a mail at both.

Whether a mail is owed is decided by the row alone, in the transaction that changes it. So it does
no harm that Alertmanager tells of a trouble again every few hours, nor that an end comes before
its beginning.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlmodel import Session, select

from app.agents.team.tables import Alert
from app.agents.team.webhooks.event_kinds import Bench, Store, read_json
from app.agents.team.webhooks.events import Event
from app.agents.team.webhooks.monitoring.alert_mail import add_alert_mails
from app.agents.team.webhooks.monitoring.notification import (
    NOTIFICATION,
    Notification,
    ReportedAlert,
)
from app.parts.parts import Parts

FIRING: Final = "firing"
RESOLVED: Final = "resolved"


async def take_alerts(bench: Bench, event: Event) -> Store:
    """Raises PermanentError."""
    told = read_json(NOTIFICATION, event, "a notification of Alertmanager's")

    def store(session: Session) -> str:
        return store_alerts(session, bench.parts, told, bench.parts.clock())

    return store


def store_alerts(session: Session, parts: Parts, told: Notification, now: datetime) -> str:
    begun = [row for one in told.alerts if (row := note_beginning(session, one, now))]
    over = [row for one in told.alerts if (row := note_end(session, one, now))]
    session.flush()
    # What begins and ends in one notification was never there to be told of.
    ended = {row.id for row in over}
    firing = [row for row in begun if row.id not in ended]
    for rows, works in ((firing, False), (over, True)):
        if rows:
            add_alert_mails(session, parts.settings, rows, now, works=works)
    return in_words(firing, over, len(told.alerts))


def note_beginning(session: Session, told: ReportedAlert, now: datetime) -> Alert | None:
    """The row, if it is new and lasts."""
    if told.status != FIRING or find(session, told) is not None:
        return None
    return added(session, told, FIRING, now)


def note_end(session: Session, told: ReportedAlert, now: datetime) -> Alert | None:
    """The row, if it is over only now. One whose beginning was not told of gets a row, too: what
    comes of it later changes nothing any more."""
    if told.status != RESOLVED:
        return None
    row = find(session, told)
    if row is None:
        row = added(session, told, RESOLVED, now)
    elif row.status == RESOLVED:
        return None
    row.status, row.ends_at = RESOLVED, told.over_at or now
    session.add(row)
    return row


def find(session: Session, told: ReportedAlert) -> Alert | None:
    query = select(Alert).where(Alert.fingerprint == told.key, Alert.starts_at == told.begun_at)
    return session.exec(query).first()


def added(session: Session, told: ReportedAlert, status: str, now: datetime) -> Alert:
    row = Alert(
        fingerprint=told.key,
        created_at=now,
        starts_at=told.begun_at,
        status=status,
        name=told.name,
        severity=told.labels.get("severity", "")[:40],
        summary=told.summary,
        labels=dict(told.labels),
    )
    session.add(row)
    session.flush()
    return row


def in_words(firing: Sequence[Alert], over: Sequence[Alert], told: int) -> str:
    said = [
        f"{len(rows)} {word}: {', '.join(row.name for row in rows[:5])}"
        for rows, word in ((firing, "begun"), (over, "over"))
        if rows
    ]
    return f"{'; '.join(said)}." if said else f"Nothing new: {told} known before."
