"""The model's words made fit to print: plain, short, without links. Pure."""

import re
import unicodedata
from collections.abc import Iterable

from app.parts.reading.clean import plain_line

REASON_CHARACTERS = 240
ANGLE_CHARACTERS = 280
SUBJECT_CHARACTERS = 40
QUOTE_CHARACTERS = 200
READ_AT_MOST = 4_000

ADDRESS = re.compile(
    r"(?:\b[a-z][a-z0-9+.-]{0,20}://|\bwww\.|\b(?:mailto|javascript|data|tel|sms|vbscript|file):)\S*",
    re.IGNORECASE,
)
MARKDOWN_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)")
MARKUP = re.compile(r"[*`<>|]+|^\s*#+\s|[\[\]{}]")
# A mail program makes a link of any word with a dot before letters, such as a bare domain.
LINKING_DOT = re.compile(r"(?<=\w)[.。．｡](?=[^\W\d_]{2})")  # noqa: RUF001
ENDINGS = r"(?:'?s|es|d|r|st|ed|er|est|ly|ing|ness)?"


def plain(text: str, limit: int) -> str:
    """One line of at most `limit` characters; "" when nothing is left."""
    unlinked = MARKDOWN_LINK.sub(r"\1", unicodedata.normalize("NFKC", text[:READ_AT_MOST]))
    bare = ADDRESS.sub("", plain_line(unlinked, READ_AT_MOST) or "")
    bare = LINKING_DOT.sub(". ", MARKUP.sub("", bare))
    return plain_line(bare, limit) or ""


def uses_any(text: str, words: Iterable[str]) -> bool:
    """Does `text` hold one of `words`, inflected or not, whatever the case and the hyphens?"""
    return any(banned(word).search(unicodedata.normalize("NFKC", text)) for word in words)


def banned(words: str) -> re.Pattern[str]:
    spelt = r"[\s-]*".join(re.escape(part) for part in re.split(r"[\s-]+", words.strip()))
    return re.compile(rf"(?<!\w){spelt}{ENDINGS}(?!\w)", re.IGNORECASE)


def occurs(quote: str, text: str) -> bool:
    """Are these words really in the text, but for case, spaces and the kind of quotation marks?"""
    words = comparable(quote)
    return bool(words) and f" {words} " in f" {comparable(text)} "


def comparable(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.findall(r"\w+", folded.replace("'", "").replace("’", "")))  # noqa: RUF001
