"""The last look at a find's address before it is mailed: does it still lead to the article?"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

import structlog

from app.agents.scout.gather.source import Fetches, Reads
from app.agents.scout.gather.story_page import check_is_story
from app.agents.scout.types import Candidate
from app.parts.reading.types import (
    BlockedError,
    BrokenError,
    Extract,
    GoneError,
    NotModified,
    NotTheStoryError,
    Page,
    RefusedAddressError,
    RestingError,
    UnreadableError,
)
from app.parts.reading.urls import is_front_page, normal_url

SECONDS = 120
"""With the wait for its turn at a slow host, up to ten seconds each; a fetch has its own limit."""
WORDS_COMPARED = 120
ENOUGH_ALIKE = 0.5
"""Of the words it had: a page that was edited keeps most, another page has few."""
LEADS_ELSEWHERE = "Its address leads somewhere else now."
TELLS_ELSE = "Its page tells something else now."
LOGIN_WORDS = frozenset({"login", "log-in", "signin", "sign-in", "subscribe"})

log = structlog.get_logger("pick")


class Seen(StrEnum):
    """`away`: it may be back for the next run. `gone`: it is not what was judged any more."""

    GOOD = "good"
    AWAY = "away"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Look:
    """What became of an address; `reason` is a sentence, "" when it is good."""

    seen: Seen
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LinkChecker:
    fetcher: Fetches
    reader: Reads

    async def look_at(self, found: Sequence[Candidate]) -> list[Look]:
        """One for each article, in order. What takes too long is away."""
        return list(await asyncio.gather(*(self._in_time(article) for article in found)))

    async def _in_time(self, article: Candidate) -> Look:
        try:
            async with asyncio.timeout(SECONDS):
                look = await self._look(article)
        except TimeoutError:
            look = Look(Seen.AWAY, "Its page took too long to answer.")
        if look.seen is not Seen.GOOD:
            log.info("pick.bad_link", url=article.url, seen=look.seen, reason=look.reason)
        return look

    async def _look(self, article: Candidate) -> Look:
        try:
            page = await self.fetcher.get(article.url)
            return await self._compare(article, page)
        except (BlockedError, RestingError):
            # It refuses programs, or is asked too often; people may well open it.
            return Look(Seen.GOOD)
        except (GoneError, RefusedAddressError, UnreadableError) as error:
            # Unreadable is only asked of a page that could be read when it was judged.
            return Look(Seen.GONE, str(error))
        except BrokenError as error:
            return Look(Seen.AWAY, str(error))

    async def _compare(self, article: Candidate, page: Page | NotModified) -> Look:
        """What the page says counts, not where it lies: feeds and short links lead elsewhere."""
        if isinstance(page, NotModified) or is_login(page.url):
            return Look(Seen.GOOD)
        if is_front_page(page.url) and not is_front_page(article.url):
            return Look(Seen.GONE, LEADS_ELSEWHERE)
        now = await self._read(article, page)
        if now is None or (article.text and is_still(article, now)):
            return Look(Seen.GOOD)
        return compare_with_story(article, page, now)

    async def _read(self, article: Candidate, page: Page) -> Extract | None:
        """None for a page that cannot be read, where it need not be: it could not be before, so
        that the article is known from its feed alone."""
        try:
            return await self.reader.extract(page)
        except UnreadableError:
            if article.text:
                raise
            return None


def compare_with_story(article: Candidate, page: Page, now: Extract) -> Look:
    """People may pass a wall, as they do a login."""
    try:
        check_is_story(article, page, now)
    except NotTheStoryError as error:
        is_good = not error.is_gone and (error.instead != "other" or not article.text)
    else:
        is_good = not article.text
    if is_good:
        return Look(Seen.GOOD)
    stayed = normal_url(page.url) == normal_url(article.url)
    return Look(Seen.GONE, TELLS_ELSE if stayed else LEADS_ELSEWHERE)


def is_login(url: str) -> bool:
    """A wall like a 401: people who have an account can pass."""
    return not LOGIN_WORDS.isdisjoint(urlsplit(url).path.casefold().split("/"))


def is_still(article: Candidate, now: Extract) -> bool:
    """Does the page keep its headline, or most of how it began?"""
    return share_kept(article.title, now.title or "") >= ENOUGH_ALIKE or (
        share_kept(article.text, now.text) >= ENOUGH_ALIKE
    )


def share_kept(before: str, after: str) -> float:
    """Of the different words that `before` began with, those that `after` begins with."""
    had = set(before.casefold().split()[:WORDS_COMPARED])
    has = set(after.casefold().split()[: 2 * WORDS_COMPARED])
    return len(had & has) / len(had) if had else 0.0
