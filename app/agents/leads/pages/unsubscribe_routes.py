"""`/unsubscribe/{token}`: the link in every mail to a lead. Opening it changes nothing: mail
scanners open every link. Its POST is that of RFC 8058, which mail programs send by themselves: no
cookie, no redirect, no second question."""

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import HTMLResponse, Response

from app.agents.leads.campaigns.unsubscribing import (
    Subscription,
    subscription_of,
    unsubscribe,
)
from app.parts.http.documented import DATABASE_AWAY, TOO_LARGE
from app.parts.http.pages import Pages
from app.parts.parts import Parts

PAGE: dict[str, object] = {"content": {"text/html": {"schema": {"type": "string"}}}}
BAD_LINK = {"description": "The link is wrong or changed.", **PAGE}
Token = Annotated[str, Path(max_length=500)]
HIDDEN = "the address this was sent to"


class UnsubscribePages(Pages):
    def unsubscribe_page(self, address: str | None, *, done: bool) -> str:
        """The one button, or that it is done. An erased person's address is not known any more."""
        return self.render("unsubscribe", address=address or HIDDEN, done=done)


def unsubscribe_routes(parts: Parts) -> APIRouter:
    router = APIRouter(
        default_response_class=HTMLResponse,
        responses={404: BAD_LINK, 422: BAD_LINK, **DATABASE_AWAY},
    )
    pages = UnsubscribePages(parts.settings.public_path)

    def subscription(token: str) -> Subscription:
        return subscription_of(parts.database, parts.settings, token)

    @router.get("/unsubscribe/{token}", name="ask_unsubscribe")
    @router.head("/unsubscribe/{token}", include_in_schema=False)
    def ask(token: Token) -> Response:
        """Asks with one button, or says that it is done. Changes nothing."""
        asked = subscription(token)
        return HTMLResponse(pages.unsubscribe_page(asked.address, done=asked.is_over))

    @router.post("/unsubscribe/{token}", responses=TOO_LARGE)
    def act(token: Token) -> Response:
        """No mail goes to them any more, from now on and for good."""
        asked = subscription(token)
        unsubscribe(parts.database, parts.settings, asked, parts.clock())
        return HTMLResponse(pages.unsubscribe_page(asked.address, done=True))

    return router
