"""`POST /internal/agents/{name}`: the team's door for another host of the service, which shows a
token that is good once."""

from typing import Any

from fastapi import APIRouter, BackgroundTasks, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool

from app.agents.team.pages.door_routes import (
    OTHER_INPUT,
    TaskAccepted,
    TaskWanted,
    accepted,
    ring_when_due,
)
from app.agents.team.role import Role, TaskInput
from app.agents.team.roles.roles import role_at
from app.agents.team.tasks import Asked, add_task
from app.agents.team.webhooks.checking.internal_tokens import read_token, use_once
from app.agents.team.webhooks.checking.signatures import NotSignedError
from app.agents.team.webhooks.http.event_routes import MOST_BYTES, bearer_of
from app.lib.printable import one_line
from app.parts.http.documented import (
    DATABASE_AWAY,
    MALFORMED,
    NO_SUCH,
    Problem,
    Responses,
    too_large,
)
from app.parts.parts import Parts
from app.parts.runs.run_requests import OtherWorkError
from app.parts.runs.work import UnusableWorkError

NOT_SHOWN: Responses = {
    401: {"model": Problem, "description": "The token is missing, wrong, over or was used."}
}
BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["input"],
                    "description": "As of /api/agents/{name}, where each agent's own is described.",
                }
            }
        },
    }
}


def internal_routes(parts: Parts) -> APIRouter:
    router = APIRouter(responses=MALFORMED | DATABASE_AWAY)

    @router.post(
        "/internal/agents/{name}",
        status_code=202,
        responses=NOT_SHOWN | NO_SUCH | too_large(MOST_BYTES) | OTHER_INPUT,
        openapi_extra=BODY,
    )
    async def ask_from_host(
        name: str, request: Request, background: BackgroundTasks
    ) -> TaskAccepted:
        """A task that another host of the service gives. Who asks is looked at before what they
        ask."""
        headers, body = request.scope["headers"], await request.body()
        try:
            await run_in_threadpool(let_in, parts, bearer_of(headers))
            return await run_in_threadpool(begin, parts, existing(name), body, background)
        except NotSignedError as error:
            raise HTTPException(401, str(error)) from error
        except OtherWorkError as error:
            raise HTTPException(409, str(error)) from error
        except UnusableWorkError as error:
            raise HTTPException(422, str(error)) from error
        except ValidationError as error:
            raise RequestValidationError(error.errors()) from error

    return router


def existing(name: str) -> Role:
    role = role_at(name)
    if role is None:
        raise HTTPException(404, f"There is no agent '{one_line(name, 60)}'.")
    return role


def let_in(parts: Parts, token: str) -> None:
    """Uses the token up. Raises NotSignedError, DatabaseAwayError."""
    if not token:
        raise NotSignedError("It needs a token of this service's hosts, as a Bearer token.")
    shown = read_token(token, parts.settings.internal_signing_key, parts.clock())
    with parts.database.write() as session:
        if not use_once(session, shown):
            raise NotSignedError("The token was shown before; each call needs one of its own.")


def begin(parts: Parts, role: Role, body: bytes, background: BackgroundTasks) -> TaskAccepted:
    """Raises ValidationError, OtherWorkError, UnusableWorkError, DatabaseAwayError."""
    wanted: TaskWanted[TaskInput] = TaskWanted[role.input].model_validate_json(body)  # type: ignore[name-defined]
    asked = Asked(wanted.external_id, not_before=wanted.not_before)
    run, already = add_task(parts, role, wanted.input, asked)
    ring_when_due(background, parts, run)
    return accepted(run, already=already)
