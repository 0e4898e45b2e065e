"""`GET /runs/{run_id}/live`: how far a run is, as server-sent events, until it is over."""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator

from fastapi import APIRouter
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool

from app.agents.scout.brand.brands import ScoutParts
from app.agents.scout.pages.progress import progress_of
from app.lib.errors import TransientError
from app.lib.templating import render
from app.parts.http.documented import RunId

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
