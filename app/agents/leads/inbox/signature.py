"""The foot of a mail: behind "-- " (RFC 3676), "Sent from my phone", or a block of contact data."""

import re
from collections.abc import Sequence
from typing import Final

from app.agents.leads.inbox.phrases import any_of

LINE_LENGTH: Final = 400
MOST_LINES: Final = 14
"""A longer block behind a closing line is somebody's text."""

_DELIMITER: Final = re.compile(r"^\s{0,2}(?:--|—|__|-- ?-)\s*$")
_SENT_FROM: Final = re.compile(rf"^\W{{0,3}}(?:{any_of('sent_from')})", re.I)
_A_SENTENCE: Final = re.compile(r"\w{4}[.?!]\s+[^\W\d]|[?]\s*$")
_CLOSING: Final = re.compile(
    rf"^\W{{0,3}}(?:{any_of('closing')})(?:[ ,]{{1,2}}[^,.!?\n]{{0,40}})?[,.!]?\s*$", re.I
)
_CONTACT: Final = re.compile(
    r"\+?\d[\d\s()./-]{6,20}\d|https?://|\bwww\.|[^\s@]{1,64}@[^\s@]{1,255}|\b(?:tel|fax|mob|cell)\b",
    re.I,
)
_AFTERTHOUGHT: Final = re.compile(r"^\W{0,3}(?:p\.?\s?s\.?|n\.?b\.?)\b", re.I)


def without_signature(lines: Sequence[str]) -> list[str]:
    kept = list(lines)
    for at, line in enumerate(kept):
        if _is_begin(line):
            kept = kept[:at]
            break
    return _without_contact_data(kept)


def _is_begin(line: str) -> bool:
    if len(line) > LINE_LENGTH:
        return False
    return bool(_DELIMITER.match(line) or (_SENT_FROM.match(line) and not _A_SENTENCE.search(line)))


def _without_contact_data(lines: Sequence[str]) -> list[str]:
    """The last closing line and the name below it stay; what follows goes if it has a number, an
    address or a link in it and nothing that looks like a sentence."""
    closings = [at for at, line in enumerate(lines) if _CLOSING.match(line[:LINE_LENGTH])]
    if not closings:
        return list(lines)
    name = _written(lines, closings[-1] + 1)
    below = [line[:LINE_LENGTH] for line in lines[name + 1 :] if line.strip()]
    is_foot = any(_CONTACT.search(line) for line in below) and len(below) <= MOST_LINES
    speaks = any(_AFTERTHOUGHT.match(line) or _A_SENTENCE.search(line) for line in below)
    return list(lines[: name + 1]) if is_foot and not speaks else list(lines)


def _written(lines: Sequence[str], at: int) -> int:
    while at < len(lines) and not lines[at].strip():
        at += 1
    return at
