"""A saved file as the page it once was, within the limits a fetched one has."""

from pathlib import Path
from typing import Final

from app.errors import PermanentError
from app.reading.fetching.body import too_large, unpack_file
from app.reading.limits import FetchLimits
from app.reading.types import Page

TYPES_BY_SUFFIX: Final = {".xml": "application/xml", ".html": "text/html", ".htm": "text/html"}
MAX_BYTES: Final = FetchLimits().max_body_bytes
_GZIP: Final = b"\x1f\x8b"


def page_of_file(path: Path, url: str | None) -> Page:
    """Raises ScoutError when it cannot be had: no such file, larger than is read, damaged."""
    body = _start_of(path)
    if path.suffix == ".gz":
        if not body.startswith(_GZIP):
            raise PermanentError(f"{path} is not packed with gzip, though its name says so.")
        path = path.with_suffix("")
    body = unpack_file(body, MAX_BYTES)
    address = url or "https://example.invalid/saved-page"
    return Page(address, address, TYPES_BY_SUFFIX.get(path.suffix, ""), None, body)


def _start_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            body = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise PermanentError(f"{path} cannot be read: {error.strerror}") from error
    if len(body) > MAX_BYTES:
        raise too_large(MAX_BYTES)
    return body
