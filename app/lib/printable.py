"""Text of strangers made fit to print: on one line, with nothing in it that acts instead of shows.

Left out are control characters, lone surrogates (no encoding takes them) and the format characters
that reorder or hide the text around them (CVE-2021-42574); line and paragraph ends become spaces.
"""

import re
import unicodedata

LINE_ENDS = frozenset({"Cc", "Zl", "Zp"})
LEFT_OUT = frozenset({"Cf", "Cs", "Co"})
JOINERS = "\u200c\u200d"
"""Format characters that are part of words (Persian, Hindi) and of emoji: they stay."""


def one_line(text: str, limit: int | None = None) -> str:
    """`text` on one line, cut at `limit` characters with "…" as the last."""
    if limit is not None:
        text = text[: limit * 8]  # a huge text is not looked at to its end
    line = " ".join(harmless(text).split())
    return line if limit is None or len(line) <= limit else cut(line, limit)


def harmless(text: str) -> str:
    """`text` with a space for each line end and control character, its own spaces as they are."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(shown(char) for char in text)


def shown(char: str) -> str:
    category = unicodedata.category(char)
    if category in LINE_ENDS:
        return " "
    return "" if category in LEFT_OUT and char not in JOINERS else char


def cut(line: str, limit: int) -> str:
    """At a space, when one is near enough."""
    head = line[: limit - 1]
    at_space = re.match(r".*\S(?=\s)", head, re.DOTALL)
    if at_space and at_space.end() > limit / 2 and not line[limit - 1].isspace():
        head = at_space.group()
    return head.rstrip() + "…"
