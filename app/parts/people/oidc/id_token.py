"""What an identity provider says of who signs in (OpenID Connect Core 1.0, 3.1.3.7): believed only
where it is signed by a key of the provider's, made for us, for this sign-in, and just now."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, RSAKey

from app.lib.errors import PermanentError
from app.lib.mail_address import NotAnAddressError
from app.parts.people.users import sign_in_address

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384")
"""Those with a key pair: with HS256 whoever knows the public key could sign."""
KEY_TYPES: Mapping[str, type[RSAKey] | type[ECKey]] = {"RSA": RSAKey, "EC": ECKey}
BROKEN = (JoseError, ValueError, TypeError, KeyError, OverflowError, RecursionError)
"""What joserfc raises of a token or a key that is none, beside its own family."""
MOST_KEYS = 50
LONGEST_ID_TOKEN = 50_000
CLOCKS_APART = 60
"""Seconds that the provider's clock may differ from ours."""


class BadIdTokenError(PermanentError):
    """The token proves nothing; the words are for the log."""


class NotVerifiedError(PermanentError):
    """The provider does not vouch for the address."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What the token must say: by whom, for whom, and of which sign-in."""

    issuer: str
    client_id: str
    nonce: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Of whom the provider vouches. `email` in small letters."""

    email: str
    name: str


def identity_of(
    token: str, keys: Mapping[str, object], expected: Expected, now: datetime
) -> Identity:
    """Raises BadIdTokenError, NotVerifiedError."""
    if len(token) > LONGEST_ID_TOKEN:
        raise BadIdTokenError("The ID token is too long.")
    try:
        claims = jwt.decode(token, key_set(keys), list(ALGORITHMS)).claims
        registry_of(expected, now).validate(claims)
    except BROKEN as error:
        raise BadIdTokenError(f"The ID token proves nothing: {error}") from error
    check_for_us(claims, expected)
    return Identity(vouched_address(claims), str(claims.get("name") or ""))


def key_set(keys: Mapping[str, object]) -> KeySet:
    """Those of the provider's that we can use: one of a new kind beside them stops nobody."""
    given = keys.get("keys")
    listed = given if isinstance(given, list) else []
    imported = (key_of(one) for one in listed[:MOST_KEYS])
    return KeySet([one for one in imported if one is not None])


def key_of(given: object) -> RSAKey | ECKey | None:
    """None for one that does not sign, or is none."""
    if not isinstance(given, dict) or given.get("use") not in ("sig", None):
        return None
    kind = KEY_TYPES.get(str(given.get("kty")))
    try:
        return kind.import_key(given) if kind else None
    except BROKEN:
        return None


def registry_of(expected: Expected, now: datetime) -> jwt.JWTClaimsRegistry:
    return jwt.JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=CLOCKS_APART,
        iss={"essential": True, "value": expected.issuer},
        aud={"essential": True, "value": expected.client_id},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True},
    )


def check_for_us(claims: Mapping[str, object], expected: Expected) -> None:
    """Raises BadIdTokenError."""
    nonce = str(claims.get("nonce")).encode(errors="replace")
    if not hmac.compare_digest(nonce, expected.nonce.encode()):
        raise BadIdTokenError("The ID token is of another sign-in.")
    audience, party = claims.get("aud"), claims.get("azp")
    several = isinstance(audience, list) and len(audience) > 1
    if (several or party is not None) and party != expected.client_id:
        raise BadIdTokenError("The ID token was made for another service.")


def vouched_address(claims: Mapping[str, object]) -> str:
    """Raises NotVerifiedError: an address that anybody may type into their profile is no proof."""
    if claims.get("email_verified") is not True:
        raise NotVerifiedError("Your identity provider does not say that your address is verified.")
    email = claims.get("email")
    try:
        return sign_in_address(email if isinstance(email, str) else "")
    except NotAnAddressError as error:
        raise NotVerifiedError("Your identity provider gives no usable mail address.") from error
