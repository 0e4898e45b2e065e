"""Bodies: unpacked as they arrive, never past a limit, and kept small."""

import re
import zlib
from typing import Final

from app.parts.reading.types import GoneError
from app.parts.web.fetching.unpacking import GZIP, GZIP_MAGIC, Unpacker, coding_of

_STEP_BYTES: Final = 64 * 1024
# The most that is looked at, and the least that tells what a body is.
_LOOKED_AT_BYTES: Final = 4_096
_TELLING_BYTES: Final = 1_024
_FASTEST: Final = 1
# The root element after nothing but a prolog, or lines of addresses.
_SITEMAP: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*+(?:"
    rb"(?:(?><\?.*?>\s*)|(?><!--.*?-->\s*)|(?><!(?!--).*?>\s*))*+"
    rb"<(?:[\w.-]{1,40}:)?(?:urlset|sitemapindex)[\s>]"
    rb"|https?://[^\s<>]++[ \t]*+[\r\n]\s*+https?://)",
    re.IGNORECASE | re.DOTALL,
)


class BoundedBody:
    """Collects a body of at most `max_bytes`, unpacked. `over` says that there was more.

    The limit holds for what is unpacked as well as for what comes in. Undone are the coding that
    the header names, and then gzip that the bytes themselves show: a file that was packed before
    it was served. What turns out to be a sitemap may have `max_sitemap_bytes`;
    past `max_bytes` it is kept packed, so that it takes no more memory than a page.
    """

    def __init__(self, content_encoding: str, max_bytes: int, max_sitemap_bytes: int = 0) -> None:
        self._coding, self._file = Unpacker(coding_of(content_encoding)), Unpacker("")
        self._max_bytes = self._limit = max_bytes
        self._max_sitemap_bytes = max_sitemap_bytes
        self._start = b""
        self._parts: list[bytes] = []
        self._packer: zlib._Compress | None = None
        self._raw_bytes = self._file_bytes = self._unpacked_bytes = self._kept_bytes = 0

    @property
    def over(self) -> bool:
        if self._kept_bytes > self._max_bytes:
            return True
        seen = max(self._raw_bytes, self._file_bytes, self._unpacked_bytes)
        return seen > self._limit

    @property
    def is_no_sitemap(self) -> bool:
        """True as soon as enough has come to say so."""
        return len(self._start) >= _TELLING_BYTES and not _SITEMAP.match(self._start)

    def add(self, raw: bytes) -> bool:
        """Take what arrived; say whether more is wanted. Raises BrokenError on a bad packing."""
        self._raw_bytes += len(raw)
        for part in self._coding.feed(raw):
            self._add_to_file(part)
            if self.over:
                break
        return not self.over

    def finish(self) -> bytes:
        """The body, at most as long as it may be. Raises BrokenError when the packed data stopped
        short."""
        if not self.over:
            self._add_to_file(self._coding.finish())
            self._keep(self._file.finish())
        if self._packer is not None:
            return b"".join((*self._parts, self._packer.flush()))
        return b"".join(self._parts)[: self._max_bytes]

    def too_large(self) -> GoneError:
        kept_too_much = self._kept_bytes > self._max_bytes
        return too_large(self._max_bytes if kept_too_much else self._limit)

    def _add_to_file(self, part: bytes) -> None:
        self._file_bytes += len(part)
        for piece in self._file.feed(part):
            self._keep(piece)
            if self.over:
                return

    def _keep(self, piece: bytes) -> None:
        if len(self._start) < _LOOKED_AT_BYTES:
            self._start += piece[: _LOOKED_AT_BYTES - len(self._start)]
        if self._unpacked_bytes + len(piece) > self._max_bytes == self._limit:
            self._let_a_sitemap_be_larger()
        piece = piece[: self._limit + 1 - self._unpacked_bytes]
        self._unpacked_bytes += len(piece)
        self._store(self._packer.compress(piece) if self._packer else piece)

    def _let_a_sitemap_be_larger(self) -> None:
        if self._limit < self._max_sitemap_bytes and _SITEMAP.match(self._start):
            self._limit = self._max_sitemap_bytes
            self._packer = zlib.compressobj(_FASTEST, wbits=GZIP)
            plain, self._parts, self._kept_bytes = self._parts, [], 0
            for part in plain:
                self._store(self._packer.compress(part))

    def _store(self, part: bytes) -> None:
        self._kept_bytes += len(part)
        self._parts.append(part)


def unpack_file(body: bytes, max_bytes: int, max_sitemap_bytes: int) -> bytes:
    """A saved file as it would have come over the net. Raises GoneError when it is too large."""
    bounded = BoundedBody("", max_bytes, max_sitemap_bytes)
    for start in range(0, len(body), _STEP_BYTES):
        if not bounded.add(body[start : start + _STEP_BYTES]):
            raise bounded.too_large()
    return bounded.finish()


def start_of(body: bytes) -> bytes:
    """The first bytes of a body, unpacked if it is kept packed."""
    if not body.startswith(GZIP_MAGIC):
        return body[:_LOOKED_AT_BYTES]
    try:
        return zlib.decompressobj(GZIP).decompress(body, _LOOKED_AT_BYTES)
    except zlib.error:
        return b""


def too_large(max_bytes: int) -> GoneError:
    return GoneError(f"The page is larger than {max_bytes / 1024 / 1024:.1f} MB: not read.")
