"""What the pages of people have in common: how they answer, the cookies, and where to go on."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.parts.http.guesses import source_of
from app.parts.http.pages import Pages
from app.parts.parts import Parts
from app.parts.people.person import Person
from app.parts.people.sessions import LONGEST_SESSION, SESSION_COOKIE, Visit

OWN_PAGE = re.compile(r"/(?!/)[A-Za-z0-9/_.~%?=&,-]{0,500}")
"""The start of one of ours, never that of another host."""
SIGN_IN = "/sign-in"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the pages have around them. `now` carries a zone."""

    now: datetime
    zone: ZoneInfo
    person: Person | None = None


def page(
    parts: Parts, name: str, view: object = None, *, status: int = 200, person: Person | None = None
) -> HTMLResponse:
    """`templates/pages/people/{name}.html.j2`, which shows `view`. It needs no script."""
    around = Surroundings(parts.clock(), parts.settings.zone, person)
    pages = Pages(parts.settings.public_path)
    return HTMLResponse(pages.render(f"people/{name}", view=view, around=around), status)


def one_owner_page(parts: Parts, status: int = 200) -> HTMLResponse:
    """Nobody signs in here: who is the owner then, and how that can be changed."""
    return page(parts, "one_owner", parts.settings.api_token is not None, status=status)


def go_to(parts: Parts, path: str) -> RedirectResponse:
    return RedirectResponse(f"{parts.settings.public_path}{path}", status_code=303)


def own_page(wanted: str | None) -> str:
    """Where to go after signing in: a page of ours that was wanted, else the first one."""
    if not wanted or not OWN_PAGE.fullmatch(wanted) or wanted.startswith((SIGN_IN, "/sign-out")):
        return "/"
    return wanted


def visit_of(request: Request) -> Visit:
    return Visit(request.headers.get("user-agent", ""), address_of(request))


def address_of(request: Request) -> str:
    """ "" when it came over a socket that has no addresses."""
    return request.client.host if request.client else ""


def source_asking(request: Request) -> str:
    """For limits: one connection has many addresses of IPv6."""
    return source_of(address_of(request))


def session_cookie(request: Request) -> str:
    return request.cookies.get(SESSION_COOKIE, "")


def set_cookie(
    parts: Parts, answer: Response, name: str, value: str, kept: timedelta, path: str = ""
) -> None:
    """No script reads it, no other site sends it along with a post, and under https it goes
    nowhere in the clear. An empty `value` takes it away."""
    answer.set_cookie(
        name,
        value,
        max_age=int(kept.total_seconds()) if value else 0,
        path=f"{parts.settings.public_path}{path}" or "/",
        secure=urlsplit(parts.settings.public_url).scheme == "https",
        httponly=True,
        samesite="lax",
    )


def signed_in_page(parts: Parts, cookie: str, then: str = "/") -> Response:
    answer = go_to(parts, then)
    set_cookie(parts, answer, SESSION_COOKIE, cookie, LONGEST_SESSION)
    return answer
