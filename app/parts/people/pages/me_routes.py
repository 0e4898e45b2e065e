"""`/me`: who one is here, and the browsers in which one is signed in."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Request
from fastapi.responses import Response

from app.parts.http.documented import DATABASE_AWAY, HIGHEST_ID, TOO_LARGE
from app.parts.parts import Parts
from app.parts.people import sessions
from app.parts.people.pages import page as pages
from app.parts.people.person import Person, person_of
from app.parts.people.random_tokens import digest_of
from app.parts.people.tables import User, UserSession
from app.parts.store.statements import required_id

SessionId = Annotated[int, Path(ge=1, le=HIGHEST_ID)]
BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"))
SYSTEMS = (
    *(("Android", "Android"), ("iPhone", "an iPhone"), ("iPad", "an iPad")),
    *(("Windows", "Windows"), ("Mac OS", "a Mac"), ("CrOS", "ChromeOS"), ("Linux", "Linux")),
)


@dataclass(frozen=True, slots=True)
class SessionLine:
    id: int
    browser: str
    address: str
    began_at: datetime
    seen_at: datetime
    is_this: bool


@dataclass(frozen=True, slots=True)
class Me:
    person: Person
    name: str
    sessions: tuple[SessionLine, ...]


def me_routes(parts: Parts) -> APIRouter:
    router = APIRouter(include_in_schema=False, responses=DATABASE_AWAY | TOO_LARGE)

    @router.get("/me")
    def me(request: Request) -> Response:
        if not parts.settings.people_sign_in:
            return pages.one_owner_page(parts)
        person = person_of(request)
        return pages.page(parts, "me", view_of(parts, request, person), person=person)

    @router.post("/me/sessions/{session_id}/end")
    def end_one(request: Request, session_id: SessionId) -> Response:
        user_id = user_of(request)
        with parts.database.write() as session:
            if not sessions.end_own_session(session, user_id, session_id):
                raise HTTPException(404, "You have no such session; it may be over already.")
        return pages.go_to(parts, "/me")

    @router.post("/me/sessions/end-others")
    def end_others(request: Request) -> Response:
        user_id = user_of(request)
        with parts.database.write() as session:
            sessions.end_other_sessions(session, user_id, pages.session_cookie(request))
        return pages.go_to(parts, "/me")

    return router


def user_of(request: Request) -> int:
    """Raises HTTPException, a 404, for whoever has no sessions: the API_TOKEN, or the one owner."""
    user_id = person_of(request).user_id
    if user_id is None:
        raise HTTPException(404, "You are here without having signed in, so you have no sessions.")
    return user_id


def view_of(parts: Parts, request: Request, person: Person) -> Me:
    if person.user_id is None:
        return Me(person, "", ())
    here = digest_of(pages.session_cookie(request))
    with parts.database.read() as session:
        user = session.get(User, person.user_id)
        found = sessions.open_sessions(session, person.user_id, parts.clock())
    lines = tuple(line_of(one, is_this=one.token_digest == here) for one in found)
    return Me(person, user.name if user else "", lines)


def line_of(one: UserSession, *, is_this: bool) -> SessionLine:
    return SessionLine(
        required_id(one.id),
        browser_in_words(one.user_agent),
        one.address,
        one.created_at,
        one.last_seen_at,
        is_this,
    )


def browser_in_words(user_agent: str) -> str:
    """As far as one can tell; it is what the browser says of itself."""
    browser = next((name for sign, name in BROWSERS if sign in user_agent), "")
    if not browser and re.search(r"Version/\S+ .*Safari", user_agent):
        browser = "Safari"
    system = next((name for sign, name in SYSTEMS if sign in user_agent), "")
    return f"{browser or 'A browser'}{' on ' if system else ''}{system}"
