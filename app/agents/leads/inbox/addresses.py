"""Addresses and Message-IDs in text that nobody vouches for: found, not parsed.

Every repetition is bounded, so that the time grows with the length of the text alone.
"""

import re
from collections.abc import Iterable
from typing import Final

LOCAL: Final = r"[^\s<>\"'(),:;@\[\]|\\]{1,64}"
DOMAIN: Final = r"[A-Za-z0-9\u0080-\uffff](?:[A-Za-z0-9\u0080-\uffff._-]{0,252})"
ADDRESS: Final = re.compile(rf"{LOCAL}@{DOMAIN}")
MESSAGE_ID: Final = re.compile(r"<([^<>\s]{1,250}@[^<>\s]{1,250})>")
_RETURNED_ID: Final = re.compile(r"^[ >]{0,4}Message-ID:\s{0,8}<?([^<>\s]{3,500})>?", re.I | re.M)


def addresses_in(text: str) -> tuple[str, ...]:
    """Each once, in the order of the text, without what ends a sentence."""
    found = (match.group().strip(".-=*`") for match in ADDRESS.finditer(text))
    return unique(one for one in found if "@" in one and "." in one.rpartition("@")[2])


def message_ids_in(header: str) -> tuple[str, ...]:
    """Those of `References` or `In-Reply-To`, without their brackets."""
    return unique(MESSAGE_ID.findall(header))


def returned_message_ids(text: str) -> tuple[str, ...]:
    """Those that headers within a text name as the mail's own."""
    return unique(_RETURNED_ID.findall(text))


def unique(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))


def local_part(address: str) -> str:
    return address.rpartition("@")[0] or address
