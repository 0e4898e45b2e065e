"""The two ways in which people ask for a run of the scout: the button and `POST /run-agent`."""

from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Depends, Header, HTTPException, Query
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse

from app.agents.scout.agent import NAME
from app.agents.scout.brand.brands import ScoutParts
from app.agents.scout.pages.dashboard_page import BrandId, chosen
from app.parts.http.documented import DATABASE_AWAY, MALFORMED, NO_SUCH, TOO_LARGE
from app.parts.http.ring import RunAccepted, ring_after, run_accepted
from app.parts.runs.run_requests import KeyUsedError, Request, add_requested_run


def add_run_now(router: APIRouter, parts: ScoutParts) -> None:
    @router.post("/run-now")
    def run_now(background: BackgroundTasks, brand: BrandId = None) -> RedirectResponse:
        """The button: starts a run and shows it."""
        profile = chosen(parts, brand).id
        run, _ = add_requested_run(parts.database, agent=NAME, profile=profile, now=parts.clock())
        ring_after(background, parts.doorbell, run)
        return RedirectResponse(f"{parts.settings.public_path}/runs/{run.id}", status_code=303)


def run_agent_route(parts: ScoutParts) -> APIRouter:
    router = APIRouter(responses=MALFORMED | DATABASE_AWAY)
    profiles = tuple(brand.id for brand in parts.brands)

    @router.post("/run-agent", status_code=202, responses=NO_SUCH | TOO_LARGE)
    def run_agent(
        background: BackgroundTasks,
        brand: Annotated[str | None, Query(max_length=64)] = None,
        idempotency_key: Annotated[
            str | None, Header(alias="Idempotency-Key", min_length=1, max_length=255)
        ] = None,
        content: Annotated[str, Depends(content_of)] = "",
    ) -> RunAccepted:
        """Start a run now, or name the one that is active.

        A request that is sent again under the same `Idempotency-Key` gets the same run.
        """
        profile = brand or profiles[0]
        if profile not in profiles:
            known = ", ".join(profiles)
            raise HTTPException(404, f"There is no such brand here; there is: {known}.")
        keyed = Request(idempotency_key, f"{profile}\0{content}") if idempotency_key else None
        try:
            run, already = add_requested_run(
                parts.database, agent=NAME, profile=profile, now=parts.clock(), request=keyed
            )
        except KeyUsedError as error:
            raise HTTPException(422, str(error)) from error
        ring_after(background, parts.doorbell, run)
        return run_accepted(run, already=already)

    return router


async def content_of(request: HttpRequest) -> str:
    """What a key stands for beside the brand, which may be named or not and be the same.

    A run needs no body; one that is sent makes the request another. Latin-1 keeps every byte.
    """
    others = sorted(pair for pair in request.query_params.multi_items() if pair[0] != "brand")
    return f"{others!r}\0{(await request.body()).decode('latin-1')}"
