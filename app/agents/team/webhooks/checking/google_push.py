"""Google's push of a Gmail mailbox: signed by no secret of ours, but by Google itself.

Pub/Sub shows an OpenID Connect token of a service account (cloud.google.com/pubsub/docs,
"Authenticate push subscriptions"): RS256, by one of the keys that Google publishes.
"""

import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import httpx

from app.agents.team.webhooks.checking.signatures import NotSignedError
from app.lib.errors import TransientError
from app.lib.settings.team import WebhookSettings
from app.lib.signing import is_as_signed

if TYPE_CHECKING:
    from joserfc.jwk import KeySet

KEYS_ADDRESS: Final = "https://www.googleapis.com/oauth2/v3/certs"
ISSUERS: Final = ("https://accounts.google.com", "accounts.google.com")
ALGORITHM: Final = "RS256"
FETCH_SECONDS: Final = 5.0
MOST_BYTES: Final = 64 * 1024
KEPT_SECONDS: Final = 3600.0
LONGEST_KEPT: Final = 86_400.0
REST_SECONDS: Final = 60.0
"""Between two fetches for a key that is not known: anybody can name one."""
LONGEST_TOKEN: Final = 8 * 1024
LEEWAY_SECONDS: Final = 10
_MAX_AGE: Final = re.compile(r"max-age=([0-9]{1,7})")


class KeysAwayError(TransientError):
    """Google's keys cannot be had at the moment."""


@dataclass(slots=True)
class GoogleKeys:
    """Kept as long as Google says, at most a day. Safe to use from several threads."""

    address: str = KEYS_ADDRESS
    stopwatch: Callable[[], float] = time.monotonic
    keys: "KeySet | None" = None
    good_until: float = 0.0
    asked_at: float | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def find(self, key_id: str) -> "KeySet":
        """Those among which the key is, or is not. Raises KeysAwayError."""
        with self.lock:
            now = self.stopwatch()
            if self.keys is None or now >= self.good_until or self._may_ask_for(key_id, now):
                self._fetch(now)
            if self.keys is None:
                raise KeysAwayError("Google's keys could not be fetched a moment ago.")
            return self.keys

    def _may_ask_for(self, key_id: str, now: float) -> bool:
        known = self.keys is not None and any(key.kid == key_id for key in self.keys.keys)
        return not known and self._has_rested(now)

    def _has_rested(self, now: float) -> bool:
        return self.asked_at is None or now - self.asked_at >= REST_SECONDS

    def _fetch(self, now: float) -> None:
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet

        if self.keys is None and not self._has_rested(now):
            return
        self.asked_at = now
        try:
            with httpx.Client(timeout=FETCH_SECONDS, trust_env=False) as client:
                answer = client.get(self.address)
            answer.raise_for_status()
            if len(answer.content) > MOST_BYTES:
                raise KeysAwayError("Google's keys came with more than they can be.")
            found = KeySet.import_key_set(answer.json())
        except (httpx.HTTPError, JoseError, ValueError, TypeError, KeyError) as error:
            raise KeysAwayError("Google's keys cannot be fetched; send it again later.") from error
        age = _MAX_AGE.search(answer.headers.get("cache-control", ""))
        self.keys = found
        self.good_until = now + min(float(age[1]) if age else KEPT_SECONDS, LONGEST_KEPT)


def check_push(token: str, settings: WebhookSettings, keys: GoogleKeys, now: datetime) -> None:
    """Raises NotSignedError, KeysAwayError."""
    if settings.pubsub_audience is None or settings.pubsub_service_account is None:
        raise NotSignedError(
            "This service takes no push of Google's: PUBSUB_AUDIENCE and PUBSUB_SERVICE_ACCOUNT "
            "are not both set."
        )
    claims = _claims(token, keys)
    expires, issued = moment_in(claims, "exp"), moment_in(claims, "iat")
    checks = (
        claims.get("iss") in ISSUERS,
        claims.get("aud") == settings.pubsub_audience,
        claims.get("email") == str(settings.pubsub_service_account),
        claims.get("email_verified") is True,
        expires is not None and expires > now.timestamp() - LEEWAY_SECONDS,
        issued is not None and issued <= now.timestamp() + LEEWAY_SECONDS,
    )
    if not all(checks):
        raise NotSignedError(
            "The token is not one that Google's push to this service has: look at PUBSUB_AUDIENCE "
            "and PUBSUB_SERVICE_ACCOUNT, and at the subscription's own."
        )


def moment_in(claims: Mapping[str, Any], name: str) -> float | None:
    """In seconds since 1970."""
    value = claims.get(name)
    known = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if known and value is not None else None


def _claims(token: str, keys: GoogleKeys) -> Mapping[str, Any]:
    from joserfc import jws, jwt
    from joserfc.errors import JoseError

    if len(token) > LONGEST_TOKEN:
        raise NotSignedError("The token is too long.")
    try:
        header = jws.extract_compact(token.encode()).headers()
    except (JoseError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise NotSignedError("The token is no JWT.") from error
    key_id = header.get("kid")
    if header.get("alg") != ALGORITHM or not isinstance(key_id, str):
        raise NotSignedError("The token is not signed as Google's are.")
    known = [key for key in keys.find(key_id).keys if key.kid == key_id and key.key_type == "RSA"]
    if not known:
        raise NotSignedError("The token is signed by a key that Google does not have.")
    try:
        claims = jwt.decode(token, known[0], algorithms=[ALGORITHM]).claims
    except (JoseError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise NotSignedError("The token is not signed by Google.") from error
    if not is_as_signed(token):
        raise NotSignedError("The token is not spelt as it was signed.")
    return claims
