"""What a browser keeps while its person is at the identity provider: signed, for ten minutes, and
good for one return."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, delete

from app.lib.errors import PermanentError
from app.lib.settings.settings import Settings
from app.lib.signing import BadTokenError, TextSigner
from app.parts.people.random_tokens import digest_of, new_token
from app.parts.people.tables import UsedSignInState
from app.parts.store.database import Database

ERRAND_COOKIE = "scout_sign_in"
LONGEST_ERRAND = timedelta(minutes=10)


class NotOurErrandError(PermanentError):
    """Somebody comes back whom we did not send, or comes back again."""


@dataclass(frozen=True, slots=True)
class Errand:
    """`state` comes back in the address, `nonce` in the ID token; only who has `verifier` can
    redeem the code (PKCE, RFC 7636). `then`: the page that was wanted."""

    state: str
    nonce: str
    verifier: str
    then: str

    @property
    def challenge(self) -> str:
        return str(create_s256_code_challenge(self.verifier))


def new_errand(then: str) -> Errand:
    return Errand(new_token(), new_token(), new_token(), then)


def sealed(settings: Settings, errand: Errand, now: datetime) -> str:
    """For the cookie."""
    until = str(int((now + LONGEST_ERRAND).timestamp()))
    fields = (until, errand.state, errand.nonce, errand.verifier, errand.then)
    return signer(settings).sign(*fields)


def errand_of(settings: Settings, cookie: str, state: str, now: datetime) -> Errand:
    """The one that this browser was sent on. Raises NotOurErrandError."""
    try:
        until, *fields = signer(settings).read(cookie, 5)
    except BadTokenError as error:
        raise NotOurErrandError("The sign-in was not begun in this browser.") from error
    errand = Errand(*fields)
    if now.timestamp() >= int(until):
        raise NotOurErrandError("The sign-in took longer than ten minutes.")
    if not hmac.compare_digest(errand.state.encode(), state.encode(errors="replace")):
        raise NotOurErrandError("The sign-in was not begun in this browser.")
    return errand


def use_up(database: Database, errand: Errand, now: datetime) -> None:
    """Raises NotOurErrandError for the second of two returns, wherever its cookie was kept."""
    used = UsedSignInState(state_digest=digest_of(errand.state), expires_at=now + LONGEST_ERRAND)
    try:
        with database.write() as session:
            session.execute(delete(UsedSignInState).where(col(UsedSignInState.expires_at) <= now))
            session.add(used)
    except IntegrityError as error:
        raise NotOurErrandError("The sign-in came back twice.") from error


def signer(settings: Settings) -> TextSigner:
    return TextSigner(settings.secret_keys, "sign-in-oidc")
