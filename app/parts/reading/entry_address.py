"""The address of the story that an entry of a feed is about."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from app.parts.reading.tracking import LIKELY, words_of_story
from app.parts.reading.urls import MAX_URL_LENGTH, absolute_url, host_of, path_of

_WRAPPERS_AT_MOST: Final = 3
# How services that count clicks, search or warn name the address that they lead on to.
_TARGET: Final = re.compile(
    r"(?:target|dest(?:ination)?|redir(?:ect)?|goto|out|exit|link|m|orig(?:inal)?|article|story)?"
    r"[-_]?(?:ur[il]|link|href|to)|u|target|dest(?:ination)?|redir(?:ect)?|goto|out|href",
    re.IGNORECASE,
)
# Elsewhere these name a search or anything else.
_TARGET_OF_REDIRECTOR: Final = re.compile(r"q|z|r|l|s|d|next|continue", re.IGNORECASE)
_REDIRECTOR: Final = re.compile(
    r"/(?:url|redir(?:ect)?|r|l|out|away|exit|goto|go|link|click|track|leave)(?:\.\w+)?/?$",
    re.IGNORECASE,
)
# What templates and people do to an address: breaks and indents, "&" escaped twice, a scheme
# that is there twice or lacks a sign.
_LINE_BREAK: Final = re.compile(r"\s*[\r\n\t]\s*")
_AMPERSAND: Final = re.compile("&(?:amp;)+")
_SCHEME_TWICE: Final = re.compile(r"^(?:https?:?/+)+(?=https?:?//)", re.IGNORECASE)
_SCHEME: Final = re.compile(r"^(https?)(?::/+|//+)(?=[^/])", re.IGNORECASE)
_NO_LINK: Final = re.compile(r"n/?a|none|null|nil|undefined|-|about:blank|.*<.*", re.IGNORECASE)
_WEB: Final = re.compile(r"https?://[^/?#]", re.IGNORECASE)
_ESCAPED_WEB: Final = re.compile(r"https?%3a", re.IGNORECASE)
_MEDIA_TYPE: Final = re.compile(r"\s*(?:audio|video)/", re.IGNORECASE)
_MEDIA_FILE: Final = re.compile(
    r"\.(?:mp3|m4[abv]|aac|og[agv]|opus|flac|wav|wma|mp4|mov|avi|mkv|webm|wmv|mpe?g|3gp)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FeedPlace:
    """Where a feed lies, and what its relative links are relative to."""

    url: str
    base: str


def place_of_feed(url: str, home: object) -> FeedPlace:
    """`home` is the site as the feed names it: where another service publishes the feed, links
    are relative to that."""
    site = absolute_url(url, home) if isinstance(home, str) else None
    return FeedPlace(url, site if site and host_of(site) != host_of(url) else url)


def entry_address(
    feed: FeedPlace,
    links: Iterable[str | None],
    name: str | None = None,
    media: Collection[str] = (),
) -> str | None:
    """The first of an entry's links that is a web page, else its name where that is an address.

    `media` are its sounds and films, which are no pages. With its fragment, which may tell
    entries of one page apart.
    """
    others = {feed.url, *map(_file_of, media)}  # "#" leads back to the feed
    for page in filter(None, (_resolved(feed.base, link) for link in links)):
        if _file_of(page) not in others and not _MEDIA_FILE.search(path_of(page)):
            return page
    # A number or a tag leads nowhere, and joined to the feed's address somewhere else.
    url = _resolved(feed.base, name) if name and "://" in name else None
    return url if url and _file_of(url) not in others else None


def _resolved(base: str, place: str | None) -> str | None:
    if not place or len(place) > MAX_URL_LENGTH:
        return None
    url = absolute_url(base, _meant(place, base), keep_fragment=True)
    return unwrapped(url) if url else None


def _meant(place: str, base: str) -> str | None:
    """The address as a browser, or whoever wrote it, would have it."""
    text = _AMPERSAND.sub("&", _LINE_BREAK.sub("", place.strip()))
    if _NO_LINK.fullmatch(text):
        return None
    text = _SCHEME.sub(r"\1://", _SCHEME_TWICE.sub("", text))
    path, mark, query = text.partition("?")
    if path.lower().startswith(("www.", f"{host_of(base)}/")):
        path = f"{urlsplit(base).scheme}://{path}"
    return path.replace("\\", "/") + mark + query


def _file_of(url: str) -> str:
    """A sound's name, by whatever counter of listeners it is led; another address whole."""
    path = path_of(url)
    return path.rpartition("/")[2] if _MEDIA_FILE.search(path) else url


def is_media(content_type: object) -> bool:
    """Is it the type of a sound or a film?"""
    return isinstance(content_type, str) and bool(_MEDIA_TYPE.match(content_type))


def unwrapped(url: str) -> str:
    """The address inside of one that only leads on to it, as search engines' alerts wrap theirs.

    robots.txt forbids most of those, so the wrapped one could never be read.
    """
    for _ in range(_WRAPPERS_AT_MOST):
        inner = _inner(url)
        if inner is None:
            break
        url = inner
    return url


def _inner(url: str) -> str | None:
    parts = urlsplit(url)
    if words_of_story(parts.path) >= LIKELY:
        return None
    if parts.path in {"", "/"} and _WEB.match(parts.query):
        return absolute_url(url, parts.query, keep_fragment=True)
    targets = (absolute_url(url, target, keep_fragment=True) for target in _targets(parts))
    return next(filter(None, targets), None)


def _targets(parts: SplitResult) -> Iterable[str]:
    is_redirector = bool(_REDIRECTOR.search(parts.path))
    for name, value in parse_qsl(parts.query):
        is_named = _TARGET.fullmatch(name) or (
            is_redirector and _TARGET_OF_REDIRECTOR.fullmatch(name)
        )
        target = unquote(value) if _ESCAPED_WEB.match(value) else value
        if is_named and _WEB.match(target):
            yield target
