"""What Brand Scout reads: sites, what a run saw at each, and the articles they named."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, ForeignKey, Index, Text, UniqueConstraint, text, true
from sqlmodel import Field, SQLModel

from app.parts.runs.tables import AgentRun
from app.parts.store.database import Json, UtcDateTime
from app.parts.store.statements import table_of

RUN_ID = table_of(AgentRun).c.id
INSTEAD = text("instead IS NOT NULL")


class Site(SQLModel, table=True):
    """One address that is read again and again, and what its server told us.

    `reads_from` is the feed that the page at `url` declares: read instead of the page. It, the
    server's validators and the `digest` of what it sent, which showed so many `links`, hold for
    `read_as`, the settings they were found under, and no others. `changed`: the last two documents
    differed.
    """

    __tablename__ = "sites"

    id: int | None = Field(default=None, primary_key=True)
    url: str = Field(sa_type=Text, unique=True)
    kind: str | None = None
    read_as: str | None = Field(default=None, sa_type=Text)
    reads_from: str | None = Field(default=None, sa_type=Text)
    etag: str | None = Field(default=None, sa_type=Text)
    last_modified: str | None = Field(default=None, sa_type=Text)
    digest: str | None = None
    links: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    changed: bool = Field(default=True, sa_column_kwargs={"server_default": true()})
    failures: int = 0
    next_allowed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    status: str | None = None
    error: str | None = Field(default=None, sa_type=Text)
    last_read_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_success_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    failing_since: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SiteVisit(SQLModel, table=True):
    """What one run saw at one site. A retried run does not read the site again."""

    __tablename__ = "site_visits"
    __table_args__ = (UniqueConstraint("run_id", "site_id", name="uq_site_visits_site"),)

    id: int | None = Field(default=None, primary_key=True)
    run_id: int = Field(sa_column=Column(ForeignKey(RUN_ID), nullable=False))
    site_id: int = Field(sa_column=Column(ForeignKey("sites.id"), nullable=False, index=True))
    status: str
    found: int = 0
    new: int = 0
    error: str | None = Field(default=None, sa_type=Text)
    visited_at: datetime = Field(sa_type=UtcDateTime)


class ArticleState(StrEnum):
    """`passed_over`: named by a site's archive at our first visit, never read."""

    FOUND = "found"
    READ = "read"
    DUPLICATE = "duplicate"
    FAILED = "failed"
    PASSED_OVER = "passed_over"


class Article(SQLModel, table=True):
    """One address of an article, from the moment a site named it.

    `address` is the normal form that makes one article of many spellings. A second address of
    the same article is `duplicate` and points to the first. `story` is the id of one of the
    articles that tell the same: of the one that was judged first, or else of the first.
    `instead` is what its page shows that is not the story (app.parts.reading.types.Instead).
    """

    __tablename__ = "articles"
    __table_args__ = (
        Index("ix_articles_site_state", "site_id", "state", "found_at"),
        Index("ix_articles_canonical_address", "canonical_address"),
        Index("ix_articles_found_at", "found_at"),
        Index(
            "ix_articles_instead",
            "site_id",
            "found_at",
            sqlite_where=INSTEAD,
            postgresql_where=INSTEAD,
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    site_id: int = Field(sa_column=Column(ForeignKey("sites.id"), nullable=False))
    address: str = Field(sa_type=Text, unique=True)
    url: str = Field(sa_type=Text)
    state: str = ArticleState.FOUND
    found_at: datetime = Field(sa_type=UtcDateTime)
    found_by_run_id: int | None = Field(
        default=None, sa_column=Column(ForeignKey(RUN_ID), nullable=True, index=True)
    )
    title: str = Field(default="", sa_type=Text)
    summary: str = Field(default="", sa_type=Text)
    published_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    tries: int = 0
    next_try_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    error: str | None = Field(default=None, sa_type=Text)
    instead: str | None = None
    read_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    canonical_address: str | None = Field(default=None, sa_type=Text)
    language: str | None = None
    authors: list[str] = Field(default_factory=list, sa_column=Column(Json, nullable=False))
    text: str = Field(default="", sa_type=Text)
    content_hash: str | None = None
    fingerprint: str | None = Field(default=None, sa_type=Text)
    story: int | None = Field(default=None, index=True)
