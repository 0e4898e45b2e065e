"""Secrets that we hand out and keep no copy of: of each only its digest is stored."""

import hashlib
import secrets

TOKEN_BYTES = 32
"""256 bits: nobody finds one by trying, so its digest needs neither salt nor slowness."""
LONGEST_TOKEN = 200


def new_token() -> str:
    """Fit for a cookie and for the path of an address."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest_of(token: str) -> str:
    """What is stored of it. A token is looked up by its digest, so the time of the look tells
    nothing of it."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def could_be_token(text: str) -> bool:
    """False for what is not worth a look into the database."""
    return TOKEN_BYTES <= len(text) <= LONGEST_TOKEN and text.isascii()
