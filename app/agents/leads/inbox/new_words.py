"""What somebody wrote anew: a reply without the mail that it answers and without its signature.

Quoted lines go, wherever they stand, so that answers between them stay. What follows an
attribution without being marked as quoted goes to the end. Where nothing says whose words a line
has, it stays. A signature is what stands behind "-- " (RFC 3676), "Sent from my phone", or a block
of contact data.
"""

import re
from collections.abc import Sequence
from typing import Final

from app.agents.leads.inbox.attribution import attribution_length, introduces, is_header_block
from app.agents.leads.inbox.html_text import html_text
from app.agents.leads.inbox.mime import Mail
from app.agents.leads.inbox.phrases import any_of

MOST_LINES: Final = 4_000
LONG_LINE: Final = 60
"""A quoted line of that length may have been broken by a program that then marked one half."""
_RULE: Final = re.compile(r"^\s*[-_=*~#]{3,}\s*$")
_ONCE_MARKED: Final = re.compile(r"\s*> ?\w")
_LINE_BREAKS: Final = re.compile(r"\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
LINE_LENGTH: Final = 400
MOST_FOOT_LINES: Final = 14
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


def new_words(mail: Mail) -> str:
    """Of the plain text, or of the HTML where the mail has no other."""
    if mail.plain.strip():
        return words_of_text(mail.plain)
    return words_of_html(mail.html)


def words_of_html(source: str) -> str:
    """A `<blockquote>` counts as quoted mail only if something says whose it is."""
    text = html_text(source)
    lines = text.split("\n")[:MOST_LINES]
    if not _has_attribution(lines):
        lines = [line.lstrip("> ") if line.startswith(">") else line for line in lines]
    return _words(lines)


def words_of_text(text: str) -> str:
    lines = _LINE_BREAKS.sub("\n", text).split("\n")[:MOST_LINES]
    return _words(lines)


def _words(lines: Sequence[str]) -> str:
    kept = without_signature(_without_quotes(lines))
    return _tidied(kept)


def _has_attribution(lines: Sequence[str]) -> bool:
    return any(
        attribution_length(_unmarked(lines[at : at + 12]))
        or is_header_block(_unmarked(lines[at : at + 16]))
        for at, line in enumerate(lines)
        if line.strip(" >")
    )


def _unmarked(lines: Sequence[str]) -> list[str]:
    return [line.lstrip("> ") for line in lines]


def _without_quotes(lines: Sequence[str]) -> list[str]:
    kept: list[str] = []
    at = 0
    while at < len(lines):
        after = _end_of_quote(lines, at)
        if after == at:
            kept.append(lines[at])
            after += 1
        at = after
    return kept


def _end_of_quote(lines: Sequence[str], at: int) -> int:
    """The line after the quotation that begins at `at`; `at` itself when none begins there."""
    if not lines[at].strip():
        return at
    length = attribution_length(lines[at : at + 12])
    if length:
        follows = _first_written(lines, at + length)
        is_marked = follows < len(lines) and _is_marked(lines[follows])
        return _end_of_marked(lines, follows) if is_marked else len(lines)
    follows = _first_written(lines, at + 1)
    if introduces(lines[at]) and follows < len(lines) and _is_marked(lines[follows]):
        return _end_of_marked(lines, follows)
    if is_header_block(lines[at : at + 16]) and not _is_marked(lines[at]):
        return len(lines)
    if _is_marked(lines[at]) and (_is_marked_twice(lines, at) or at + 1 == len(lines)):
        return _end_of_marked(lines, at)
    return at


def _is_marked(line: str) -> bool:
    return line.lstrip()[:1] == ">"


def _is_marked_twice(lines: Sequence[str], at: int) -> bool:
    """A lone line with several signs before it is somebody's way of pointing at something."""
    near = [*lines[max(0, at - 2) : at], *lines[at + 1 : at + 3]]
    return any(_is_marked(line) for line in near) or bool(_ONCE_MARKED.match(lines[at]))


def _first_written(lines: Sequence[str], at: int) -> int:
    while at < len(lines) and not lines[at].strip():
        at += 1
    return at


def _end_of_marked(lines: Sequence[str], at: int) -> int:
    """Behind the marked lines and those between them that are the broken half of one."""
    end = at
    while end < len(lines):
        if _is_marked(lines[end]) or _is_broken_half(lines, end):
            end += 1
        else:
            break
    return end


def _is_broken_half(lines: Sequence[str], at: int) -> bool:
    if at == 0 or at + 1 >= len(lines) or not lines[at].strip():
        return False
    if not (_is_marked(lines[at - 1]) and _is_marked(lines[at + 1])):
        return False
    begins = lines[at][:1]
    is_long = len(lines[at - 1]) >= LONG_LINE and not lines[at - 1].rstrip().endswith(("?", ">"))
    return is_long or not begins.isalpha()


def _tidied(lines: Sequence[str]) -> str:
    kept = [line.rstrip().replace("\u00a0", " ") for line in lines]
    while kept and (not kept[-1].strip() or _RULE.match(kept[-1])):
        kept.pop()
    return "\n".join(kept).strip("\n").strip()


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
    is_foot = any(_CONTACT.search(line) for line in below) and len(below) <= MOST_FOOT_LINES
    speaks = any(_AFTERTHOUGHT.match(line) or _A_SENTENCE.search(line) for line in below)
    return list(lines[: name + 1]) if is_foot and not speaks else list(lines)


def _written(lines: Sequence[str], at: int) -> int:
    while at < len(lines) and not lines[at].strip():
        at += 1
    return at
