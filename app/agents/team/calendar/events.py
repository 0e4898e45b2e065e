"""Calls as rows: found and locked by what names them, and what every change of one notes."""

from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from app.agents.team.tables import CalendarEvent, CalendarEventStatus


def event_by_id(session: Session, event_id: int) -> CalendarEvent | None:
    """Locked until the transaction ends, as by the others here."""
    return locked(session, col(CalendarEvent.id) == event_id)


def event_by_uid(session: Session, uid: str) -> CalendarEvent | None:
    return locked(session, col(CalendarEvent.uid) == uid)


def event_by_external_id(session: Session, external_id: str) -> CalendarEvent | None:
    return locked(session, col(CalendarEvent.external_id) == external_id)


def locked(session: Session, which: ColumnElement[bool]) -> CalendarEvent | None:
    return session.exec(select(CalendarEvent).where(which).with_for_update()).first()


def changed(event: CalendarEvent, now: datetime) -> None:
    """For those who keep a copy: a new revision is put into the CalDAV calendar at once."""
    event.updated_at = now
    event.revision += 1
    event.caldav_tries = 0
    event.caldav_try_at = now


def is_cancelled(event: CalendarEvent) -> bool:
    return event.status == CalendarEventStatus.CANCELLED
