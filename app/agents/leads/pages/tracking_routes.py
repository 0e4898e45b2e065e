"""`/opened/{token}`, the picture of one dot in a tracked mail, and `/follow/{token}`, its links.

What is asked for is answered first, whatever becomes of noting it: a reader waits for nothing and
loses no link, also when TRACKING is off by now, the person was erased or the database is away.
"""

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.background import BackgroundTask

from app.agents.leads.pages.unsubscribe_routes import BAD_LINK
from app.agents.leads.tracking.html_part import TrackedMail, TrackingLinks
from app.agents.leads.tracking.judge import Seen
from app.agents.leads.tracking.noting import Tracker
from app.lib.errors import ScoutError
from app.lib.signing import BadTokenError
from app.parts.http.documented import Responses
from app.parts.http.machine_requests import is_machine_request
from app.parts.http.pages import Pages
from app.parts.http.problems import bad_link
from app.parts.parts import Parts

DOT = bytes.fromhex(
    "47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b"
)
"""A transparent GIF of one dot."""
ELSEWHERE: Responses = {302: {"description": "To the address that stood in the mail."}}
log = structlog.get_logger("tracking")


def tracking_routes(parts: Parts) -> APIRouter:
    router = APIRouter(responses={404: BAD_LINK, 422: BAD_LINK})
    pages = Pages(parts.settings.public_path)
    links = TrackingLinks(parts.settings)

    @router.get("/opened/{token}", name="opened", response_class=Response)
    @router.head("/opened/{token}", include_in_schema=False)
    def opened(request: Request, token: str) -> Response:
        """The same picture whatever the token; with TRACKING=0 there is none."""
        if not parts.settings.tracking:
            return bad_link(pages)
        dot = Response(DOT, media_type="image/gif")
        try:
            mail = links.opened(token)
        except BadTokenError:
            return dot
        by_machine = is_machine_request(request.method, request.headers, follows_link=False)
        seen = Seen("opened", "", parts.clock(), by_machine)
        dot.background = BackgroundTask(note, parts, mail, seen)
        return dot

    @router.get("/follow/{token}", name="follow", responses=ELSEWHERE, response_class=Response)
    @router.head("/follow/{token}", include_in_schema=False)
    def follow(request: Request, token: str) -> Response:
        """Leads to the address that stood in the mail, and nowhere else."""
        try:
            address, mail = links.followed(token)
        except BadTokenError:
            return bad_link(pages)
        by_machine = is_machine_request(request.method, request.headers, follows_link=True)
        seen = Seen("clicked", address, parts.clock(), by_machine)
        task = BackgroundTask(note, parts, mail, seen)
        return RedirectResponse(address, status_code=302, background=task)

    return router


def note(parts: Parts, mail: TrackedMail, seen: Seen) -> None:
    """Nothing rests on it, so nothing is done again."""
    if not parts.settings.tracking:
        return
    try:
        Tracker(parts.database, parts.settings).note(mail, seen)
    except ScoutError as error:
        log.warning("tracking.not_noted", reason=str(error))
