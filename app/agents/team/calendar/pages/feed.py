"""`/api/calendar.ics?token=`: booked calls for calendar programs, which send neither headers nor
cookies. The token is signed by SECRET_KEY for one user, and ends with them."""

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import Response
from sqlmodel import col, select

from app.agents.team.calendar.invitation import feed_text
from app.agents.team.tables import CalendarEvent
from app.lib.settings.settings import Settings
from app.lib.signing import BadTokenError, Signer
from app.parts.http.documented import DATABASE_AWAY, MALFORMED, Problem
from app.parts.parts import Parts
from app.parts.people.tables import User
from app.parts.store.database import Database

NOBODY = 0
"""Signed where nobody signs in."""
TOKEN_DAYS = 3_650
PAST, MOST = timedelta(days=90), 1_000
NAME = "Calls (Brand Scout)"
NOT_VALID = (
    "This calendar address is not valid, or not any more: copy it anew from the calendar's page."
)
CALENDAR_TYPE = "text/calendar; charset=utf-8"


def feed_routes(parts: Parts) -> APIRouter:
    router = APIRouter(responses=DATABASE_AWAY | MALFORMED)

    @router.get(
        "/api/calendar.ics",
        response_class=Response,
        responses={
            200: {"content": {"text/calendar": {"schema": {"type": "string"}}}},
            401: {"model": Problem, "description": "The token is missing, wrong or over."},
        },
    )
    def calendar_feed(token: Annotated[str, Query(max_length=500)] = "") -> Response:
        """Booked calls as iCalendar: those of the last ninety days, and all that come."""
        if not is_good(parts, token):
            raise HTTPException(401, NOT_VALID)
        events = feed_events(parts.database, parts.clock())
        return Response(feed_text(events, NAME), media_type=CALENDAR_TYPE)

    return router


def signer(settings: Settings) -> Signer:
    return Signer(settings.secret_keys, "calendar", TOKEN_DAYS)


def feed_address(settings: Settings, user_id: int | None) -> str:
    token = signer(settings).sign(user_id or NOBODY)
    return f"{settings.public_url}/api/calendar.ics?token={token}"


def is_good(parts: Parts, token: str) -> bool:
    """Also looks whether the user is still one of us."""
    try:
        (user_id,) = signer(parts.settings).read(token, 1)
    except BadTokenError:
        return False
    if user_id == NOBODY:
        return True
    with parts.database.read() as session:
        user = session.get(User, user_id)
    return user is not None and user.removed_at is None


def feed_events(database: Database, now: datetime) -> list[CalendarEvent]:
    query = (
        select(CalendarEvent)
        .where(col(CalendarEvent.ends_at) > now - PAST)
        .order_by(col(CalendarEvent.starts_at))
        .limit(MOST)
    )
    with database.read() as session:
        return list(session.exec(query))
