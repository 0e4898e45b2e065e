"""The secret of a mailed link stands in no table: the mail waits with a mark in its place, and gets
the secret as it leaves. Whoever reads the database can make none of the marks."""

import base64
import hashlib
import hmac
import re
from collections.abc import Sequence

from app.parts.people.random_tokens import new_token

MARK = re.compile(r"sign-in-mark-([A-Za-z0-9_-]{43})")
PURPOSE = b"brand-scout.sign-in-link:"


def new_mark() -> str:
    return f"sign-in-mark-{new_token()}"


def token_of(mark: str, secret_keys: Sequence[str]) -> str:
    """The secret for a mark, the same each time; by the key that signs."""
    made = hmac.digest(secret_keys[0].encode(), PURPOSE + mark.encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def with_tokens(text: str, secret_keys: Sequence[str]) -> str:
    """As the reader gets it."""
    return MARK.sub(lambda found: token_of(found[0], secret_keys), text)
