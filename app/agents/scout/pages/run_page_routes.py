"""One run in full, and its mails as they were sent."""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import HTMLResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool

from app.agents.scout.brand.brands import ScoutParts
from app.agents.scout.pages.dashboard_page import page
from app.agents.scout.pages.progress import progress_of
from app.agents.scout.pages.run_reading import SentMail, read_one_run, read_sent_mail
from app.agents.scout.pages.run_request_routes import add_run_now
from app.lib.errors import TransientError
from app.lib.templating import render
from app.parts.http.documented import RunId
from app.parts.http.security_headers import MAIL_POLICY

MailId = RunId
PageNumber = Annotated[int, Query(ge=1, le=10_000)]


def run_page_routes(parts: ScoutParts) -> APIRouter:
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("/runs/{run_id}")
    def one_run(run_id: RunId, found: PageNumber = 1) -> HTMLResponse:
        view = read_one_run(parts, run_id, found)
        if view is None:
            raise HTTPException(404, f"There is no run {run_id}.")
        return page(parts, "run", view)

    add_run_now(router, parts)
    add_mail_routes(router, parts)
    return router


def add_mail_routes(router: APIRouter, parts: ScoutParts) -> None:
    @router.get("/runs/{run_id}/mails/{mail_id}")
    def sent_mail(run_id: RunId, mail_id: MailId) -> HTMLResponse:
        return page(parts, "mail", mail_of(parts, run_id, mail_id))

    @router.get("/runs/{run_id}/mails/{mail_id}/html")
    def sent_html(run_id: RunId, mail_id: MailId) -> HTMLResponse:
        """For the frame of the page above. It is other people's text: it may do nothing."""
        html = mail_of(parts, run_id, mail_id).html
        return HTMLResponse(html, headers={"Content-Security-Policy": MAIL_POLICY})


def mail_of(parts: ScoutParts, run_id: int, mail_id: int) -> SentMail:
    mail = read_sent_mail(parts, run_id, mail_id)
    if mail is None:
        raise HTTPException(404, f"Run {run_id} has no mail {mail_id}.")
    return mail


LOOK_SECONDS = 0.5
LOOKS = 8
"""Then the stream ends and the browser asks again: uvicorn, when it is told to stop, waits for
open streams, and a tab left open must not keep the service from ending."""
RETRY_MILLISECONDS = 500


def live_routes(parts: ScoutParts) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/runs/{run_id}/live", response_class=EventSourceResponse)
    async def live(run_id: RunId) -> AsyncIterable[ServerSentEvent]:
        async for event in events_of(parts, run_id):
            yield event

    return router


async def events_of(parts: ScoutParts, run_id: int) -> AsyncIterator[ServerSentEvent]:
    """`progress` with the HTML of what has changed, at last `over`."""
    told = ""
    for _ in range(LOOKS):
        event, html = await run_in_threadpool(look, parts, run_id)
        if html != told:
            yield ServerSentEvent(event=event, raw_data=html, retry=RETRY_MILLISECONDS)
            told = html
        if event == "over":
            return
        await asyncio.sleep(LOOK_SECONDS)


def look(parts: ScoutParts, run_id: int) -> tuple[str, str]:
    """The event and its data. While the database is away nothing is known, so nothing changes."""
    try:
        progress = progress_of(parts, run_id)
    except TransientError:
        return "progress", ""
    if progress is None or progress.is_over:
        return "over", "over"
    return "progress", render("pages/live.html.j2", progress=progress)
