"""`/audit`: who did what, for owners."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from app.parts.http.documented import DATABASE_AWAY, HIGHEST_ID
from app.parts.parts import Parts
from app.parts.people.audit import Somebody, entries, those_who_did
from app.parts.people.pages import page as pages
from app.parts.people.person import person_of
from app.parts.people.tables import AuditEntry

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
