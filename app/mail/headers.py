"""Headers that Python's email package would fold wrongly, folded here.

It writes a long address (List-Unsubscribe) as RFC 2047 encoded words, which no mail program reads
there, and loses spaces of a subject that mixes ASCII with other text (both seen on 3.11.7).
"""

from email.header import Header
from email.headerregistry import BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from typing import Any
from urllib.parse import quote

LINE_LENGTH = 76
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


class WholeHeader(UnstructuredHeader, BaseHeader):
    """Kept on one line: RFC 5322 allows 998 characters."""

    def fold(self, *, policy: "Policy[Any]") -> str:
        return f"{self.name}: {self}{policy.linesep}"


def empty_message() -> EmailMessage:
    registry = HeaderRegistry()
    registry.map_to_type("subject", SubjectHeader)
    registry.map_to_type("list-unsubscribe", WholeHeader)
    registry.map_to_type("list-id", WholeHeader)
    return EmailMessage(policy=SMTP.clone(header_factory=registry))


def header_url(url: str) -> str:
    """`<url>` in ASCII (RFC 2369)."""
    return f"<{quote(url, safe=URL_CHARACTERS)}>"
