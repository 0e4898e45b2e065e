"""`/people`: who may use the service, for owners, who let people in, choose their roles and remove
them."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Annotated, Protocol

from fastapi import APIRouter, Form, Path, Query, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from app.lib.mail_address import NotAnAddressError
from app.lib.settings.people import Allowed, PeopleSettings
from app.parts.http.documented import DATABASE_AWAY, HIGHEST_ID, TOO_LARGE
from app.parts.parts import Parts
from app.parts.people import managing
from app.parts.people.audit import Somebody, entries, those_who_did
from app.parts.people.managing import NotDoneError
from app.parts.people.pages import page as pages
from app.parts.people.person import person_of
from app.parts.people.tables import AuditEntry, User, UserRole
from app.parts.people.users import is_let_in, sign_in_address

UserId = Annotated[int, Path(ge=1, le=HIGHEST_ID)]
Email = Annotated[str, Form(max_length=400)]
Role = Annotated[UserRole, Form()]


@dataclass(frozen=True, slots=True)
class PersonLine:
    """`may`: the settings still name them, or an owner invited them."""

    user: User
    is_me: bool
    may: bool


@dataclass(frozen=True, slots=True)
class People:
    """`allowed`: who else may sign in, by the settings. `typed` and `problem` of an invitation."""

    lines: tuple[PersonLine, ...]
    allowed: tuple[Allowed, ...]
    sign_in_url: str
    roles: tuple[UserRole, ...] = tuple(UserRole)
    typed: str = ""
    problem: str = ""


def people_routes(parts: Parts) -> APIRouter:
    router = APIRouter(include_in_schema=False, responses=DATABASE_AWAY | TOO_LARGE)

    @router.get("/people")
    def people(request: Request) -> Response:
        return people_page(parts, request)

    @router.post("/people")
    def invite(request: Request, email: Email = "", role: Role = UserRole.VIEWER) -> Response:
        try:
            address = sign_in_address(email.strip())
        except NotAnAddressError as error:
            return people_page(parts, request, email, str(error), 422)
        return after(parts, request, partial(managing.invite, email=address, role=role), address)

    @router.post("/people/{user_id}/role")
    def change_role(request: Request, user_id: UserId, role: Role) -> Response:
        return after(parts, request, partial(managing.change_role, user_id=user_id, role=role))

    @router.post("/people/{user_id}/remove")
    def remove(request: Request, user_id: UserId) -> Response:
        return after(parts, request, partial(managing.remove, user_id=user_id))

    return router


class Act(Protocol):
    """One of `managing.py`. Raises NotDoneError."""

    def __call__(self, session: Session, settings: PeopleSettings, *, now: datetime) -> User: ...


def after(parts: Parts, request: Request, act: Act, typed: str = "") -> Response:
    """The page as it is then, or with why nothing was done."""
    try:
        with parts.database.write() as session:
            act(session, parts.settings, now=parts.clock())
    except NotDoneError as error:
        return people_page(parts, request, typed, str(error), 409)
    return pages.go_to(parts, "/people")


def people_page(
    parts: Parts, request: Request, typed: str = "", problem: str = "", status: int = 200
) -> Response:
    if not parts.settings.people_sign_in:
        return pages.one_owner_page(parts, status)
    person = person_of(request)
    with parts.database.read() as session:
        users, known = managing.people_here(session), managing.known_addresses(session)
    lines = tuple(
        PersonLine(one, one.id == person.user_id, is_let_in(parts.settings, one)) for one in users
    )
    address = f"{parts.settings.public_url}{pages.SIGN_IN}"
    named = named_by_settings(parts, known)
    view = People(lines, named, address, typed=typed, problem=problem)
    return pages.page(parts, "people", view, status=status, person=person)


def named_by_settings(parts: Parts, known: frozenset[str]) -> tuple[Allowed, ...]:
    """Of OWNER_EMAIL and USERS_ALLOWED those who have not been here: who was removed cannot sign
    in, although they are named."""
    owner = parts.settings.owner_email
    first = (Allowed(owner.lower(), UserRole.OWNER),) if owner else ()
    return tuple(one for one in (*first, *parts.settings.allowed) if one.who not in known)


LINES = 50
NOBODY_SIGNED_IN = "owner"
"""In the address: what was done without signing in."""


@dataclass(frozen=True, slots=True)
class AuditView:
    """`who`: of whom alone they are, as in the address; "" for everybody."""

    lines: tuple[AuditEntry, ...]
    people: tuple[Somebody, ...]
    who: str
    before: int | None
    has_more: bool


def audit_routes(parts: Parts) -> APIRouter:
    router = APIRouter(include_in_schema=False, responses=DATABASE_AWAY)

    @router.get("/audit")
    def audit(
        request: Request,
        who: Annotated[str, Query(max_length=10, pattern="^([0-9]{0,9}|owner)$")] = "",
        before: Annotated[int | None, Query(ge=1, le=HIGHEST_ID)] = None,
    ) -> HTMLResponse:
        return pages.page(parts, "audit", view_of(parts, who, before), person=person_of(request))

    return router


def view_of(parts: Parts, who: str, before: int | None) -> AuditView:
    wanted = None if who == "" else Somebody(None if who == NOBODY_SIGNED_IN else int(who))
    with parts.database.read() as session:
        found = entries(session, wanted, before, LINES + 1)
        people = those_who_did(session)
    return AuditView(tuple(found[:LINES]), tuple(people), who, before, len(found) > LINES)
