"""Who must not be written to, kept as keyed digests: the list outlives the person's data.

A digest is an HMAC-SHA256 over the normalised address or domain. Without the key nobody can try
addresses against the list. It begins with the id of its key, so that a key can be changed.
"""

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from app.lib.mail_address import ascii_domain

_PURPOSE: Final = b"brand-scout.suppression.v1"
_KEY_ID_LENGTH: Final = 8
_GMAIL: Final = ("gmail.com", "googlemail.com")
_ROUNDS: Final = 3
_NO_PART_OF_IT: Final = re.compile(r"[\s<>\"\u200b-\u200f\u2060\ufeff\u00ad]")
"""Spaces, signs that are not seen, and what stands around an address."""


def normalised_address(address: str) -> str:
    """One spelling of all that reach the same mailbox: without case, +tag, and Gmail's dots.

    Takes any text, also what is no address: a list that refuses an entry would let its mail go.
    """
    local, at, domain = _seen(address).rpartition("@")
    if not at:
        return _plain(domain)
    host, local = normalised_domain(domain), _plain(local)
    untagged = local.partition("+")[0] or local
    if host in _GMAIL:
        return f"{untagged.replace('.', '')}@{_GMAIL[0]}"
    return f"{untagged}@{host}"


def normalised_domain(domain: str) -> str:
    """In ASCII, as DNS knows it, in small letters. Case is left to IDNA (UTS 46): without it
    "straße.de" would be "strasse.de", which is somebody else's."""
    in_dns = ascii_domain(_seen(domain).strip("@."))
    return ascii_domain(_plain(in_dns)).lower().strip(".")


def _plain(text: str) -> str:
    """Without case, widths and signs around it; some letters have a small one only then."""
    for _ in range(_ROUNDS):
        text = _seen(text.casefold())
    return unicodedata.normalize("NFKC", text)


def _seen(text: str) -> str:
    return _NO_PART_OF_IT.sub("", unicodedata.normalize("NFKC", text))


def address_digest(address: str, secret: str) -> str:
    """What the list keeps of an address: `<key id>:<64 hex digits>`. `secret` is SECRET_KEY."""
    return _digest("address", normalised_address(address), secret)


def domain_digest(domain: str, secret: str) -> str:
    """What the list keeps of a whole domain, which counts for those below it too."""
    return _digest("domain", normalised_domain(domain), secret)


def digests_to_ask(address: str, secrets: Sequence[str]) -> frozenset[str]:
    """Every digest that would suppress the address: its own, and those of its domain and the
    domains above, by today's secret and the earlier ones.
    """
    labels = normalised_address(address).rpartition("@")[2].split(".")
    domains = [".".join(labels[n:]) for n in range(len(labels))]
    return frozenset(
        digest
        for secret in secrets
        for digest in (
            address_digest(address, secret),
            *(domain_digest(domain, secret) for domain in domains),
        )
    )


def _digest(kind: str, text: str, secret: str) -> str:
    key = hmac.digest(secret.encode(), _PURPOSE, "sha256")
    key_id = hashlib.sha256(_PURPOSE + key).hexdigest()[:_KEY_ID_LENGTH]
    return f"{key_id}:{hmac.new(key, f'{kind}:{text}'.encode(), 'sha256').hexdigest()}"
