"""Bodies, unpacked as they arrive and never past a limit: a megabyte can unpack to a gigabyte."""

import zlib
from typing import Final

from app.reading.types import BrokenError, GoneError

ACCEPT_ENCODING: Final = "gzip, deflate"
_GZIP_MAGIC: Final = b"\x1f\x8b"
_GZIP: Final = 16 + zlib.MAX_WBITS
# Each gzip member in a file costs a copy of what follows it: a file of a quarter of a million
# empty ones would keep us copying for minutes.
_MAX_MEMBERS: Final = 1_000
_FILE_STEP_BYTES: Final = 64 * 1024
# Not codings, but servers name them as if they were.
_NO_CODING: Final = frozenset({"", "identity", "none", "utf-8", "binary"})


class BoundedBody:
    """Collects a body of at most `max_bytes`, unpacked. `over` says that there was more.

    The limit holds for what zlib hands out, not for what comes in: each call asks it for no more
    than the room that is left. Only the codings that were offered are known; br, zstd and codings
    inside codings are refused, not unpacked.
    """

    def __init__(self, coding: str, max_bytes: int) -> None:
        self._coding = _known_coding(coding)
        self._max_bytes = max_bytes
        self._parts: list[bytes] = []
        self._head = b""
        self._unpacker: zlib._Decompress | None = None
        self._members = 0
        self._unpacked_bytes = 0
        self._raw_bytes = 0

    @property
    def over(self) -> bool:
        return max(self._unpacked_bytes, self._raw_bytes) > self._max_bytes

    def add(self, raw: bytes) -> bool:
        """Take what arrived; say whether more is wanted. Raises BrokenError on a bad packing."""
        self._raw_bytes += len(raw)
        if not self._coding:
            self._keep(raw[: self._room()])
            return not self.over
        try:
            self._unpack(raw)
        except zlib.error as error:
            raise BrokenError(
                f"The page is packed as {self._coding} but cannot be unpacked."
            ) from error
        return not self.over

    def finish(self) -> bytes:
        """The body, at most `max_bytes`. Raises BrokenError when the packed data stopped short."""
        unfinished = self._unpacker is not None and not self._unpacker.eof
        if (unfinished or self._head) and not self.over:
            raise BrokenError("The page was cut off before its end.")
        return b"".join(self._parts)[: self._max_bytes]

    def _unpack(self, raw: bytes) -> None:
        if self._unpacker is None:
            raw = self._head = self._head + raw
            if len(raw) < len(_GZIP_MAGIC):
                return
            self._unpacker, self._head = self._new_unpacker(raw), b""
        while raw and not self.over:
            self._keep(self._unpacker.decompress(raw, self._room()))
            raw = self._unpacker.unused_data
            if raw.startswith(_GZIP_MAGIC):
                self._unpacker = self._next_member()
            elif self._unpacker.eof:
                return

    def _new_unpacker(self, head: bytes) -> "zlib._Decompress":
        if self._coding == "gzip":
            return zlib.decompressobj(_GZIP)
        # Half the servers that say "deflate" send it without the zlib wrapping of RFC 1950.
        wrapped = head[0] & 0x0F == 8 and int.from_bytes(head[:2], "big") % 31 == 0
        return zlib.decompressobj(zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)

    def _next_member(self) -> "zlib._Decompress":
        self._members += 1
        if self._members > _MAX_MEMBERS:
            raise zlib.error("too many members")
        return zlib.decompressobj(_GZIP)

    def _room(self) -> int:
        return self._max_bytes + 1 - self._unpacked_bytes

    def _keep(self, part: bytes) -> None:
        self._unpacked_bytes += len(part)
        self._parts.append(part)


def unpack_file(body: bytes, max_bytes: int) -> bytes:
    """A file that is itself gzip (sitemap.xml.gz), unpacked; anything else as it is."""
    if not body.startswith(_GZIP_MAGIC):
        return body
    unpacked = BoundedBody("gzip", max_bytes)
    for start in range(0, len(body), _FILE_STEP_BYTES):
        if not unpacked.add(body[start : start + _FILE_STEP_BYTES]):
            raise too_large(max_bytes)
    return unpacked.finish()


def too_large(max_bytes: int) -> GoneError:
    return GoneError(f"The page is larger than {max_bytes / 1024 / 1024:.1f} MB: not read.")


def _known_coding(content_encoding: str) -> str:
    coding = content_encoding.strip().lower()
    if coding in _NO_CODING:
        return ""
    if coding in {"gzip", "x-gzip"}:
        return "gzip"
    if coding == "deflate":
        return coding
    raise GoneError(f"The page is packed as {coding[:40]!r}, which was not asked for: not read.")
