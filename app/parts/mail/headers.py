"""Headers that Python's email package would fold wrongly, folded here.

It writes a long address (List-Unsubscribe) or message id (In-Reply-To, References) as RFC 2047
encoded words, which no mail program reads there, loses spaces of a subject that mixes ASCII with
other text, and the quotes of a long name (all seen on 3.11.7).
"""

import re
from email.header import Header
from email.headerregistry import (
    BaseHeader,
    HeaderRegistry,
    UniqueAddressHeader,
    UnstructuredHeader,
)
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import quote as quote_signs
from typing import Any
from urllib.parse import quote

LINE_LENGTH = 76
PLAIN_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")
"""Atoms and spaces (RFC 5322, 3.2.3): what needs no quotes."""
URL_CHARACTERS = ":/?#[]@!$&'()*+,;=%-._~"


class SubjectHeader(UnstructuredHeader, BaseHeader):
    """ASCII as it is; anything else wholly as encoded words."""

    def fold(self, *, policy: "Policy[Any]") -> str:
        text = str(self)
        header = Header(
            text,
            charset="us-ascii" if text.isascii() else "utf-8",
            header_name="Subject",
            maxlinelen=LINE_LENGTH,
        )
        return f"Subject: {header.encode(linesep=policy.linesep)}{policy.linesep}"


class AddressHeader(UniqueAddressHeader, BaseHeader):  # type: ignore[misc]
    """A name in quotes where its signs would be read as more addresses, then the one address.

    Python's own folding drops the quotes where it breaks a line, and with them the address.
    """

    def fold(self, *, policy: "Policy[Any]") -> str:
        person = self.addresses[0]
        bare = f"{person.username}@{person.domain}"
        if not person.display_name:
            return f"{self.name}: {bare}{policy.linesep}"
        name = encoded_name(person.display_name, self.name, policy.linesep)
        last_line = f"{self.name}: {name}".rpartition(policy.linesep)[2]
        fits = len(last_line) + len(bare) + len(" <>") <= LINE_LENGTH
        space = " " if fits else f"{policy.linesep} "
        return f"{self.name}: {name}{space}<{bare}>{policy.linesep}"


def encoded_name(name: str, header: str, linesep: str) -> str:
    if not name.isascii():
        words = Header(name, charset="utf-8", header_name=header, maxlinelen=LINE_LENGTH)
        return words.encode(linesep=linesep)
    return name if PLAIN_NAME.fullmatch(name) else f'"{quote_signs(name)}"'


class UnfoldedHeader(UnstructuredHeader, BaseHeader):
    """Kept on one line: RFC 5322 allows 998 characters."""

    def fold(self, *, policy: "Policy[Any]") -> str:
        return f"{self.name}: {self}{policy.linesep}"


class ThreadHeader(UnstructuredHeader, BaseHeader):
    """Message ids, each whole: a line is broken between two of them only (RFC 5322, 2.2.3)."""

    def fold(self, *, policy: "Policy[Any]") -> str:
        return f"{self.name}: {f'{policy.linesep} '.join(str(self).split())}{policy.linesep}"


def empty_message() -> EmailMessage:
    registry = HeaderRegistry()
    registry.map_to_type("subject", SubjectHeader)
    registry.map_to_type("from", AddressHeader)
    registry.map_to_type("to", AddressHeader)
    for name in ("message-id", "in-reply-to", "references"):
        registry.map_to_type(name, ThreadHeader)
    registry.map_to_type("list-unsubscribe", UnfoldedHeader)
    registry.map_to_type("list-id", UnfoldedHeader)
    return EmailMessage(policy=SMTP.clone(header_factory=registry))


def header_url(url: str) -> str:
    """`<url>` in ASCII (RFC 2369)."""
    return f"<{quote(url, safe=URL_CHARACTERS, errors='replace')}>"
