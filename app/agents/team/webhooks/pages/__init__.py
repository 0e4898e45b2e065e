"""The pages of what others reported: `/webhooks`, `/webhooks/{id}`, and the button that tries a
failed one again."""

from typing import Annotated, Literal

from fastapi import APIRouter, BackgroundTasks, HTTPException, Path, Query
from fastapi.responses import HTMLResponse, RedirectResponse

from app.agents.team.tables import WebhookState
from app.agents.team.webhooks.asking_for_run import ask_for_run
from app.agents.team.webhooks.events import try_again
from app.agents.team.webhooks.pages.views import (
    Listed,
    Surroundings,
    read_event,
    read_events,
)
from app.parts.http.documented import HIGHEST_ID
from app.parts.http.pages import Pages
from app.parts.parts import Parts

Kind = Literal["email", "calendar", "scrape", "task", "monitoring", ""]
RowId = Annotated[int, Path(ge=1, le=HIGHEST_ID)]
Before = Annotated[int | None, Query(ge=1, le=HIGHEST_ID)]


def webhook_pages(parts: Parts) -> APIRouter:
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("/webhooks")
    def webhooks(
        kind: Kind = "", state: WebhookState | Literal[""] = "", before: Before = None
    ) -> HTMLResponse:
        """A form sends what was left empty, too."""
        wanted = Listed(kind, state or "", before)
        return page(parts, "webhooks", read_events(parts.database, parts.settings, wanted))

    @router.get("/webhooks/{row_id}")
    def webhook(row_id: RowId) -> HTMLResponse:
        found = read_event(parts.database, row_id)
        if found is None:
            raise HTTPException(404, f"There is no event {row_id}.")
        return page(parts, "webhook", found)

    @router.post("/webhooks/{row_id}/again")
    def again(row_id: RowId, background: BackgroundTasks) -> RedirectResponse:
        """The button; one that did not fail, or is tried already, stays as it is."""
        with parts.database.write() as session:
            if try_again(session, row_id):
                background.add_task(ask_for_run, parts)
        root = parts.settings.public_path
        return RedirectResponse(f"{root}/webhooks/{row_id}", status_code=303)

    return router


def page(parts: Parts, name: str, view: object) -> HTMLResponse:
    around = Surroundings(parts.clock(), parts.settings.zone)
    pages = Pages(parts.settings.public_path)
    return HTMLResponse(pages.render(f"team/{name}", view=view, around=around))
