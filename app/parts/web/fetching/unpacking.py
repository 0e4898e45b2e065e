"""Undoing the packing of a body as it arrives, a little at a time."""

import zlib
from collections.abc import Iterator
from typing import Final

from app.parts.reading.types import BrokenError, GoneError

ACCEPT_ENCODING: Final = "gzip, deflate"
GZIP_MAGIC: Final = b"\x1f\x8b"
GZIP: Final = 16 + zlib.MAX_WBITS
# Each gzip member in a file costs a copy of what follows it: a file of a quarter of a million
# empty ones would keep us copying for minutes.
_MAX_MEMBERS: Final = 1_000
_PIECE_BYTES: Final = 256 * 1024
# The registry of codings (IANA). Servers name other things as if they were codings: charsets,
# media types, what a store did to the file ("aws-chunked"). Those say nothing about the bytes.
_CODINGS: Final = frozenset(
    {"gzip", "x-gzip", "deflate", "compress", "x-compress", "br", "zstd", "dcb", "dcz"}
    | {"exi", "pack200-gzip", "aes128gcm"}
)
_KNOWN: Final = {"gzip": "gzip", "x-gzip": "gzip", "deflate": "deflate"}


def coding_of(content_encoding: str) -> str:
    """The packing that a Content-Encoding header names, "" for none. Raises GoneError for one
    that was not offered, and for packings inside packings."""
    named = [_token(part) for part in content_encoding.split(",")]
    codings = [name for name in named if name in _CODINGS]
    if not codings:
        return ""
    if len(codings) > 1 or codings[0] not in _KNOWN:
        said = ", ".join(codings)[:40]
        raise GoneError(f"The page is packed as {said!r}, which was not asked for: not read.")
    return _KNOWN[codings[0]]


def _token(part: str) -> str:
    return part.partition(";")[0].strip(" \t\"'").lower()


class Unpacker:
    """Undoes one packing: "gzip", "deflate", or "" for gzip where the first bytes say so.

    It hands out pieces of bounded size, and works no further than they are taken: a megabyte can
    unpack to a gigabyte.
    """

    def __init__(self, coding: str) -> None:
        self._coding = coding
        self._head = b""
        self._knows = False
        self._packed: zlib._Decompress | None = None
        self._padding = False
        self._members = 0

    def feed(self, raw: bytes) -> Iterator[bytes]:
        """What comes of it. Raises BrokenError on a bad packing."""
        if not self._knows:
            raw = self._head + raw
            if len(raw) < len(GZIP_MAGIC):
                self._head = raw
                return
            self._packed, self._head, self._knows = self._look(raw), b"", True
        if self._packed is None:
            yield raw
            return
        try:
            yield from self._unpack(raw)
        except zlib.error as error:
            words = f"The page is packed as {self._coding or 'gzip'} but cannot be unpacked."
            raise BrokenError(words) from error

    def finish(self) -> bytes:
        """What was too little to be known. Raises BrokenError when packed data stopped short."""
        unfinished = self._packed is not None and not self._packed.eof
        if unfinished or (self._head and self._coding):
            raise BrokenError("The page was cut off before its end.")
        return self._head

    def _look(self, head: bytes) -> "zlib._Decompress | None":
        if self._coding == "gzip" or (not self._coding and head.startswith(GZIP_MAGIC)):
            return zlib.decompressobj(GZIP)
        if not self._coding:
            return None
        # Half the servers that say "deflate" send it without the zlib wrapping of RFC 1950.
        wrapped = head[0] & 0x0F == 8 and int.from_bytes(head[:2], "big") % 31 == 0
        return zlib.decompressobj(zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)

    def _unpack(self, raw: bytes) -> Iterator[bytes]:
        full = False
        # A full piece may leave something behind in zlib, even when all that came in is used up.
        while (raw or full) and self._packed and not self._padding:
            piece = self._packed.decompress(raw, _PIECE_BYTES)
            full = len(piece) == _PIECE_BYTES
            yield piece
            raw = self._packed.unconsumed_tail or self._begin_next_member()

    def _begin_next_member(self) -> bytes:
        """What came after the end of a member, when it is another one."""
        rest = self._packed.unused_data if self._packed else b""
        if rest.startswith(GZIP_MAGIC):
            self._packed = self._next_member()
            return rest
        self._padding = len(rest) >= len(GZIP_MAGIC)
        return b""

    def _next_member(self) -> "zlib._Decompress":
        self._members += 1
        if self._members > _MAX_MEMBERS:
            raise zlib.error("too many members")
        return zlib.decompressobj(GZIP)
