"""Tokens between hosts of one service: a JWT (RFC 7519) signed by INTERNAL_SIGNING_KEY with HS256,
good for a minute and once."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from pydantic import JsonValue, SecretStr
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlmodel import Session, col, delete

from app.agents.team.tables import UsedToken
from app.agents.team.webhooks.checking.signatures import NotSignedError
from app.lib.signing import is_as_signed
from app.parts.store.statements import affected, table_of

LONGEST: Final = timedelta(seconds=60)
MADE_FOR: Final = timedelta(seconds=50)
"""Ours are good for less: the clock of the other host may be behind."""
ALGORITHM: Final = "HS256"
LONGEST_TOKEN: Final = 64 * 1024
LONGEST_JTI: Final = 255
ORCHESTRATOR: Final = "orchestrator"
WORKER: Final = "worker"
USED_TOKENS: Final = table_of(UsedToken)


@dataclass(frozen=True, slots=True)
class Shown:
    """A token that was found good, but for whether it was shown before. `content`: its claims that
    are not of the token itself."""

    jti: str
    expires_at: datetime
    content: Mapping[str, JsonValue]


def make_token(
    key: SecretStr,
    *,
    issuer: str = ORCHESTRATOR,
    audience: str = WORKER,
    content: Mapping[str, JsonValue] | None = None,
    now: float | None = None,
) -> str:
    """For one call of another host; a second call needs another. `now`: seconds since 1970."""
    from joserfc import jwt
    from joserfc.jwk import OctKey

    moment = int(time.time() if now is None else now)
    claims = {
        **(content or {}),
        "iss": issuer,
        "aud": audience,
        "iat": moment,
        "exp": moment + int(MADE_FOR.total_seconds()),
        "jti": uuid4().hex,
    }
    return jwt.encode({"alg": ALGORITHM}, claims, OctKey.import_key(key.get_secret_value()))


def read_token(
    token: str,
    key: SecretStr | None,
    now: datetime,
    ways: Mapping[str, str] | None = None,
) -> Shown:
    """`ways`: whose tokens are taken, each with whom they are for. Raises NotSignedError."""
    from joserfc import jwt
    from joserfc.errors import JoseError
    from joserfc.jwk import OctKey

    if key is None:
        raise NotSignedError("This service has no INTERNAL_SIGNING_KEY, so no host may call it.")
    if len(token) > LONGEST_TOKEN:
        raise NotSignedError("The token is too long.")
    try:
        signed_by = OctKey.import_key(key.get_secret_value())
        claims = jwt.decode(token, signed_by, algorithms=[ALGORITHM]).claims
    except (JoseError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise NotSignedError("The token is not signed by the key of this service.") from error
    if not is_as_signed(token):
        raise NotSignedError("The token is not spelt as it was signed.")
    _check_parties(claims, {ORCHESTRATOR: WORKER} if ways is None else ways)
    return Shown(_jti(claims), _expiry(claims, now), _content(claims))


def _check_parties(claims: Mapping[str, Any], ways: Mapping[str, str]) -> None:
    issuer, audience = claims.get("iss"), claims.get("aud")
    named = audience if isinstance(audience, list) else [audience]
    if not isinstance(issuer, str) or ways.get(issuer, "") not in named:
        raise NotSignedError("The token is of another host (iss), or for another one (aud).")


def _expiry(claims: Mapping[str, Any], now: datetime) -> datetime:
    expires = claims.get("exp")
    if isinstance(expires, bool) or not isinstance(expires, int | float):
        raise NotSignedError("The token has no end (exp).")
    left = expires - now.timestamp()
    if not 0 < left <= LONGEST.total_seconds():
        raise NotSignedError("The token has expired, or is good for more than 60 seconds (exp).")
    begins = claims.get("nbf")
    if begins is not None and (not isinstance(begins, int | float) or begins > now.timestamp()):
        raise NotSignedError("The token is not good yet (nbf).")
    return datetime.fromtimestamp(expires, UTC)


def _jti(claims: Mapping[str, Any]) -> str:
    jti = claims.get("jti")
    if not isinstance(jti, str) or not 1 <= len(jti) <= LONGEST_JTI or not jti.isprintable():
        raise NotSignedError("The token has no name of its own (jti).")
    return jti


def _content(claims: Mapping[str, Any]) -> dict[str, JsonValue]:
    own = {"iss", "aud", "exp", "iat", "nbf", "jti", "sub"}
    return {name: value for name, value in claims.items() if name not in own}


def use_once(session: Session, shown: Shown) -> bool:
    """False for a token that was shown before. The caller's transaction keeps it."""
    values = {"jti": shown.jti, "expires_at": shown.expires_at}
    insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgresql_insert
    statement = insert(USED_TOKENS).values(**values).on_conflict_do_nothing()
    return session.execute(statement.returning(USED_TOKENS.c.jti)).first() is not None


def forget_expired_tokens(session: Session, now: datetime) -> int:
    """What has expired is refused for that."""
    return affected(session, delete(UsedToken).where(col(UsedToken.expires_at) < now))
