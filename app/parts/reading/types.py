"""The frozen values that pass between the stages that read the web. Nothing here knows brands."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from app.lib.errors import PermanentError, TransientError

DocumentKind = Literal["feed", "sitemap", "page", "article"]
Wall = Literal["consent", "account", "age", "region", "robot", "missing", "closed"]
"""What a page may ask of its reader, or say, instead of telling a story."""
Instead = Wall | Literal["list", "other"]
"""What stands at an address instead of its story: also a front page or a section, or anything."""


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave us to ask "changed since?" with (RFC 9110, 8.8)."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One fetched document, decompressed, undecoded.

    `url` is where the body came from after redirects; `content_type` is the lower-case media
    type without parameters ("" when the server named none); `charset` is the header's, if any.
    """

    url: str
    requested_url: str
    content_type: str
    charset: str | None
    body: bytes
    validators: Validators = Validators()


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server said 304: nothing new since `Validators` were handed out."""

    url: str


@dataclass(frozen=True, slots=True)
class Link:
    """A possible article as a feed, sitemap or page names it. Times carry a zone (UTC)."""

    url: str
    title: str | None = None
    summary: str | None = None
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Discovery:
    """What a site's address turned out to be, and the links found there, best or newest first.

    `follow` names further documents that must be read for the links: the feed a page declares,
    the children of a sitemap index. It is empty when `links` is all there is.
    """

    kind: DocumentKind
    url: str
    links: tuple[Link, ...]
    title: str | None = None
    follow: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Extract:
    """What one article page says. `text` is clean of hidden and control characters.

    `lists_stories`: it is a front page or a section instead, whatever it calls itself. `asks`: by
    its words it may be a wall; what the story was to be about must tell.
    """

    url: str
    canonical_url: str
    title: str | None
    authors: tuple[str, ...]
    published_at: datetime | None
    language: str | None
    text: str
    site_name: str | None = None
    summary: str | None = None
    lists_stories: bool = False
    asks: Wall | None = None


class BlockedError(PermanentError):
    """The site does not want us there: 401/403/429/451, a challenge page, robots.txt.

    `retry_after_seconds` is what the site asked for, when it named a time.
    """

    def __init__(self, message: str, *, retry_after_seconds: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class RobotsForbidError(BlockedError):
    """robots.txt asks programs not to read the page, whoever they are sent by."""


class TurnedAwayError(BlockedError):
    """403 or a robot check, at an address that robots.txt leaves open: this visitor is not let in,
    which does not say that no program may."""


class TooOftenError(BlockedError):
    """429: no wall, only too many questions. What was asked for can be had after the wait."""


class RefusedAddressError(PermanentError):
    """An address we never fetch: private, loopback, metadata, another scheme, credentials."""


class GoneError(PermanentError):
    """The address answers, but not with something to read: 404, 410, wrong type, too large."""


class BrokenError(TransientError):
    """The site could not be read this time: DNS, connect, timeout, 5xx, a cut body."""


NO_CONNECTION: Final = "this machine has no internet connection"


def may_be_offline(error: str) -> bool:
    """Whether a failure, as it is stored, may be this machine's own and not the site's."""
    return NO_CONNECTION in error


class RestingError(BrokenError):
    """Not asked at all: its host asked to be left alone, and `rest` is what is left of that.

    `str(error)` is why the host asked for it.
    """

    def __init__(self, message: str, rest: timedelta) -> None:
        super().__init__(message, retry_after=rest)
        self.rest = rest


class NotTheStoryError(PermanentError):
    """A page came, and `instead` of the story it is something else.

    `is_gone`: there is no story behind it, now at least. `about`: what it says of the story.
    """

    def __init__(
        self, message: str, instead: Instead, *, is_gone: bool, about: Extract | None = None
    ) -> None:
        super().__init__(message)
        self.instead: Instead = instead
        self.is_gone = is_gone
        self.about = about


class UnreadableError(PermanentError):
    """The document came but nothing could be made of it: no text, not XML, too deep, too slow."""


ReadingError = (
    BlockedError
    | RefusedAddressError
    | GoneError
    | BrokenError
    | NotTheStoryError
    | UnreadableError
)
READING_ERRORS: Final = (
    BlockedError,
    RefusedAddressError,
    GoneError,
    BrokenError,
    NotTheStoryError,
    UnreadableError,
)
"""All that one document can do to us; any other failure is not the site's."""


def wait_of(error: ReadingError) -> float | None:
    """The seconds that the other side asked us to wait, when it named a time."""
    if isinstance(error, BlockedError):
        return error.retry_after_seconds
    if isinstance(error, BrokenError) and error.retry_after is not None:
        return error.retry_after.total_seconds()
    return None
