"""A task's end, as another host reports it with a token: which token it shows, and what it vouches
for."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from pydantic import JsonValue, TypeAdapter, ValidationError
from sqlmodel import select

from app.agents.team.tables import WebhookEvent
from app.agents.team.webhooks.checking.internal_tokens import (
    ORCHESTRATOR,
    WORKER,
    Shown,
    read_token,
    use_once,
)
from app.agents.team.webhooks.checking.signatures import (
    MalformedEventError,
    NotSignedError,
    RawHeaders,
)
from app.agents.team.webhooks.events import Incoming, keep
from app.lib.settings.settings import Settings
from app.parts.store.database import Database

WAYS: Final = {WORKER: ORCHESTRATOR, ORCHESTRATOR: WORKER}
"""A worker reports to who gave it the task; a host that is both shows the token of its calls."""
KIND: Final = "task"
TOKEN_FIELD: Final = "token"  # noqa: S105 (a name)
_BEARER: Final = re.compile(rb"bearer +([!-~]+)", re.I)
_BARE: Final = re.compile(rb"\s*([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)\s*")
_OBJECT: Final = TypeAdapter(dict[str, JsonValue])


def shown_token(
    headers: RawHeaders, body: bytes, settings: Settings, now: datetime
) -> Shown | None:
    """None for a request that shows none: it may be signed. Raises NotSignedError."""
    token = token_in(headers, body)
    if token is None:
        return None
    return read_token(token, settings.internal_signing_key, now, WAYS)


def token_in(headers: RawHeaders, body: bytes) -> str | None:
    """In the header Authorization, as the whole body, or in its field `token`."""
    given = [value for name, value in headers if name == b"authorization"]
    if len(given) > 1:
        raise NotSignedError("The header authorization came more than once.")
    if given:
        found = _BEARER.fullmatch(given[0])
        return found[1].decode("ascii") if found else ""
    if bare := _BARE.fullmatch(body):
        return bare[1].decode("ascii")
    token = object_in(body).get(TOKEN_FIELD)
    return token if isinstance(token, str) else None


def object_in(body: bytes) -> Mapping[str, JsonValue]:
    """Empty for what is none."""
    try:
        return _OBJECT.validate_json(body)
    except ValidationError:
        return {}


def keep_report(database: Database, shown: Shown, body: bytes, now: datetime) -> bool:
    """False for the same report again. What the token says itself stands above what the body says
    beside it. Raises NotSignedError, MalformedEventError, DatabaseAwayError."""
    said = {**object_in(body), **shown.content}
    said.pop(TOKEN_FIELD, None)
    if not said:
        raise MalformedEventError("It reports nothing: the token and the body name no task.")
    content = json.dumps(said, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")
    incoming = Incoming(KIND, shown.jti, "application/json", content, now)
    with database.write() as session:
        if use_once(session, shown):
            return keep(session, incoming)
        query = select(WebhookEvent.body).where(
            WebhookEvent.kind == KIND, WebhookEvent.event_id == shown.jti
        )
        known = session.exec(query).first()
    if known != content:
        raise NotSignedError("The token was shown before; each call needs one of its own.")
    return False
