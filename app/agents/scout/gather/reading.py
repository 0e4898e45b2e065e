"""One article of a run: asked for, read, and what came of it stored."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import structlog

from app.agents.scout.gather import read_articles, shared_words
from app.agents.scout.gather.faults import faults_kept_to
from app.agents.scout.gather.found_articles import part_of_page
from app.agents.scout.gather.read_articles import ReadArticle
from app.agents.scout.gather.source import Fetches, Reads
from app.agents.scout.gather.story_page import check_is_story, check_unread
from app.agents.scout.gather.tables import Article
from app.lib.clock import Clock
from app.parts.reading.clean import one_line
from app.parts.reading.not_the_story import WORDS
from app.parts.reading.types import (
    BlockedError,
    BrokenError,
    Extract,
    GoneError,
    Instead,
    NotModified,
    NotTheStoryError,
    ReadingError,
    RefusedAddressError,
    RestingError,
    TooOftenError,
    UnreadableError,
    wait_of,
)
from app.parts.reading.urls import normal_url
from app.parts.runs.lease import Claim, guard
from app.parts.store.database import Database

TITLE_FROM_SUMMARY = 100
"""Characters, for an entry without a title."""

log = structlog.get_logger("gather")


@dataclass(frozen=True, slots=True)
class ArticleReader:
    database: Database
    fetcher: Fetches
    reader: Reads
    clock: Clock
    claim: Claim
    tell: Callable[[int], None]

    async def read(self, article: Article) -> None:
        try:
            with faults_kept_to(article.url):
                said = await self.ask(article)
        except RestingError as error:
            self.postpone(article, error)
        except TooOftenError as error:
            self.wait_as_asked(article, error)
        except NotTheStoryError as error:
            self.keep_without_its_page(article, error)
        except (BlockedError, UnreadableError) as error:
            self.keep_what_the_site_said(article, error)
        except (GoneError, RefusedAddressError) as error:
            self.store_failure(article, error, permanent=True)
        except BrokenError as error:
            self.store_failure(article, error, permanent=False)
        else:
            self.store_read(article, as_read(article, said))

    async def ask(self, article: Article) -> Extract:
        page = await self.fetcher.get(article.url)
        if isinstance(page, NotModified):
            raise BrokenError("The server said 304 to a reader that has no copy.")
        try:
            said = await self.reader.extract(page, now=self.clock())
        except UnreadableError:
            check_unread(article, page)
            raise
        check_is_story(article, page, said)
        if not said.text:
            raise UnreadableError("The page has no article text.")
        return said

    def keep_without_its_page(self, article: Article, error: NotTheStoryError) -> None:
        """Behind a wall there is a story; an address that leads elsewhere may do so for now."""
        if error.is_gone:
            self.store_failure(article, error, permanent=False)
        elif error.about and not article.summary:
            self.store_read(article, from_the_page(article, error.about, error.instead))
        else:
            self.keep_what_the_site_said(article, error)

    def wait_as_asked(self, article: Article, error: TooOftenError) -> None:
        """The page can be had later; at a site that never has the time, its summary must do."""
        if article.tries + 1 < read_articles.TRIES:
            self.store_failure(article, error, permanent=False)
        else:
            self.keep_what_the_site_said(article, error)

    def keep_what_the_site_said(self, article: Article, error: ReadingError) -> None:
        """A page behind a wall can still be judged by what the feed said of it."""
        if article.title and article.summary:
            log.info("gather.summary_only", article_id=article.id, reason=str(error))
            self.store_read(article, replace(from_the_feed(article), instead=instead_of(error)))
        else:
            self.store_failure(article, error, permanent=isinstance(error, UnreadableError))

    def store_read(self, article: Article, read: ReadArticle) -> None:
        with self.database.write() as session:
            guard(session, self.claim, self.clock())
            same = shared_words.saying_the_same(session, article, read.title, read.text)
            if same:
                shared_words.take_back(session, same, WORDS["other"])
            else:
                read_articles.store_read(session, article.id or 0, read, self.clock())
        if same:
            error = NotTheStoryError(WORDS["other"], "other", is_gone=False)
            self.keep_what_the_site_said(article, error)
        else:
            self.tell(article.id or 0)

    def postpone(self, article: Article, error: RestingError) -> None:
        """It was not asked for, so this is no failed try."""
        now = self.clock()
        with self.database.write() as session:
            guard(session, self.claim, now)
            read_articles.postpone(session, article.id or 0, str(error), now + error.rest)

    def store_failure(self, article: Article, error: ReadingError, *, permanent: bool) -> None:
        log.info(
            "gather.page_failed", article_id=article.id, reason=str(error), permanent=permanent
        )
        with self.database.write() as session:
            guard(session, self.claim, self.clock())
            read_articles.store_failure(
                session,
                article,
                str(error),
                self.clock(),
                permanent=permanent,
                instead=instead_of(error),
                wait=timedelta(seconds=wait_of(error) or 0.0),
            )


def instead_of(error: ReadingError) -> Instead | None:
    return error.instead if isinstance(error, NotTheStoryError) else None


def as_read(article: Article, said: Extract) -> ReadArticle:
    if is_one_of_several(article, said):
        return as_part(article, said)
    return ReadArticle(
        title=said.title or article.title,
        text=said.text,
        summary=article.summary or said.summary or "",
        published_at=said.published_at or article.published_at,
        authors=said.authors,
        language=said.language,
        canonical_address=normal_url(said.canonical_url),
    )


def is_one_of_several(article: Article, said: Extract) -> bool:
    """Has the page, at a part of which the entry stands, a title of its own?"""
    if not part_of_page(article.url):
        return False
    had, has = set(article.title.casefold().split()), (said.title or "").casefold().split()
    return len(had.intersection(has)) < len(had) / 2 if had else "#" in article.address


def as_part(article: Article, said: Extract) -> ReadArticle:
    """The page's words are those of all its entries: the feed's are this one's."""
    return replace(
        from_the_feed(article),
        title=article.title or one_line(article.summary, TITLE_FROM_SUMMARY) or said.title or "",
        text="" if article.summary else said.text,
        published_at=article.published_at or said.published_at,
        authors=said.authors,
        language=said.language,
    )


def from_the_page(article: Article, said: Extract, instead: Instead) -> ReadArticle:
    """What it says of the story for machines, without what it shows to people."""
    read = as_read(article, said)
    return replace(read, text="", canonical_address=article.address, instead=instead)


def from_the_feed(article: Article) -> ReadArticle:
    return ReadArticle(
        title=article.title,
        text="",
        summary=article.summary,
        published_at=article.published_at,
        authors=(),
        language=None,
        canonical_address=article.address,
    )
