"""The routes of people: signing in and out, one's own sessions and tokens, who may use the service
and who did what."""

from collections.abc import Sequence

import structlog
from fastapi import APIRouter

from app.parts.parts import Parts
from app.parts.people.pages.me_routes import me_routes
from app.parts.people.pages.my_token_routes import my_token_routes
from app.parts.people.pages.oidc_routes import oidc_routes
from app.parts.people.pages.people_routes import audit_routes, people_routes
from app.parts.people.pages.sign_in_routes import mail_link_routes, sign_in_routes
from app.parts.people.users import end_access_of_those_not_allowed

log = structlog.get_logger("people")


def routes_of_people(parts: Parts) -> Sequence[APIRouter]:
    """Raises DatabaseAwayError."""
    with parts.database.write() as session:
        gone = end_access_of_those_not_allowed(session, parts.settings)
    if gone:
        log.info("people.not_allowed_any_more", count=len(gone))
    signing_in = (sign_in_routes(parts), mail_link_routes(parts), oidc_routes(parts))
    own = (me_routes(parts), my_token_routes(parts))
    return (*signing_in, *own, people_routes(parts), audit_routes(parts))
