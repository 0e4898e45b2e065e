"""What stands before every route: who may ask, and headers on every answer."""

import base64
import binascii
import hmac
import ipaddress
from urllib.parse import urlsplit

from pydantic import SecretStr
from starlette.datastructures import Headers

from app.parts.http.asgi import Asgi, Message, Receive, Scope, Send, answer
from app.parts.http.guesses import Guesses

OPEN_PATHS = ("/health", "/ready")
OPEN_PREFIXES = ("/feedback/", "/pause/", "/unsubscribe/", "/opened/", "/follow/", "/static/")
UNAUTHORIZED = "This needs the API_TOKEN: as a Bearer token, or as the password of HTTP Basic."
NOT_FROM_THERE = (
    "This service has no API_TOKEN, so it answers only to its own network. "
    "To use it from elsewhere, set API_TOKEN and start it again."
)
NOT_BY_THAT_NAME = (
    "This service has no API_TOKEN, so it answers only under its own names. "
    "To use it by this one, put it into PUBLIC_URL and set API_TOKEN, and start it again."
)
FROM_ANOTHER_SITE = "Another website caused this request; it was not carried out."
SAFE_METHODS = frozenset({"GET", "HEAD"})
OWN_DOMAINS = (".localhost", ".local", ".internal", ".test")
CHALLENGE = 'Basic realm="Brand Scout", charset="UTF-8"'
STRICT_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
DASHBOARD_POLICY = f"{STRICT_POLICY}; script-src 'self'; connect-src 'self'; frame-src 'self'"
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"
)
"""For a mail as it was sent, in a frame: its styles stand in its elements. It does nothing but open
a link in a tab of its own. An origin of its own would cost a process of the browser, 30 ms; without
scripts ours gives it nothing."""
SECURITY_HEADERS = {
    "Content-Security-Policy": STRICT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "no-store",
}


class TokenGuard:
    """Asks for the token on every path that is not open, when one is set.

    Also refuses a browser's request that another site caused: without a token, a page that the
    user happens to read could otherwise start runs on their machine.
    """

    def __init__(
        self,
        app: Asgi,
        token: SecretStr | None,
        guesses: Guesses | None = None,
        public_url: str = "",
    ) -> None:
        self.app = app
        self.public_host = urlsplit(public_url).netloc
        self.token = token.get_secret_value() if token else None
        self.guesses = guesses or Guesses()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or is_open(scope["path"]):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if self.token is None and is_from_the_internet(address_of(scope)):
            await answer(send, 403, NOT_FROM_THERE)
            return
        if self.token is None and not self.is_known_host(headers):
            await answer(send, 403, NOT_BY_THAT_NAME)
            return
        if self.token is not None and not await self.admits(scope, headers, self.token, send):
            return
        if scope["method"] not in SAFE_METHODS and not self.is_own_request(headers):
            await answer(send, 403, FROM_ANOTHER_SITE)
            return
        await self.app(scope, receive, send)

    def is_own_request(self, headers: Headers) -> bool:
        """Was it caused by a page of ours, or by no page at all (curl)? Browsers say which site
        did; over plain HTTP from another machine they name only the origin."""
        site = headers.get("sec-fetch-site")
        if site is not None:
            return site in {"same-origin", "none"}
        origin = headers.get("origin")
        return origin is None or urlsplit(origin).netloc in {headers.get("host"), self.public_host}

    def is_known_host(self, headers: Headers) -> bool:
        """Without a token: a site that points its own name at this machine could read it all
        through a visitor's browser. Such a name has a dot; names of one's own network need none.
        """
        host = host_of(headers.get("host", ""))
        return "." not in host or host == host_of(self.public_host) or is_own_name(host)

    async def admits(self, scope: Scope, headers: Headers, token: str, send: Send) -> bool:
        """Whether the request may go on; if not it has been answered."""
        address = address_of(scope)
        given = given_token(headers)
        wait = self.guesses.wait_seconds(address) if given else 0
        if wait:
            words = f"Too many wrong tokens came from here; try again in {wait} seconds."
            await answer(send, 429, words, {"Retry-After": str(wait)})
            return False
        # Compared in constant time, so that answers do not tell how much of a guess was right.
        if hmac.compare_digest(given, token.encode()):
            self.guesses.note_right(address)
            return True
        if given:
            self.guesses.note_wrong(address)
        await answer(send, 401, UNAUTHORIZED, {"WWW-Authenticate": CHALLENGE})
        return False


def address_of(scope: Scope) -> str:
    """Of the client; "" when it came over a socket that has no addresses."""
    return str((scope.get("client") or ("", 0))[0])


def is_from_the_internet(address: str) -> bool:
    """Private addresses are not: in a container even this machine's requests come from one."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return (getattr(parsed, "ipv4_mapped", None) or parsed).is_global


def host_of(netloc: str) -> str:
    try:
        return urlsplit(f"//{netloc}").hostname or ""
    except ValueError:
        return ""


def is_own_name(host: str) -> bool:
    """An address, or a name that no one can have on the internet."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host.endswith(OWN_DOMAINS)
    return True


def is_open(path: str) -> bool:
    return path in OPEN_PATHS or path.startswith(OPEN_PREFIXES)


def given_token(headers: Headers) -> bytes:
    """The token that a request carries; empty when it carries none."""
    scheme, _, value = headers.get("authorization", "").partition(" ")
    content = value.strip().encode("latin-1")  # as it came: Starlette decoded it so
    if scheme.lower() == "basic":
        return basic_password(content)
    return content if scheme.lower() == "bearer" else b""


def basic_password(encoded: bytes) -> bytes:
    try:
        return base64.b64decode(encoded, validate=True).partition(b":")[2]
    except binascii.Error:
        return b""


class SecurityHeaders:
    """Puts the same strict headers on every answer, errors included."""

    def __init__(self, app: Asgi) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *headers_for(scope, message)]
            await send(message)

        await self.app(scope, receive, send_with_headers)


def headers_for(scope: Scope, message: Message) -> list[tuple[bytes, bytes]]:
    present = {name.lower() for name, _ in message.get("headers", [])}
    wanted = dict(SECURITY_HEADERS)
    if scope.get("path", "").startswith("/static/"):
        wanted["Cache-Control"] = "public, max-age=3600"
    return [
        (name.encode(), value.encode())
        for name, value in wanted.items()
        if name.lower().encode() not in present
    ]
