"""A page that somebody names to a command: an address, or a saved file as the page it once was."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from yarl import URL

from app.lib.errors import MisconfiguredError, PermanentError
from app.lib.printable import one_line
from app.lib.settings.parts import ReadingSettings
from app.lib.settings.settings import load_part
from app.parts.reading.types import NotModified, Page
from app.parts.web.fetching.body import too_large, unpack_file
from app.parts.web.limits import FetchLimits

if TYPE_CHECKING:
    from app.parts.web.fetch import Fetcher

TYPES_BY_SUFFIX: Final = {".xml": "application/xml", ".html": "text/html", ".htm": "text/html"}
LIMITS: Final = FetchLimits()
_GZIP: Final = b"\x1f\x8b"


def is_address(target: str) -> bool:
    """Has it a scheme? Which ones may be fetched the fetcher knows."""
    return re.match(r"[a-z][a-z0-9+.-]*://", target, re.I) is not None


def fetcher_of_commands() -> "Fetcher":
    """With the manners of a run, by the few settings that reading needs. Raises MisconfiguredError.

    A saved file is read without what asks servers, which takes as long to load as to read one.
    """
    from app.parts.web.fetch import Fetcher, user_agent

    settings = load_part(ReadingSettings)
    allowed = settings.fetch_allowed_private_hosts
    return Fetcher(user_agent(settings.sender_address), allowed_private_hosts=allowed)


async def get_anew(fetcher: "Fetcher", url: str) -> Page:
    """Raises ScoutError."""
    page = await fetcher.get(url)
    if isinstance(page, NotModified):
        raise PermanentError("The server said that nothing changed though we knew nothing.")
    return page


def page_of_file(path: Path, url: str | None) -> Page:
    """A saved file as the page it once was, within the limits a fetched one has.

    Raises ScoutError when it cannot be had: no such file, larger than is read, damaged."""
    body = _start_of(path)
    if path.suffix == ".gz":
        if not body.startswith(_GZIP):
            raise PermanentError(f"{path} is not packed with gzip, though its name says so.")
        path = path.with_suffix("")
    body = unpack_file(body, LIMITS.max_body_bytes, LIMITS.max_sitemap_bytes)
    address = checked_address(url) if url else "https://example.invalid/saved-page"
    return Page(address, address, TYPES_BY_SUFFIX.get(path.suffix, ""), None, body)


def checked_address(url: str) -> str:
    try:
        parsed = URL(url)
    except ValueError:
        parsed = URL()
    if parsed.scheme not in {"http", "https"} or not parsed.host:
        raise MisconfiguredError(
            [f"--url: '{one_line(url, 80)}' must be a web address with http:// or https://"]
        )
    return url


def _start_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            body = file.read(LIMITS.max_sitemap_bytes + 1)
    except OSError as error:
        raise PermanentError(f"{path} cannot be read: {error.strerror}") from error
    if len(body) > LIMITS.max_sitemap_bytes:
        raise too_large(LIMITS.max_body_bytes)
    return body
