"""Senders of events, as they sign: by Standard Webhooks' own library, by hex, by tokens."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime

from pydantic import SecretStr
from standardwebhooks import Webhook

from app.agents.team.webhooks.checking.internal_tokens import make_token

STANDARD_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
KEY = SecretStr("the-key-of-all-hosts-0123456789abcdef")
Headers = dict[str, str]


def standard(
    event_id: str,
    body: bytes,
    *,
    at: datetime | None = None,
    secret: str = STANDARD_SECRET,
) -> Headers:
    moment = at or datetime.now(UTC)
    return {
        "webhook-id": event_id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": Webhook(secret).sign(event_id, moment, body.decode()),
    }


def in_hex(event_id: str, body: bytes, *, secret: str = STANDARD_SECRET) -> Headers:
    digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return {"x-webhook-id": event_id, "x-webhook-signature": f"sha256={digest}"}


def with_token(**content: object) -> Headers:
    """Of a host of ours."""
    return {"authorization": f"Bearer {make_token(KEY, content=content)}"}  # type: ignore[arg-type]


def as_json(value: object) -> bytes:
    return json.dumps(value).encode()


JSON: Mapping[str, str] = {"content-type": "application/json"}
