"""What a request shows to say who asks. Nothing is believed here; it is only read."""

import base64
import binascii
from dataclasses import dataclass

from starlette.datastructures import Headers

from app.parts.http.refusal import RefusedError

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
