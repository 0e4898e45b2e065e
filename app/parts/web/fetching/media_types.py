"""Which kinds of document are read: a list of allowed media types, and a look at the bytes."""

import enum
import re
from typing import Final

from app.parts.reading.types import GoneError


class Accept(enum.Flag):
    """What the caller can make use of. Servers mislabel feeds, so the lists overlap. `SCRIPT`: also
    what a page is drawn with, for a browser."""

    DOCUMENT = enum.auto()
    FEED = enum.auto()
    SITEMAP = enum.auto()
    SCRIPT = enum.auto()
    ANYTHING = DOCUMENT | FEED | SITEMAP


_MARKUP: Final = frozenset(
    {"text/html", "application/xhtml+xml", "application/xml", "text/xml", "text/plain"}
)
_GZIP_TYPES: Final = frozenset({"application/gzip", "application/x-gzip", "application/gzipped"})
# What servers say when they do not know: the bytes tell.
_UNKNOWN_TYPES: Final = frozenset(
    {
        *("application/octet-stream", "binary/octet-stream", "application/unknown"),
        *("unknown/unknown", "application/x-unknown", "application/download"),
        *("application/x-download", "application/force-download"),
    }
)
# Every type that ends in +xml is XML (MIME Sniffing Standard, 4.6), and feeds have dozens.
_XML: Final = re.compile(
    r"(?:text|application)/(?:.*\+xml|(?:x-)?(?:xml|rss|atom|rdf|feed)(?:[-.+].*)?)"
)
_JSON: Final = re.compile(r"(?:text|application)/(?:.*\+json|(?:x-)?json)")
_HEADERS: Final = {
    Accept.DOCUMENT: "text/html,application/xhtml+xml",
    Accept.FEED: "application/rss+xml,application/atom+xml,application/feed+json",
    Accept.SITEMAP: "text/xml",
    Accept.SCRIPT: "text/javascript,text/css",
}
_SCRIPTS: Final = frozenset(
    {
        *("text/javascript", "application/javascript", "application/x-javascript", "text/css"),
        *("application/ecmascript", "text/ecmascript"),
    }
)
_MEDIA_TYPE: Final = re.compile(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+")
_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?([a-z0-9_.:+-]{1,40})", re.IGNORECASE)

# The MIME Sniffing Standard's signatures of what is often mislabelled as a page.
_SIGNATURES: Final = (
    (b"%PDF-", "a PDF file"),
    (b"\x89PNG\r\n\x1a\n", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF87a", "a picture"),
    (b"GIF89a", "a picture"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"wOF2", "a font"),
    (b"ID3", "a sound file"),
    (b"\x1aE\xdf\xa3", "a video"),
)
_BOMS: Final = (b"\xef\xbb\xbf", b"\xfe\xff", b"\xff\xfe")
# The same standard, section 5.2 and 7.2: bytes no text holds, looked for in the first 1,445.
_BINARY: Final = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_SNIFFED_BYTES: Final = 1_445
_UNSEEN: Final = bytes(range(33))


def accept_header(accept: Accept) -> str:
    wanted = ",".join(_HEADERS[kind] for kind in accept)
    return f"{wanted},application/xml;q=0.9,*/*;q=0.1"


def media_type(content_type: str | None) -> str:
    """Lower case, without parameters; "" when there is none or it is not one."""
    first = re.split(r"[;,]", content_type or "", maxsplit=1)[0].strip().lower()
    return first if _MEDIA_TYPE.fullmatch(first) else ""


def unpacked_type(media: str) -> str:
    """What a type says of the bytes once their packing is undone: nothing, if it named that."""
    return "" if media in _GZIP_TYPES else media


def charset(content_type: str | None) -> str | None:
    found = _CHARSET.search(content_type or "")
    return found[1].lower() if found else None


def check_type(media: str, accept: Accept) -> None:
    """Raise GoneError for a media type that is not read. No type, or bytes, waits for the look."""
    if media and media not in _MARKUP | _UNKNOWN_TYPES and not _is_list(media, accept):
        raise GoneError(f"This is {media}, not a page to read.")


def _is_list(media: str, accept: Accept) -> bool:
    """A type of feed, sitemap or script that the caller has a use for."""
    if Accept.SCRIPT in accept and media in _SCRIPTS:
        return True
    if Accept.FEED in accept and (_XML.fullmatch(media) or _JSON.fullmatch(media)):
        return True
    return Accept.SITEMAP in accept and (media in _GZIP_TYPES or bool(_XML.fullmatch(media)))


def check_bytes(media: str, declared_charset: str | None, body: bytes) -> None:
    """Raise GoneError when the bytes are plainly not text, whatever the label says."""
    for signature, name in _SIGNATURES:
        if body.startswith(signature):
            raise GoneError(f"This is {name}, not a page to read.")
    if media == "text/html" or _XML.fullmatch(media) or body.startswith(_BOMS):
        return
    if body.lstrip(_UNSEEN).startswith((b"<", b"{")):  # with a stray byte in it, as feeds have
        return
    if (declared_charset or "").startswith("utf-16"):
        return
    if _BINARY.search(body[:_SNIFFED_BYTES]):
        raise GoneError("This is a binary file, not a page to read.")
