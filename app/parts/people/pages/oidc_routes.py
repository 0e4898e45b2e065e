"""`/sign-in/oidc`: to the identity provider and back. Asked without a code it sends there; with one
it is where the provider sends back to."""

from typing import TYPE_CHECKING, Annotated

import structlog
from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from app.lib.errors import PermanentError, ScoutError, TransientError
from app.parts.http.documented import DATABASE_AWAY
from app.parts.parts import Parts
from app.parts.people.pages import page as pages
from app.parts.people.signing_in import NotLetInError, sign_in

if TYPE_CHECKING:
    from app.parts.people.oidc.errand import Errand
    from app.parts.people.oidc.id_token import Identity
    from app.parts.people.oidc.provider import Provider

AWAY = (
    "The identity provider does not answer as it should. Try again in a minute; if it stays so, "
    "the log of this service says what is wrong."
)
NOT_OURS = "This sign-in was begun elsewhere, took too long or is over already. Begin it again."
UNPROVEN = (
    "What the identity provider said could not be proven, so nobody was signed in. Begin again; "
    "if it stays so, the log of this service says why."
)
REFUSED = "The identity provider signed nobody in. Begin again, or ask who looks after it."
Text = Annotated[str | None, Query(max_length=4_000)]
log = structlog.get_logger("people")


class SignInFailedError(PermanentError):
    """For the person who tried."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status


def oidc_routes(parts: Parts) -> APIRouter:
    router = APIRouter(include_in_schema=False, responses=DATABASE_AWAY)
    provider = opened_provider(parts)

    @router.get("/sign-in/oidc")
    def there_or_back(
        request: Request,
        code: Text = None,
        state: Text = None,
        error: Text = None,
        iss: Text = None,
        then: Annotated[str | None, Query(alias="next", max_length=600)] = None,
    ) -> Response:
        if provider is None:
            return pages.one_owner_page(parts, 404)
        try:
            if code is None and state is None and error is None:
                return sent_there(parts, provider, pages.own_page(then))
            return come_back(parts, provider, request, code, state or "", iss)
        except SignInFailedError as failed:
            return pages.page(parts, "sign_in_failed", str(failed), status=failed.status)

    return router


def opened_provider(parts: Parts) -> "Provider | None":
    if parts.settings.oidc_issuer is None:
        return None
    from app.parts.people.oidc.provider import Provider

    return Provider(parts.settings)


def sent_there(parts: Parts, provider: "Provider", then: str) -> Response:
    """Raises SignInFailedError."""
    from app.parts.people.oidc import errand

    ours = errand.new_errand(then)
    try:
        answer = RedirectResponse(provider.address_for(ours), status_code=303)
    except TransientError as error:
        raise away(error) from error
    sealed = errand.sealed(parts.settings, ours, parts.clock())
    pages.set_cookie(
        parts, answer, errand.ERRAND_COOKIE, sealed, errand.LONGEST_ERRAND, pages.SIGN_IN
    )
    return answer


def come_back(
    parts: Parts,
    provider: "Provider",
    request: Request,
    code: str | None,
    state: str,
    named: str | None,
) -> Response:
    """Raises SignInFailedError."""
    from app.parts.people.oidc import errand

    ours = returned(parts, request, state)
    if code is None:
        raise SignInFailedError(403, REFUSED)
    identity = proven(parts, provider, ours, code, named)
    visit, old_cookie = pages.visit_of(request), pages.session_cookie(request)
    try:
        with parts.database.write() as session:
            cookie = sign_in(
                session, parts, identity.email, identity.name, "by OIDC", visit, old_cookie
            )
    except NotLetInError as error:
        raise SignInFailedError(403, str(error)) from error
    answer = pages.signed_in_page(parts, cookie, ours.then)
    pages.set_cookie(parts, answer, errand.ERRAND_COOKIE, "", errand.LONGEST_ERRAND, pages.SIGN_IN)
    return answer


def returned(parts: Parts, request: Request, state: str) -> "Errand":
    """The errand that this browser comes back from, which is used up by it. Raises
    SignInFailedError."""
    from app.parts.people.oidc import errand

    try:
        cookie = request.cookies.get(errand.ERRAND_COOKIE, "")
        ours = errand.errand_of(parts.settings, cookie, state, parts.clock())
        errand.use_up(parts.database, ours, parts.clock())
    except errand.NotOurErrandError as error:
        log.warning("people.not_our_errand", reason=str(error))
        raise SignInFailedError(400, NOT_OURS) from error
    return ours


def proven(
    parts: Parts, provider: "Provider", ours: "Errand", code: str, named: str | None
) -> "Identity":
    """Raises SignInFailedError."""
    from app.parts.people.oidc.id_token import BadIdTokenError, NotVerifiedError

    try:
        return provider.identity(ours, code, named, parts.clock())
    except TransientError as error:
        raise away(error) from error
    except BadIdTokenError as error:
        log.warning("people.unproven", reason=str(error))
        raise SignInFailedError(403, UNPROVEN) from error
    except NotVerifiedError as error:
        log.warning("people.not_verified", reason=str(error))
        raise SignInFailedError(403, str(error)) from error


def away(error: ScoutError) -> SignInFailedError:
    log.warning("people.provider_away", reason=str(error))
    return SignInFailedError(503, AWAY)
