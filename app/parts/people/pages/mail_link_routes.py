"""`/sign-in/mail/{token}`: a link that was mailed. Opening it changes nothing, because mail
scanners open every link; its button signs in, once."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, Response

from app.parts.http.documented import DATABASE_AWAY, TOO_LARGE
from app.parts.parts import Parts
from app.parts.people import mail_links
from app.parts.people.pages import page as pages
from app.parts.people.signing_in import NotLetInError, sign_in

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
