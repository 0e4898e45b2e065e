"""The lines that mail programs put before the mail that is answered, in any of some languages.

"On 5 May, Ann wrote:", a block of From, Sent, To and Subject, "----- Original Message -----". They
are told by what they hold (a date, an address, a verb of writing, names of headers), not by whole
sentences: each language has its order, and each program its own.
"""

import re
from collections.abc import Sequence
from typing import Final

from app.agents.leads.inbox.phrases import any_of

LINE_LENGTH: Final = 600
MOST_HEADERS: Final = 6
LEAST_WITHOUT_ADDRESS: Final = 3
MOST_JOINED: Final = 5
"""Lines that one "On … wrote:" is broken into."""

_WROTE: Final = re.compile(rf"(?:{any_of('wrote')})[^\n]{{0,80}}$", re.I)
_OPENS: Final = re.compile(rf"^\W{{0,4}}(?:(?:{any_of('opens')})\b|\d)", re.I)
_DATE: Final = re.compile(
    r"\b\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\b|\b\d{1,2}[:.h]\d\d\b|\b(?:19|20)\d\d\b"
    r"|\d{1,2}\u6708\d{1,2}\u65e5"
)
COLONS: Final = (":", "\uff1a")
_ADDRESS: Final = re.compile(r"[^\s<>@]{1,64}@[^\s<>@]{1,255}")
_NAMED: Final = re.compile(r"<[^<>]{0,10}[^\s<>@]{1,64}@[^\s<>@]{1,255}>[^\n]{0,40}$")
_BY_DATE: Final = re.compile(r"^\W{0,4}(?:[^\W\d]{2,12}\.?,? )?\d{1,4}\b")

_KINDS: Final = ("from", "sent", "to", "cc", "subject")
_COLON: Final = r"\s{0,3}[*_]{0,2}\s{0,2}[:\uff1a]"
_HEADER: Final = re.compile(
    r"^[\s>*_\u2022-]{0,6}(?:"
    + "|".join(f"(?P<{kind}_>{any_of(kind)})" for kind in _KINDS)
    + f"){_COLON}",
    re.I,
)
_NEXT_HEADER: Final = re.compile(rf"\s(?:{'|'.join(map(any_of, _KINDS))}){_COLON}", re.I)
_SEPARATOR: Final = re.compile(
    r"^\s{0,4}[-_=*]{2,80}\s{0,4}"
    rf"(?:(?:{any_of('original_message')})[^-_=*\n]{{0,40}}|.{{0,20}} wrote.{{0,10}})"
    r"\s{0,4}[-_=*]{2,80}\s{0,4}$",
    re.I,
)


def attribution_length(lines: Sequence[str]) -> int:
    """How many lines from the first on are an attribution; 0 when they are none."""
    first = lines[0][:LINE_LENGTH] if lines else ""
    if not first.strip():
        return 0
    if _SEPARATOR.match(first) or _is_wrote(first):
        return 1
    if not _OPENS.match(first):
        return 0
    joined, used = first, 1
    for line in lines[1 : MOST_JOINED * 2]:
        if _is_wrote(joined):
            return used
        if line.lstrip()[:1] == ">" and not _WROTE.search(line[:LINE_LENGTH]):
            break
        joined, used = f"{joined} {line[:LINE_LENGTH]}".strip(), used + 1
        if len(joined) > LINE_LENGTH:
            break
    return used if _is_wrote(joined) and used <= MOST_JOINED + 1 else 0


def _is_wrote(line: str) -> bool:
    """A date and an address in brackets before a colon, in any order; or one of the two with a
    verb of writing at its end, behind a word that such lines begin with."""
    line = line.strip().strip("> -_*")[:LINE_LENGTH]
    has_date, has_address = bool(_DATE.search(line)), bool(_ADDRESS.search(line))
    if not (has_date or has_address):
        return False
    if line.endswith(COLONS) and has_date and _is_named(line):
        return True
    is_opened = bool(_OPENS.match(line)) or has_address
    return is_opened and line.endswith((*COLONS, "wrote")) and bool(_WROTE.search(line))


def _is_named(line: str) -> bool:
    return bool(_NAMED.search(line)) or bool(_ADDRESS.search(line) and _BY_DATE.match(line))


def introduces(line: str) -> bool:
    """Whether a line right before marked ones is about whom they are of: too little to say so of
    lines that are not marked."""
    line = line.strip()[:LINE_LENGTH]
    says_who = bool(_ADDRESS.search(line) or _WROTE.search(line))
    return line.endswith(COLONS) and says_who


def is_header_block(lines: Sequence[str]) -> bool:
    """Whether the lines begin with headers as Outlook and others show them: the writer's address
    and another one, or three with a subject. Somebody may write "From: 12:00", "To: 14:00"."""
    first = _header(lines[0]) if lines else ""
    if not first or first == "cc":
        return False
    told = [line for line in lines[1:16] if line.strip()][:MOST_HEADERS]
    headers = [(first, lines[0]), *((_header(line), line) for line in told)]
    kinds = {kind for kind, _ in headers if kind}
    if any(kind == "from" and _ADDRESS.search(line[:LINE_LENGTH]) for kind, line in headers):
        is_inline = first == "from" and _NEXT_HEADER.search(lines[0][:LINE_LENGTH], 5)
        return len(kinds) > 1 or bool(is_inline)
    return "subject" in kinds and len(kinds) >= LEAST_WITHOUT_ADDRESS


def _header(line: str) -> str:
    match = _HEADER.match(line[:LINE_LENGTH])
    return (match.lastgroup or "").rstrip("_") if match else ""
