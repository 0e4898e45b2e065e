"""Who asks: by the API_TOKEN, by a user's token, by the session of a browser; or nobody, where
nobody has to show anything."""

import base64
import binascii
import hmac
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

from anyio.to_thread import run_sync
from starlette.datastructures import Headers

from app.lib.clock import Clock, utc_now
from app.parts.http.asgi import Scope
from app.parts.http.guesses import Guesses
from app.parts.http.own_network import address_of, is_from_the_internet, is_known_host
from app.parts.http.refusal import RefusedError, wants_page
from app.parts.people.person import SOLE_OWNER, Person
from app.parts.people.sessions import SESSION_COOKIE, person_with_session
from app.parts.people.tokens import holder_of, looks_like_token
from app.parts.store.database import Database

UNAUTHORIZED = "This needs the API_TOKEN: as a Bearer token, or as the password of HTTP Basic."
NOT_SIGNED_IN = (
    "Sign in first; a program shows a token of its user instead, as a Bearer token or as the "
    "password of HTTP Basic."
)
NOT_FROM_THERE = (
    "This service has no API_TOKEN, so it answers only to its own network. "
    "To use it from elsewhere, set API_TOKEN and start it again."
)
NOT_BY_THAT_NAME = (
    "This service has no API_TOKEN, so it answers only under its own names. "
    "To use it by this one, put it into PUBLIC_URL and set API_TOKEN, and start it again."
)
CHALLENGE = 'Basic realm="Brand Scout", charset="UTF-8"'
PEOPLE_CHALLENGE = 'Bearer realm="Brand Scout"'
"""People sign in on a page: a browser must not ask them for a password of its own accord."""
SIGN_IN = "/sign-in"
LONGEST_PLACE = 1_000


LONGEST_COOKIE = 512
TWICE = "The header Authorization came more than once; send it once."


@dataclass(frozen=True, slots=True)
class Credentials:
    """`token`: of the header Authorization, b"" without one; `cookie`: the session's, "" without.
    Who sends a header means it: the cookie counts only where there is none."""

    token: bytes
    cookie: str
    has_header: bool


def credentials_of(headers: Headers, cookie_name: str) -> Credentials:
    """Raises RefusedError."""
    given = headers.getlist("authorization")
    if len(given) > 1:
        raise RefusedError(401, TWICE)
    token = shown_token(given[0]) if given else b""
    return Credentials(token, shown_cookie(headers.getlist("cookie"), cookie_name), bool(given))


def shown_token(authorization: str) -> bytes:
    """Of Bearer, or the password of Basic; b"" for anything else."""
    scheme, _, value = authorization.partition(" ")
    content = value.strip().encode("latin-1")  # as it came: Starlette decoded it so
    if scheme.lower() == "basic":
        return basic_password(content)
    return content if scheme.lower() == "bearer" else b""


def basic_password(encoded: bytes) -> bytes:
    try:
        return base64.b64decode(encoded, validate=True).partition(b":")[2]
    except binascii.Error:
        return b""


def shown_cookie(cookies: list[str], name: str) -> str:
    """ "" for two of the name that differ, too: another host of the domain may have put one there,
    and nobody knows which is the person's own."""
    pairs = (part.partition("=") for line in cookies for part in line.split(";"))
    values = {value.strip() for key, _, value in pairs if key.strip() == name}
    only = values.pop() if len(values) == 1 else ""
    return only if len(only) <= LONGEST_COOKIE else ""


@dataclass(frozen=True, slots=True)
class Asker:
    """`counted_as`: whose requests are limited together; "": nobody's. `shown`: what their browser
    shows by itself, for the forms of their pages to be bound to. `by_cookie`: it does so whoever's
    page makes it ask."""

    person: Person
    counted_as: str = ""
    shown: str = ""
    by_cookie: bool = False


@dataclass(frozen=True, slots=True)
class Admission:
    """`token`: the API_TOKEN. `is_limited`: are those limited too who are no user?"""

    token: str | None
    people_sign_in: bool = False
    is_limited: bool = False
    public_url: str = ""
    database: Database | None = None
    clock: Clock = utc_now
    guesses: Guesses = field(default_factory=Guesses)

    @property
    def needs_nothing(self) -> bool:
        return self.token is None and not self.people_sign_in

    async def asker(self, scope: Scope, headers: Headers) -> Asker:
        """Raises RefusedError, DatabaseAwayError."""
        if self.needs_nothing:
            self.check_network(scope, headers)
        shown = credentials_of(headers, SESSION_COOKIE)
        found = await self.with_token(scope, shown) if shown.token else None
        if found is None and self.people_sign_in and shown.cookie and not shown.has_header:
            found = await self.with_session(shown.cookie)
        if found is None and self.needs_nothing:
            found = self.owner()
        if found is None:
            raise self.nobody(scope, headers, shown)
        return found

    def check_network(self, scope: Scope, headers: Headers) -> None:
        if is_from_the_internet(address_of(scope)):
            raise RefusedError(403, NOT_FROM_THERE)
        if not is_known_host(headers.get("host", ""), urlsplit(self.public_url).netloc):
            raise RefusedError(403, NOT_BY_THAT_NAME)

    async def with_token(self, scope: Scope, shown: Credentials) -> Asker | None:
        """None for a wrong one, which has been counted."""
        address = address_of(scope)
        wait = 0 if self.needs_nothing else self.guesses.wait_seconds(address)
        if wait:
            words = f"Too many wrong tokens came from here; try again in {wait} seconds."
            raise RefusedError(429, words, {"Retry-After": str(wait)})
        found = self.with_api_token(shown.token) or await self.with_users_token(shown.token)
        if found is not None:
            self.guesses.note_right(address)
        elif not self.needs_nothing:
            self.guesses.note_wrong(address)
        return found

    def with_api_token(self, token: bytes) -> Asker | None:
        # Compared in constant time, so that answers do not tell how much of a guess was right.
        if self.token is not None and hmac.compare_digest(token, self.token.encode()):
            return self.owner(token.decode(errors="surrogateescape"))
        return None

    async def with_users_token(self, token: bytes) -> Asker | None:
        text = token.decode("latin-1")
        if self.database is None or not looks_like_token(text):
            return None
        holder = await run_sync(holder_of, self.database, text, self.clock())
        if holder is None:
            return None
        return Asker(holder.person, counted_as=f"token-{holder.token_id}", shown=text)

    async def with_session(self, cookie: str) -> Asker | None:
        if self.database is None:
            return None
        person = await run_sync(person_with_session, self.database, cookie, self.clock())
        if person is None:
            return None
        return Asker(person, counted_as=f"user-{person.user_id}", shown=cookie, by_cookie=True)

    def owner(self, shown: str = "") -> Asker:
        is_limited = self.is_limited or self.people_sign_in
        return Asker(SOLE_OWNER, counted_as="owner" if is_limited else "", shown=shown)

    def nobody(self, scope: Scope, headers: Headers, shown: Credentials) -> RefusedError:
        if not self.people_sign_in:
            return RefusedError(401, UNAUTHORIZED, {"WWW-Authenticate": CHALLENGE})
        goes_to_page = scope["method"] == "GET" and wants_page(headers, scope["path"])
        location = sign_in_from(scope) if goes_to_page and not shown.has_header else ""
        challenge = {"WWW-Authenticate": PEOPLE_CHALLENGE}
        return RefusedError(401, NOT_SIGNED_IN, challenge, location)


def sign_in_from(scope: Scope) -> str:
    """The page to sign in on, with the place to come back to: an own path, or none."""
    path, query = scope["path"], scope.get("query_string", b"").decode("latin-1")
    place = quote(path) + (f"?{query}" if query else "")
    is_own = path.startswith("/") and not path.startswith(("//", "/\\"))
    if not is_own or place == "/" or len(place) > LONGEST_PLACE:
        return SIGN_IN
    return f"{SIGN_IN}?next={quote(place, safe='/')}"
