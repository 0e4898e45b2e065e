"""`scout export`: the stored data as CSV or JSON lines, read a piece at a time."""

from collections.abc import Callable, Iterator
from typing import TextIO

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.agents.scout.gather.tables import Article
from app.agents.scout.tables import Feedback, StoryCorrection
from app.lib.errors import MisconfiguredError
from app.lib.table_files import Row, format_named, write_rows
from app.parts.parts import open_parts
from app.parts.runs.tables import AgentRun

ROWS_AT_ONCE = 500


def feedback_rows(session: Session) -> Iterator[Row]:
    columns = ("run_id", "rank", "url", "title", "voter", "answer", "created_at", "updated_at")
    for vote in session.exec(select(Feedback).order_by(col(Feedback.id))):
        yield {name: getattr(vote, name) for name in columns}


def correction_rows(session: Session) -> Iterator[Row]:
    """Labelled pairs: a find and an article that was told beside it."""
    columns = ("run_id", "rank", "voter", "label", "counted", "created_at", "updated_at")
    find, other = aliased(Article), aliased(Article)
    query = (
        select(StoryCorrection, find, other)
        .join(find, col(find.id) == StoryCorrection.find_article_id)
        .join(other, col(other.id) == StoryCorrection.article_id)
        .order_by(col(StoryCorrection.id))
    )
    for said, one, two in session.exec(query):
        told = {"find_url": one.url, "find_title": one.title, "url": two.url, "title": two.title}
        yield {**told, **{name: getattr(said, name) for name in columns}}


def run_rows(session: Session) -> Iterator[Row]:
    columns = ("id", "status", "trigger", "slot", "started_at", "completed_at", "attempt")
    query = select(AgentRun).order_by(col(AgentRun.id)).execution_options(yield_per=ROWS_AT_ONCE)
    for run in session.exec(query):
        yield {
            **{name: getattr(run, name) for name in columns},
            "brand": run.profile,
            "mail_status": run.mail_status,
            "error_message": run.error_message,
            "result": run.result,
        }


def article_rows(session: Session) -> Iterator[Row]:
    columns = ("id", "url", "title", "summary", "state", "story", "language", "error")
    moments = ("published_at", "found_at", "read_at")
    query = select(Article).order_by(col(Article.id)).execution_options(yield_per=ROWS_AT_ONCE)
    for article in session.exec(query):
        yield {name: getattr(article, name) for name in columns + moments}


EXPORTS: dict[str, Callable[[Session], Iterator[Row]]] = {
    "runs": run_rows,
    "articles": article_rows,
    "feedback": feedback_rows,
    "corrections": correction_rows,
}
HEADS = {
    "feedback": "run_id rank url title voter answer created_at updated_at",
    "corrections": "run_id rank find_url find_title url title voter label counted created_at "
    "updated_at",
    "runs": "id status trigger slot started_at completed_at attempt brand mail_status "
    "error_message result",
    "articles": "id url title summary state story language error published_at found_at read_at",
}


def export_rows(what: str, format_: str, output: TextIO) -> None:
    """Raises MisconfiguredError when `what` or the format is not known."""
    if what not in EXPORTS:
        raise MisconfiguredError([f"'{what}' cannot be exported; known: {', '.join(EXPORTS)}"])
    known = format_named(format_)
    parts = open_parts(need_redis=False)
    try:
        with parts.database.read() as session:
            write_rows(EXPORTS[what](session), HEADS[what].split(), known, output)
    finally:
        parts.close()
