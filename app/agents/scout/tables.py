"""Brand Scout's own tables: what it thought of an article, what it picked and when, what people
voted."""

from datetime import datetime

from sqlalchemy import (
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Text,
    UniqueConstraint,
    and_,
    text,
)
from sqlmodel import Field, SQLModel, col

from app.agents.scout.gather.tables import Article
from app.parts.runs.tables import AgentRun
from app.parts.store.database import UtcDateTime
from app.parts.store.statements import table_of

ARTICLE_ID, RUN_ID = table_of(Article).c.id, table_of(AgentRun).c.id


class VerdictRow(SQLModel, table=True):
    """The judgement of an article for a brand, or the failure to get one so far (`outcome`).

    `evaluator` is a digest of what a verdict depends on besides the article's content: brand file,
    scorer, model and prompt. The same content under the same evaluator is never paid for twice.
    `ranked_by_run_id` is the run whose five it competed for; it competes once.
    """

    __tablename__ = "verdicts"
    __table_args__ = (
        UniqueConstraint("brand", "article_id", name="uq_verdicts_article"),
        Index("ix_verdicts_content", "content_hash", "evaluator"),
        Index("ix_verdicts_created_at", "created_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    brand: str
    article_id: int = Field(sa_column=Column(ForeignKey(ARTICLE_ID), nullable=False, index=True))
    run_id: int = Field(sa_column=Column(ForeignKey(RUN_ID), nullable=False, index=True))
    ranked_by_run_id: int | None = Field(
        default=None, sa_column=Column(ForeignKey(RUN_ID), nullable=True, index=True)
    )
    evaluator: str
    content_hash: str
    outcome: str
    detail: str = Field(default="", sa_type=Text)
    tries: int = 0
    score: int | None = None
    reason: str = Field(default="", sa_type=Text)
    angle: str = Field(default="", sa_type=Text)
    safe: bool | None = None
    rule: str | None = Field(default=None, sa_type=Text)
    quote: str | None = Field(default=None, sa_type=Text)
    topic: str = ""
    scorer: str
    step: str = ""
    model: str = ""
    prompt_version: str = ""
    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    usd: float = 0.0
    seconds: float = 0.0
    created_at: datetime = Field(sa_type=UtcDateTime)


NOT_RELEASED = text("released_at IS NULL")


class Pick(SQLModel, table=True):
    """One of a run's five. A story is picked once per brand, unless its mail reached nobody.

    `site_id` and `topic` are its article's and verdict's: a page counts thousands of picks by them.
    """

    __tablename__ = "picks"
    __table_args__ = (
        UniqueConstraint("run_id", "rank", name="uq_picks_rank"),
        Index(
            "uq_picks_story",
            "brand",
            "story",
            unique=True,
            sqlite_where=NOT_RELEASED,
            postgresql_where=NOT_RELEASED,
        ),
        Index("ix_picks_created_at", "brand", "created_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    brand: str
    run_id: int = Field(sa_column=Column(ForeignKey(RUN_ID), nullable=False))
    rank: int
    article_id: int = Field(sa_column=Column(ForeignKey(ARTICLE_ID), nullable=False, index=True))
    story: int
    site_id: int | None = None
    topic: str = Field(default="", sa_column_kwargs={"server_default": ""})
    created_at: datetime = Field(sa_type=UtcDateTime)
    released_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


def verdict_of_pick() -> ColumnElement[bool]:
    """What joins a pick with the verdict of its article for its brand."""
    return and_(col(VerdictRow.article_id) == Pick.article_id, col(VerdictRow.brand) == Pick.brand)


class Digest(SQLModel, table=True):
    """A moment at which a digest was due, and the run that made it.

    A brand's first row has no run: it says from when on its digests collect. `created_at` is when
    the run began that stored the row: the next digest tells what came since.
    """

    __tablename__ = "digests"
    __table_args__ = (UniqueConstraint("brand", "due_at", name="uq_digests_due_at"),)

    id: int | None = Field(default=None, primary_key=True)
    brand: str
    due_at: datetime = Field(sa_type=UtcDateTime)
    run_id: int | None = Field(default=None, sa_column=Column(ForeignKey(RUN_ID), nullable=True))
    created_at: datetime = Field(sa_type=UtcDateTime)


class VoteEvent(SQLModel, table=True):
    """One press of a vote button, as it came. `source` is a digest of where it came from.

    `article_id` where it is about an article told beside the find: `label` of StoryCorrection.
    """

    __tablename__ = "vote_events"
    __table_args__ = (Index("ix_vote_events_pick", "pick_id", "voter"),)

    id: int | None = Field(default=None, primary_key=True)
    pick_id: int = Field(sa_column=Column(ForeignKey("picks.id"), nullable=False))
    article_id: int | None = None
    voter: str
    answer: str
    source: str
    changing: bool = False
    created_at: datetime = Field(sa_type=UtcDateTime)


class Feedback(SQLModel, table=True):
    """One person's answer to one find; voting again replaces it.

    `counted` is False while both answers came from one place within a minute: a mail scanner
    that presses every button does that, and nothing is to be learned from it.
    """

    __tablename__ = "feedback"
    __table_args__ = (
        UniqueConstraint("pick_id", "voter", name="uq_feedback_voter"),
        Index("ix_feedback_updated_at", "updated_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    pick_id: int = Field(sa_column=Column(ForeignKey("picks.id"), nullable=False))
    run_id: int = Field(sa_column=Column(ForeignKey(RUN_ID), nullable=False, index=True))
    rank: int
    url: str = Field(sa_type=Text)
    title: str = Field(sa_type=Text)
    voter: str
    answer: str
    counted: bool = True
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)


class StoryCorrection(SQLModel, table=True):
    """A labelled pair: whether an article tells the same story as the find it was told beside, by
    the word of one person; said again it replaces that. `find_article_id` is the article whose
    headline the mail had. `label`: "different" or "same". `counted` as of Feedback.
    """

    __tablename__ = "story_corrections"
    __table_args__ = (
        UniqueConstraint("pick_id", "article_id", "voter", name="uq_story_corrections_voter"),
        Index("ix_story_corrections_updated_at", "updated_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    pick_id: int = Field(sa_column=Column(ForeignKey("picks.id"), nullable=False))
    run_id: int = Field(sa_column=Column(ForeignKey(RUN_ID), nullable=False, index=True))
    rank: int
    find_article_id: int = Field(sa_column=Column(ForeignKey(ARTICLE_ID), nullable=False))
    article_id: int = Field(sa_column=Column(ForeignKey(ARTICLE_ID), nullable=False))
    voter: str
    label: str
    counted: bool = True
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
