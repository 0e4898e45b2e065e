"""The bytes of a mail as a frozen value, within limits: whoever wrote it may have meant harm.

The standard library's parser does the MIME; it is not asked for headers it might trip over, and
its answer for a mail it cannot take apart is the mail as one plain text.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email import message_from_bytes
from email.header import decode_header
from email.message import Message
from itertools import islice
from typing import TYPE_CHECKING, Final

from app.lib.printable import one_line

MOST_BYTES: Final = 4_000_000
"""What comes after is not read; a reply, or a report with the mail it returns, is far shorter."""
MOST_CHARACTERS: Final = 200_000
MOST_HEADERS: Final = 1_000
MOST_PARTS: Final = 200
MOST_NESTED: Final = 60
"""More multiparts than that are not taken apart: the parser's time grows with the depth."""
MOST_DEPTH: Final = 10
HEADER_LENGTH: Final = 4_000

DELIVERY_STATUS: Final = frozenset({"message/delivery-status", "message/global-delivery-status"})
RETURNED: Final = frozenset(
    {
        *("message/rfc822", "message/global", "message/partial", "message/global-headers"),
        *("text/rfc822-headers", "text/rfc822-header"),
    }
)
FEEDBACK: Final = "message/feedback-report"

_NESTING: Final = re.compile(rb"boundary\s*=|content-type:\s*message/", re.I)
_FAILURES: Final = (
    *(ValueError, TypeError, LookupError, AttributeError, AssertionError, OverflowError),
    RecursionError,
)
"""What the email package is known to raise on broken mails."""

if TYPE_CHECKING:
    Part = Message[str, str]
else:
    Part = Message


@dataclass(frozen=True, slots=True)
class Mail:
    """`plain` and `html` are what a person would read, `notice` what a machine says: its text and
    `message/delivery-status` parts in their order, `returned` the mail it sends back, or the start
    of it, and `feedback` the fields of an ARF report. `part_types` are those of all parts, in
    small letters."""

    headers: Mapping[str, tuple[str, ...]]
    part_types: frozenset[str]
    plain: str
    html: str
    notice: str
    returned: str
    feedback: str

    def header(self, name: str) -> str:
        """Its first value on one line, "" when there is none. `name` is in small letters."""
        return self.headers.get(name, ("",))[0]


def parse_mail(raw: bytes) -> Mail:
    """Never raises for what is in the mail."""
    raw = raw[:MOST_BYTES]
    if raw.startswith(b"From "):  # the first line of a mailbox file
        raw = raw.partition(b"\n")[2]
    message = _parsed(raw)
    texts: defaultdict[str, list[str]] = defaultdict(list)
    types: set[str] = set()
    for part in _leaves(message):
        kind = _content_type(part)
        types.add(kind)
        _put(texts, kind, part)
    joined = {where: "\n".join(found)[:MOST_CHARACTERS] for where, found in texts.items()}
    return Mail(
        _headers(message),
        frozenset({*types, _content_type(message)}),
        joined.get("plain", ""),
        joined.get("html", ""),
        joined.get("notice", ""),
        joined.get("returned", ""),
        joined.get("feedback", ""),
    )


def _parsed(raw: bytes) -> Part:
    nested = sum(1 for _ in _NESTING.finditer(raw))
    try:
        if nested <= MOST_NESTED:
            return message_from_bytes(raw)
    except _FAILURES:
        pass
    head, _, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    flat = message_from_bytes(re.sub(rb"(?im)^(content-type|mime-version):", rb"X-Was-\1:", head))
    flat.set_payload(body.decode("utf-8", "replace"))
    return flat


def _leaves(message: Part) -> Iterator[Part]:
    """The parts that hold something, in their order; a returned mail is one part."""
    waiting, seen = [message], 0
    while waiting and seen < MOST_PARTS:
        part, seen = waiting.pop(), seen + 1
        inside = part.get_payload()
        if isinstance(inside, list) and _content_type(part).startswith("multipart/"):
            waiting += [one for one in reversed(inside) if isinstance(one, Message)]
        else:
            yield part


def _put(texts: defaultdict[str, list[str]], kind: str, part: Part) -> None:
    if kind in DELIVERY_STATUS:
        texts["notice"].append(_inside(part))
    elif kind == FEEDBACK:
        texts["feedback"].append(_inside(part))
    elif kind in RETURNED:
        texts["returned"].append(_inside(part))
    elif texts["returned"] or "attachment" in str(part.get("Content-Disposition", "")).lower():
        return
    elif kind == "text/html":
        texts["html"].append(_text(part))
    elif kind == "text/plain" or kind.startswith("multipart/"):
        texts["plain"].append(_text(part))
        texts["notice"].append(_text(part))


def _inside(part: Part) -> str:
    """A part that the parser took for a mail or for blocks of fields, as it was written."""
    inside = part.get_payload()
    if not isinstance(inside, list):
        return _text(part)
    return "\n".join(_written(one) for one in inside[:MOST_PARTS])[:MOST_CHARACTERS] + "\n"


def _written(block: object, depth: int = 0) -> str:
    if not isinstance(block, Message) or depth > MOST_DEPTH:
        return ""
    fields = "\n".join(
        f"{name}: {_as_written(str(value))}"
        for name, value in islice(block.raw_items(), MOST_HEADERS)
    )
    inside = block.get_payload()
    if not isinstance(inside, list):
        return f"{fields}\n\n{_text(block)}"
    return "\n\n".join([fields, *(_written(one, depth + 1) for one in inside[:MOST_PARTS])])


def _text(part: Part) -> str:
    try:
        body = part.get_payload(decode=True)
        charset = str(part.get_content_charset("utf-8"))
    except _FAILURES:
        body, charset = str(part.get_payload()).encode("utf-8", "replace"), "utf-8"
    body = body if isinstance(body, bytes) else b""
    return decoded(body[: MOST_CHARACTERS * 4], charset)[:MOST_CHARACTERS].replace("\r\n", "\n")


def decoded(body: bytes, charset: str) -> str:
    """In the charset it claims, or else in the likelier of UTF-8 and Windows-1252."""
    for name in (charset, "utf-8"):
        try:
            return body.decode(name).replace("\0", "")
        except (LookupError, ValueError):
            continue
    return body.decode("cp1252", "replace").replace("\0", "")


def _content_type(part: Part) -> str:
    """Also of one whose parameters stand behind no semicolon."""
    try:
        return (part.get_content_type().lower().split() or ["text/plain"])[0]
    except _FAILURES:
        return "text/plain"


def _headers(message: Part) -> Mapping[str, tuple[str, ...]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name, value in islice(message.raw_items(), MOST_HEADERS):
        found[name.strip().lower()].append(_header_text(str(value)))
    return {name: tuple(values) for name, values in found.items()}


def _as_written(value: str) -> str:
    """With its bare UTF-8 (RFC 6532), which the parser keeps as single bytes."""
    return decoded(value.encode("utf-8", "surrogateescape"), "utf-8")


def _header_text(value: str) -> str:
    """Decoded (RFC 2047, or bare UTF-8) and on one line: what a line break would have added stays
    a value."""
    written = _as_written(value[:HEADER_LENGTH])
    try:
        pieces = decode_header(written)
    except _FAILURES:
        pieces = [(written, None)]
    texts = [
        piece if isinstance(piece, str) else decoded(piece, charset or "utf-8")
        for piece, charset in pieces
    ]
    return one_line("".join(texts), HEADER_LENGTH)
