"""Passwords and tokens of other services, sealed where they are stored.

AES-256-GCM (NIST SP 800-38D) with a nonce of its own each time, under a key that HKDF-SHA256
(RFC 5869) makes of a word of SECRET_KEY. The name and the key's id are bound to it: what was sealed
under one name opens under no other. The first word seals, the others still open, so that a new key
can take over (`reseal_all`).
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlmodel import Session, select

from app.lib.errors import PermanentError
from app.parts.people.tables import StoredSecret

KEY_BYTES, ID_BYTES, NONCE_BYTES = 32, 8, 12
FOR_SEALING = b"brand-scout.secrets.aes-256-gcm.v1"
FOR_THE_ID = b"brand-scout.secrets.key-id.v1"


class SealBrokenError(PermanentError):
    """It was changed, or sealed under another name or by a key that SECRET_KEY has no more."""


@dataclass(frozen=True, slots=True)
class SealingKey:
    """`id` tells which key it is, and nothing of it."""

    id: str
    key: bytes


class Secrets:
    """Seals and opens what is stored. `words`: those of SECRET_KEY, the newest first."""

    def __init__(self, words: Sequence[str]) -> None:
        keys = [sealing_key(word) for word in words]
        self._newest = keys[0]
        self._by_id = {one.id: one for one in keys}

    def put(self, session: Session, name: str, plain: str, now: datetime) -> None:
        """In the place of what has the name."""
        content = sealed(self._newest, name, plain.encode())
        row = session.get(StoredSecret, name) or StoredSecret(
            name=name, key_id="", content=b"", updated_at=now
        )
        row.key_id, row.content, row.updated_at = self._newest.id, content, now
        session.add(row)

    def get(self, session: Session, name: str) -> str | None:
        """None where nothing has the name. Raises SealBrokenError."""
        row = session.get(StoredSecret, name)
        return None if row is None else self.opened(row)

    def opened(self, row: StoredSecret) -> str:
        """Raises SealBrokenError."""
        key = self._by_id.get(row.key_id)
        if key is None:
            raise SealBrokenError(
                f"“{row.name}” was stored under a SECRET_KEY that is not set any more; put that "
                "key behind the new one, with a space between them, or enter it anew."
            )
        return unsealed(key, row.name, row.content).decode()

    def reseal_all(self, session: Session, now: datetime) -> int:
        """By the newest key; how many were under an older one. Then that may be taken away.

        Raises SealBrokenError.
        """
        rows = session.exec(select(StoredSecret).where(StoredSecret.key_id != self._newest.id))
        older = list(rows)
        for row in older:
            self.put(session, row.name, self.opened(row), now)
        return len(older)


def sealed(key: SealingKey, name: str, plain: bytes) -> bytes:
    """Nonce, then ciphertext with its tag."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key.key).encrypt(nonce, plain, bound_to(key, name))


def unsealed(key: SealingKey, name: str, content: bytes) -> bytes:
    """Raises SealBrokenError."""
    nonce, rest = content[:NONCE_BYTES], content[NONCE_BYTES:]
    try:
        return AESGCM(key.key).decrypt(nonce, rest, bound_to(key, name))
    except (InvalidTag, ValueError) as error:
        raise SealBrokenError(f"“{name}” cannot be opened: enter it anew.") from error


def bound_to(key: SealingKey, name: str) -> bytes:
    return f"{key.id}\0{name}".encode()


@lru_cache(maxsize=16)
def sealing_key(word: str) -> SealingKey:
    return SealingKey(
        derived(word, FOR_THE_ID, ID_BYTES).hex(), derived(word, FOR_SEALING, KEY_BYTES)
    )


def derived(word: str, purpose: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=purpose).derive(word.encode())
