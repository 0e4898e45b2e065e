"""`POST /webhook/{kind}`: checked, stored, answered; a worker does the rest."""

import re
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

import structlog
from fastapi import APIRouter, HTTPException, Request
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from starlette.concurrency import run_in_threadpool

from app.agents.team.webhooks.asking_for_run import KINDS
from app.agents.team.webhooks.checking.google_push import GoogleKeys, check_push
from app.agents.team.webhooks.checking.signatures import (
    MalformedEventError,
    NotSignedError,
    RawHeaders,
    Secrets,
    signed_event_id,
)
from app.agents.team.webhooks.events import Incoming
from app.agents.team.webhooks.http.keeping import Keeper, Waker
from app.agents.team.webhooks.http.task_reports import keep_report, shown_token
from app.agents.team.webhooks.mail.gmail_push import read_push
from app.parts.http.documented import AS_JSON, DATABASE_AWAY, Problem, Responses, too_large
from app.parts.parts import Parts

MOST_BYTES: Final = 1024 * 1024
LONGEST_TYPE: Final = 200
_BEARER: Final = re.compile(rb"bearer +([!-~]+)", re.I)
ANSWERS: Responses = {
    400: {"description": "It is signed, but is no event.", "content": AS_JSON},
    401: {"model": Problem, "description": "It is not signed, or wrongly, or too long ago."},
    **too_large(MOST_BYTES),
    **DATABASE_AWAY,
}
WHAT: Final = {
    "email": "A mail has come: a raw message, or as Mailgun, SendGrid, Postmark or Google's push "
    "tell of one.",
    "calendar": "A call was booked, moved or cancelled: iCalendar, or as Cal.com and Calendly tell "
    "of it.",
    "scrape": "An actor of Apify has ended, with what it read.",
    "task": "A task that another host works on has ended.",
    "monitoring": "A trouble has begun or is over, as Alertmanager tells of it.",
}
BODIES: Final = {
    "email": ("message/rfc822", "application/json", "multipart/form-data"),
    "calendar": ("application/json", "text/calendar"),
}


class EventAccepted(BaseModel):
    """`already`: an event of that id came before, and nothing is done again."""

    status: Literal["accepted", "already"]
    event_id: str


@dataclass(frozen=True, slots=True)
class Reception:
    """Where the five come in."""

    parts: Parts
    keeper: Keeper
    waker: Waker
    keys: GoogleKeys = field(default_factory=GoogleKeys)

    def take(self, kind: str, headers: RawHeaders, body: bytes) -> EventAccepted:
        """Raises NotSignedError, MalformedEventError, KeysAwayError, DatabaseAwayError."""
        now, settings = self.parts.clock(), self.parts.settings
        shown = None
        if kind == "task" and not is_signed(headers):
            shown = shown_token(headers, body, settings, now)
        if shown is not None:
            is_new = keep_report(self.parts.database, shown, body, now)
            return answer(shown.jti, is_new=is_new)
        event_id = self.checked_id(kind, headers, body, now)
        content_type = type_of(headers)
        check_shape(kind, content_type, body)
        incoming = Incoming(kind, event_id, content_type, body, now)
        return answer(event_id, is_new=self.keeper.keep(incoming))

    def checked_id(self, kind: str, headers: RawHeaders, body: bytes, now: datetime) -> str:
        settings, token = self.parts.settings, bearer_of(headers)
        if kind == "email" and token and not is_signed(headers):
            check_push(token, settings, self.keys, now)
            return read_push(body).message_id
        secret = settings.webhook_secret
        secrets = Secrets.of(secret.get_secret_value() if secret else "")
        return signed_event_id(headers, body, secrets, now)


def event_routes(parts: Parts, keys: GoogleKeys | None = None) -> APIRouter:
    """`keys`: Google's, fetched from elsewhere in tests."""
    reception = Reception(parts, Keeper(parts.database), Waker(parts), keys or GoogleKeys())
    router = APIRouter()
    for kind in KINDS:
        router.add_api_route(
            f"/webhook/{kind}",
            receiving(reception, kind),
            methods=["POST"],
            response_model=EventAccepted,
            name=f"webhook_{kind}",
            summary=WHAT[kind],
            responses=ANSWERS,
            openapi_extra=body_of(kind),
        )
    return router


Receiving = Callable[[Request], Coroutine[Any, Any, EventAccepted]]


def receiving(reception: Reception, kind: str) -> Receiving:
    log = structlog.get_logger("webhooks")

    async def receive(request: Request) -> EventAccepted:
        body = await request.body()
        headers = request.scope["headers"]
        try:
            taken = await run_in_threadpool(reception.take, kind, headers, body)
        except NotSignedError as error:
            log.warning("webhooks.refused", kind=kind, reason=str(error))
            raise HTTPException(401, str(error)) from error
        except MalformedEventError as error:
            log.warning("webhooks.malformed", kind=kind, reason=str(error))
            raise HTTPException(400, str(error)) from error
        if taken.status == "accepted":
            reception.waker.wake()
        return taken

    return receive


def answer(event_id: str, *, is_new: bool) -> EventAccepted:
    return EventAccepted(status="accepted" if is_new else "already", event_id=event_id)


def body_of(kind: str) -> dict[str, Any]:
    """For the OpenAPI document."""
    anything = {"schema": {"type": "object"}}
    types = BODIES.get(kind, ("application/json",))
    return {"requestBody": {"required": True, "content": dict.fromkeys(types, anything)}}


def bearer_of(headers: RawHeaders) -> str:
    """ "" where there is none, or more than one."""
    given = [value for name, value in headers if name == b"authorization"]
    found = _BEARER.fullmatch(given[0]) if len(given) == 1 else None
    return found[1].decode("ascii") if found else ""


def is_signed(headers: RawHeaders) -> bool:
    return any(name in (b"webhook-signature", b"x-webhook-signature") for name, _ in headers)


def type_of(headers: RawHeaders) -> str:
    found = next((value for name, value in headers if name == b"content-type"), b"")
    return found.decode("latin-1")[:LONGEST_TYPE]


class _Anything(BaseModel):
    model_config = ConfigDict(extra="ignore")


_JSON_OBJECT: Final = TypeAdapter(_Anything)


def check_shape(kind: str, content_type: str, body: bytes) -> None:
    """Whether there is an event at all; what it says is the worker's to read. Raises
    MalformedEventError."""
    if not body.strip():
        raise MalformedEventError("The body is empty.")
    media_type = content_type.partition(";")[0].strip().lower()
    if kind == "email" and media_type != "application/json":
        return
    if kind == "calendar" and body.lstrip()[:15].upper() == b"BEGIN:VCALENDAR":
        return
    try:
        _JSON_OBJECT.validate_json(body)
    except ValidationError as error:
        raise MalformedEventError("The body is no JSON object.") from error
