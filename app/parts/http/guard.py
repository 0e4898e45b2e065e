"""What stands before every route: who asks, how often, whether they may, and from which page."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from anyio.to_thread import run_sync
from starlette.datastructures import Headers

from app.lib.errors import TransientError
from app.lib.templating import FORM_TOKEN
from app.parts.http.admission import SIGN_IN, Admission, Asker
from app.parts.http.asgi import Asgi, Receive, Scope, Send
from app.parts.http.own_page import FROM_ANOTHER_SITE, NEEDED, FormTokens, Origin, origin_of
from app.parts.http.pages import Pages
from app.parts.http.refusal import RefusedError, refusal
from app.parts.http.route_table import NO_ROUTE, SAFE_METHODS, Asked, RouteTable, may
from app.parts.people.limits import RateLimits
from app.parts.people.person import PERSON, STRANGER, Person
from app.parts.people.tables import TokenScope, UserRole

OPEN_PATHS = ("/health", "/ready", "/api/calendar.ics", SIGN_IN)
OPEN_PREFIXES = (
    *("/feedback/", "/pause/", "/unsubscribe/", "/opened/", "/follow/", "/static/"),
    *("/webhook/", "/internal/agents/", f"{SIGN_IN}/"),
)
"""Each checks by itself who asks, or tells nothing."""
ASKED = "asked"
"""Where the guard leaves which route it is, in the scope's state."""
A_ROLE = {UserRole.VIEWER: "a viewer", UserRole.EDITOR: "an editor", UserRole.OWNER: "an owner"}
ONLY_READS = "This token only reads. Make one that may write, to change something with it."
BY_HAND = "No token may do this: sign in, and do it yourself."
TOO_OFTEN = "That is more than {limit} requests in a minute; try again in {wait} seconds."


@dataclass(frozen=True, slots=True)
class Admitted:
    """`form_token` goes into the forms of the pages they get; of `needed` one must come back with
    the request, where its headers do not tell that a page of ours caused it."""

    person: Person
    asked: Asked = NO_ROUTE
    form_token: str = ""
    needed: tuple[str, ...] = ()


class Guard:
    """Lets through who may ask, and leaves the Person in the scope's state (`person_of`). Whoever
    may not is told why, before anything is read of the body.

    Also refuses a browser's request that another site caused: a page that somebody happens to read
    could otherwise start runs in their name.
    """

    def __init__(
        self,
        app: Asgi,
        admission: Admission,
        forms: FormTokens,
        *,
        table: RouteTable | None = None,
        limits: RateLimits | None = None,
        pages: Pages | None = None,
    ) -> None:
        self.app = app
        self.admission = admission
        self.forms = forms
        self.table = table or RouteTable((), ())
        self.limits = limits
        self.pages = pages or Pages()
        self.public_host = urlsplit(admission.public_url).netloc

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        try:
            admitted = await self.admitted(scope, headers)
        except RefusedError as refused:
            answer = refusal(refused, headers, scope["path"], self.pages)
            await answer(scope, receive, send)
            return
        left = {PERSON: admitted.person, ASKED: admitted.asked, NEEDED: admitted.needed}
        before = FORM_TOKEN.set(admitted.form_token)
        try:
            await self.app({**scope, "state": {**scope.get("state", {}), **left}}, receive, send)
        finally:
            FORM_TOKEN.reset(before)

    async def admitted(self, scope: Scope, headers: Headers) -> Admitted:
        """Raises RefusedError."""
        if is_open(scope["path"]):
            if is_sign_in(scope["path"]):
                self.check_page(scope, headers)
            return Admitted(STRANGER)
        try:
            asker = await self.admission.asker(scope, headers)
        except TransientError as error:
            raise RefusedError(503, str(error)) from error
        await self.check_limit(asker)
        asked = self.table.asked(scope)
        check_role(asker.person, asked, scope["method"])
        is_told = self.check_page(scope, headers)
        is_unproven = not is_told and (asker.by_cookie or "origin" in headers)
        needed = self.forms.accepted(asker.shown) if is_unproven else ()
        return Admitted(asker.person, asked, self.forms.made(asker.shown), needed)

    async def check_limit(self, asker: Asker) -> None:
        """Raises RefusedError."""
        if self.limits is None or not asker.counted_as:
            return
        wait = await run_sync(self.limits.wait_seconds, asker.counted_as)
        if wait:
            words = TOO_OFTEN.format(limit=self.limits.limit.amount, wait=wait)
            raise RefusedError(429, words, {"Retry-After": str(wait)})

    def check_page(self, scope: Scope, headers: Headers) -> bool:
        """Whether nothing is left to prove: it changes nothing, or a page of ours caused it.

        Raises RefusedError for another's page.
        """
        if scope["method"] in SAFE_METHODS:
            return True
        origin = origin_of(headers, self.public_host)
        if origin is Origin.ANOTHERS:
            raise RefusedError(403, FROM_ANOTHER_SITE)
        return origin is Origin.OURS


def is_open(path: str) -> bool:
    return path in OPEN_PATHS or path.startswith(OPEN_PREFIXES)


def is_sign_in(path: str) -> bool:
    return path == SIGN_IN or path.startswith(f"{SIGN_IN}/")


def check_role(person: Person, asked: Asked, method: str) -> None:
    """Raises RefusedError."""
    only_reads = person.scope is TokenScope.READ
    if only_reads and method not in SAFE_METHODS:
        raise RefusedError(403, ONLY_READS)
    if asked.by_hand and person.scope is not None:
        raise RefusedError(403, BY_HAND)
    if asked.role is not None and not may(person.role, asked.role):
        is_now = "this token only reads" if only_reads else f"you are {A_ROLE[person.role]}"
        raise RefusedError(403, f"This needs {A_ROLE[asked.role]}, and {is_now}.")
