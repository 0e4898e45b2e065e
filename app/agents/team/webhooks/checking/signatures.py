"""Who signed a request: by WEBHOOK_SECRET, on the raw bytes, in constant time.

Two forms are taken. Standard Webhooks (github.com/standard-webhooks, specification 1.0): an id, a
time and the body are signed together. And `X-Webhook-Signature: sha256=<hex>` beside an
`X-Webhook-Id`, as GitHub and many others do it: the body alone is signed, so that this form has no
time; what comes again under its id is known by it.
"""

import hashlib
import hmac
import re
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from app.lib.errors import PermanentError

TOLERANCE: Final = timedelta(minutes=5)
PREFIX: Final = "whsec_"
LEAST_KEY_BYTES: Final = 9
"""Of a secret that is base64. What is none, and loses most of its signs in decoding, would be a key
that can be guessed."""
MOST_SIGNATURES: Final = 20
RawHeaders = Sequence[tuple[bytes, bytes]]
_EVENT_ID: Final = re.compile(r"[!-~](?:[ -~]{0,253}[!-~])?")
_SECONDS: Final = re.compile(rb"[0-9]{1,11}")
_STANDARD: Final = (b"webhook-id", b"webhook-timestamp", b"webhook-signature")


class NotSignedError(PermanentError):
    """Nobody who may report to us signed it: 401."""


class MalformedEventError(PermanentError):
    """It is signed, but is no event: 400."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """WEBHOOK_SECRET: one secret, or several between spaces, all of which are good while an old one
    is exchanged for a new one."""

    texts: tuple[str, ...]

    @classmethod
    def of(cls, setting: str) -> "Secrets":
        return cls(tuple(one for one in setting.split() if one.removeprefix(PREFIX)))

    def plain_keys(self) -> Iterator[bytes]:
        for text in self.texts:
            yield text.encode()

    def standard_keys(self) -> Iterator[bytes]:
        """The bytes that the secret is the base64 of, with or without `whsec_`, as the standard has
        it; the secret as it stands for those who sign with that."""
        for text in self.texts:
            bare = text.removeprefix(PREFIX)
            try:
                decoded = b64decode(bare + "==")
            except (Base64Error, ValueError):
                decoded = b""
            if len(decoded) >= LEAST_KEY_BYTES:
                yield decoded
            yield bare.encode()


def signed_event_id(headers: RawHeaders, body: bytes, secrets: Secrets, now: datetime) -> str:
    """The sender's name for the event. Raises NotSignedError, MalformedEventError."""
    if not secrets.texts:
        raise NotSignedError("This service has no WEBHOOK_SECRET, so it takes no events.")
    if any(name in _STANDARD for name, _ in headers):
        return _by_standard(headers, body, secrets, now)
    return _by_hex(headers, body, secrets)


def _by_standard(headers: RawHeaders, body: bytes, secrets: Secrets, now: datetime) -> str:
    event_id, sent_at, signatures = (_only(headers, name) for name in _STANDARD)
    signed = b".".join((event_id, sent_at, body))
    given = [one for one in signatures.split(b" ")[:MOST_SIGNATURES] if one.startswith(b"v1,")]
    made = [_standard_signature(key, signed) for key in secrets.standard_keys()]
    # All are compared, whichever fits: how long it takes tells nothing.
    if not any([hmac.compare_digest(one, other) for one in made for other in given]):  # noqa: C419
        raise NotSignedError("The signature is not that of this request, or its secret is another.")
    _check_time(sent_at, now)
    if b"." in event_id:
        # What stands between the full stops could be read in two ways.
        raise MalformedEventError("The webhook-id holds a full stop, which the standard rules out.")
    return _event_id(event_id)


def _standard_signature(key: bytes, signed: bytes) -> bytes:
    return b"v1," + b64encode(hmac.new(key, signed, hashlib.sha256).digest())


def _check_time(sent_at: bytes, now: datetime) -> None:
    if not _SECONDS.fullmatch(sent_at):
        raise NotSignedError("The webhook-timestamp is no number of seconds.")
    if abs(now.timestamp() - int(sent_at)) > TOLERANCE.total_seconds():
        raise NotSignedError(
            "The webhook-timestamp is more than five minutes away from the time here: it is an old "
            "request, or a clock is wrong."
        )


def _by_hex(headers: RawHeaders, body: bytes, secrets: Secrets) -> str:
    given = _only(headers, b"x-webhook-signature")
    made = [
        b"sha256=" + hmac.new(key, body, hashlib.sha256).hexdigest().encode()
        for key in secrets.plain_keys()
    ]
    if not any([hmac.compare_digest(one, given) for one in made]):  # noqa: C419
        raise NotSignedError("The signature is not that of this body, or its secret is another.")
    named = [value for name, value in headers if name == b"x-webhook-id"]
    if len(named) != 1:
        raise MalformedEventError("It needs one X-Webhook-Id: the sender's name for the event.")
    return _event_id(named[0])


def _only(headers: RawHeaders, wanted: bytes) -> bytes:
    """Of two headers of one name it would be anybody's guess which one was signed."""
    found = [value for name, value in headers if name == wanted]
    if len(found) != 1:
        name = wanted.decode()
        raise NotSignedError(
            f"The header {name} came {len(found)} times, and is needed once."
            if found
            else f"It is not signed: the header {name} is missing."
        )
    return found[0]


def _event_id(raw: bytes) -> str:
    """Raises MalformedEventError."""
    text = raw.decode("latin-1")
    if not _EVENT_ID.fullmatch(text):
        raise MalformedEventError(
            "The event's id has 1 to 255 characters: letters, digits and signs of ASCII."
        )
    return text
