"""`/sign-in`: the ways to sign in, one of which mails a link, which opens `/sign-in/mail/{token}`:
that changes nothing, because mail scanners open every link; its button signs in, once. And
`/sign-out`."""

import math
from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import urlsplit

import structlog
from fastapi import APIRouter, BackgroundTasks, Form, Path, Query, Request
from fastapi.responses import HTMLResponse, Response

from app.lib.errors import TransientError
from app.lib.mail_address import NotAnAddressError
from app.parts.http.documented import DATABASE_AWAY, TOO_LARGE
from app.parts.parts import Parts
from app.parts.people import mail_links
from app.parts.people.mail_links import LINK_MINUTES, AskedTooOftenError
from app.parts.people.pages import page as pages
from app.parts.people.person import Person
from app.parts.people.sessions import SESSION_COOKIE, end_session, person_with_session
from app.parts.people.signing_in import NotLetInError, sign_in
from app.parts.people.users import sign_in_address

log = structlog.get_logger("people")
Next = Annotated[str | None, Query(alias="next", max_length=600)]
Email = Annotated[str, Form(max_length=400)]
NO_ADDRESS = "That is no mail address such as ann@example.com."


@dataclass(frozen=True, slots=True)
class SignIn:
    """`asked`: a link was asked for. `problem` stands beside the address that was typed."""

    by_mail: bool = False
    provider: str = ""
    then: str = "/"
    typed: str = ""
    problem: str = ""
    asked: bool = False
    minutes: int = LINK_MINUTES

    @property
    def provider_host(self) -> str:
        return urlsplit(self.provider).hostname or self.provider


def sign_in_routes(parts: Parts) -> APIRouter:
    settings = parts.settings
    router = APIRouter(include_in_schema=False, responses=DATABASE_AWAY | TOO_LARGE)

    @router.get("/sign-in")
    def ways(request: Request, then: Next = None) -> Response:
        if not settings.people_sign_in:
            return pages.one_owner_page(parts)
        cookie = pages.session_cookie(request)
        person = person_with_session(parts.database, cookie, parts.clock())
        return page_of(parts, SignIn(then=pages.own_page(then)), person=person)

    @router.post("/sign-in")
    def ask_for_link(request: Request, after: BackgroundTasks, email: Email = "") -> Response:
        """The same answer whether or not the address may sign in."""
        if not settings.sign_in_by_mail:
            return pages.one_owner_page(parts, 404)
        try:
            address = sign_in_address(email.strip())
            mail_links.ask_for_link(parts, address, pages.source_asking(request))
        except NotAnAddressError:
            return page_of(parts, SignIn(typed=email, problem=NO_ADDRESS), 422)
        except AskedTooOftenError as error:
            return asked_too_often(parts, email, error)
        after.add_task(ring_for_mails, parts)
        return page_of(parts, SignIn(typed=address, asked=True))

    @router.post("/sign-out")
    def sign_out(request: Request) -> Response:
        """The session is over at once, also for whoever copied its cookie."""
        with parts.database.write() as session:
            end_session(session, pages.session_cookie(request))
        answer = pages.go_to(parts, pages.SIGN_IN)
        pages.set_cookie(parts, answer, SESSION_COOKIE, "", mail_links.KEPT)
        return answer

    return router


def page_of(
    parts: Parts, view: SignIn, status: int = 200, person: Person | None = None
) -> HTMLResponse:
    settings = parts.settings
    shown = replace(view, by_mail=settings.sign_in_by_mail, provider=settings.oidc_issuer or "")
    return pages.page(parts, "sign_in", shown, status=status, person=person)


def asked_too_often(parts: Parts, email: str, error: AskedTooOftenError) -> Response:
    answer = page_of(parts, SignIn(typed=email, problem=str(error)), 429)
    wait = error.retry_after.total_seconds() if error.retry_after else 60
    answer.headers["Retry-After"] = str(max(1, math.ceil(wait)))
    return answer


def ring_for_mails(parts: Parts) -> None:
    """A ring that fails is rung again by the reconciler."""
    try:
        parts.doorbell.ring_for_mails()
    except TransientError as error:
        log.warning("people.redis_away", reason=str(error))


Token = Annotated[str, Path(max_length=200)]


def mail_link_routes(parts: Parts) -> APIRouter:
    router = APIRouter(include_in_schema=False, responses=DATABASE_AWAY | TOO_LARGE)

    @router.get("/sign-in/mail/{token}")
    @router.head("/sign-in/mail/{token}")
    def ask(token: Token) -> HTMLResponse:
        """Asks with one button. Changes nothing."""
        with parts.database.read() as session:
            address = mail_links.address_of_link(session, token, parts.clock())
        if address is None:
            return pages.page(parts, "old_link", status=404)
        return pages.page(parts, "mail_link", address)

    @router.post("/sign-in/mail/{token}")
    def act(request: Request, token: Token) -> Response:
        visit, old_cookie = pages.visit_of(request), pages.session_cookie(request)
        try:
            with parts.database.write() as session:
                email = mail_links.use_link(session, token, parts.clock())
                if email is None:
                    return pages.page(parts, "old_link", status=404)
                cookie = sign_in(session, parts, email, "", "by mail", visit, old_cookie)
        except NotLetInError as error:
            return pages.page(parts, "sign_in_failed", str(error), status=403)
        return pages.signed_in_page(parts, cookie)

    return router
