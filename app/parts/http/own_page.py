"""That a request which changes something comes from a page of ours, or from no page at all.

A browser shows its cookie, and the password of HTTP Basic, whoever's page makes it ask. It says
which site did (Fetch Metadata), or at least the page's origin; where it says neither, or "null" as
it must for a page that hides its address (Fetch 3.2, `Referrer-Policy: no-referrer`), a hidden
field proves it: only a page that could read ours knows it.
"""

import hashlib
import hmac
from collections.abc import Collection, Sequence
from enum import Enum, auto
from urllib.parse import urlsplit

from starlette.datastructures import Headers, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from app.lib.templating import FORM_FIELD
from app.parts.http.asgi import Asgi, Message, Receive, Scope, Send
from app.parts.http.body_limit import replay
from app.parts.http.pages import Pages
from app.parts.http.refusal import RefusedError, refusal

FORM_HEADER = "x-csrf-token"
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
MOST_FIELDS = 1_100
NEEDED = "form_token"
"""Where the guard leaves what the form has to bring, in the scope's state."""
FROM_ANOTHER_SITE = "Another website caused this request; it was not carried out."
NOT_PROVEN = (
    "It could not be told that this came from a page of this service; it was not carried out. "
    "Load the page again and send it once more."
)


class Origin(Enum):
    OURS = auto()
    ANOTHERS = auto()
    UNTOLD = auto()


def origin_of(headers: Headers, public_host: str) -> Origin:
    """Of the page that caused the request, as the browser tells it; curl tells nothing."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return Origin.OURS if site in {"same-origin", "none"} else Origin.ANOTHERS
    origin = headers.get("origin")
    if origin is None or origin == "null":
        return Origin.UNTOLD
    return Origin.OURS if is_ours(origin, {headers.get("host"), public_host}) else Origin.ANOTHERS


def is_ours(origin: str, hosts: Collection[str | None]) -> bool:
    try:
        return urlsplit(origin).netloc in hosts
    except ValueError:
        return False


class FormTokens:
    """A form's hidden field, bound to what the browser that got the page shows of itself."""

    def __init__(self, secrets: Sequence[str]) -> None:
        self._secrets = secrets

    def made(self, shown: str) -> str:
        return digest(self._secrets[0], shown)

    def accepted(self, shown: str) -> tuple[str, ...]:
        """One for each key: a page may be older than the newest."""
        return tuple(digest(secret, shown) for secret in self._secrets)


def digest(secret: str, shown: str) -> str:
    message = b"brand-scout.form\0" + shown.encode(errors="surrogateescape")
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


class FormProof:
    """Looks for the hidden field where the guard could not tell. It stands behind BodyLimit, which
    has read the body whole."""

    def __init__(self, app: Asgi, pages: Pages) -> None:
        self.app = app
        self.pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        needed: Sequence[str] = scope.get("state", {}).get(NEEDED, ())
        if not needed:
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        message = await receive()
        given = headers.get(FORM_HEADER) or await given_in_form(scope, headers, message)
        if any(hmac.compare_digest(given.encode(), one.encode()) for one in needed):
            await self.app(scope, replay(message.get("body", b""), receive), send)
            return
        refused = RefusedError(403, NOT_PROVEN)
        await refusal(refused, headers, scope["path"], self.pages)(scope, receive, send)


async def given_in_form(scope: Scope, headers: Headers, message: Message) -> str:
    """ "" where there is none, or it is no form that can be read."""
    if not headers.get("content-type", "").lower().startswith(FORMS):
        return ""

    async def again() -> Message:
        return message

    try:
        async with Request({**scope}, again).form(max_files=10, max_fields=MOST_FIELDS) as form:
            value = form.get(FORM_FIELD, "")
    except HTTPException:
        return ""
    return "" if isinstance(value, UploadFile) else value
