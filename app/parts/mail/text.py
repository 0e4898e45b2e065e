"""Text that goes into a mail header or body, whatever somebody wrote into it."""

from app.lib.printable import harmless, one_line

MAX_SUBJECT = 150


def header_text(text: str, limit: int = MAX_SUBJECT) -> str:
    """One line of at most `limit` characters that no mail program takes for an encoded word.

    An encoded word (`=?utf-8?q?…?=`, RFC 2047) that holds a line break becomes a header of its
    own in Python's email package before 3.12.5 (CVE-2024-6923): its opening is taken apart, after
    the cleaning, which may be what puts the two characters together.
    """
    clean = harmless(text[: limit * 8])
    return one_line(clean.replace("=?", "= ?"), limit)


def encodable(text: str) -> str:
    """Without lone surrogates and NUL, which no mail can carry."""
    return text.encode("utf-8", "replace").decode().replace("\0", "")
