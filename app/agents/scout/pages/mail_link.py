"""What all links of a mail have in common: a token, a page for one that is not ours, a press."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import HTMLResponse

from app.agents.scout.report.links import MailLinks
from app.agents.scout.votes.presses import Press
from app.parts.http.documented import DATABASE_AWAY

PAGE: dict[str, object] = {"content": {"text/html": {"schema": {"type": "string"}}}}
BAD_LINK = {"description": "The link is wrong, changed or too old.", **PAGE}


def link_router() -> APIRouter:
    # A malformed link is answered like any other bad one, not with FastAPI's 422.
    return APIRouter(
        default_response_class=HTMLResponse,
        responses={404: BAD_LINK, 422: BAD_LINK, **DATABASE_AWAY},
    )


async def body_of(request: Request) -> bytes:
    """Read apart: the route itself waits for the database and must not run on the event loop."""
    return await request.body()


Token = Annotated[str, Path(max_length=500)]
Body = Annotated[bytes, Depends(body_of)]


def press_of(request: Request, links: MailLinks, answer: str, body: bytes) -> Press:
    source = links.source_of(request.client.host if request.client else "")
    return Press(answer, source, changing=b"changing=" in body)
