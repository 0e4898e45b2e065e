"""`scout export`: the stored data as CSV or JSON lines, read a piece at a time."""

import csv
import json
from collections.abc import Callable, Iterator
from datetime import datetime
from enum import StrEnum
from typing import TextIO

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.agents.scout.gather.tables import Article
from app.agents.scout.tables import Feedback, StoryCorrection
from app.lib.errors import MisconfiguredError
from app.parts.parts import open_parts
from app.parts.runs.tables import AgentRun

ROWS_AT_ONCE = 500
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
Row = dict[str, object]


class Format(StrEnum):
    CSV = "csv"
    JSONL = "jsonl"


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
    if format_ not in set(Format):
        raise MisconfiguredError([f"'{format_}' is not a format; known: csv, jsonl"])
    parts = open_parts(need_redis=False)
    try:
        with parts.database.read() as session:
            rows = EXPORTS[what](session)
            write = write_csv if format_ == Format.CSV else write_jsonl
            write(rows, HEADS[what].split(), output)
    finally:
        parts.close()


def write_csv(rows: Iterator[Row], head: list[str], output: TextIO) -> None:
    writer = csv.DictWriter(output, fieldnames=head, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: cell(value) for name, value in row.items()})


def cell(value: object) -> object:
    """A title that starts like a formula must not become one in a spreadsheet."""
    plain = plain_value(value)
    text = json.dumps(plain) if isinstance(plain, dict | list) else plain
    if isinstance(text, str) and text.startswith(FORMULA_STARTS):
        return f"'{text}"
    return text


def write_jsonl(rows: Iterator[Row], _head: list[str], output: TextIO) -> None:
    for row in rows:
        plain = {name: plain_value(value) for name, value in row.items()}
        output.write(json.dumps(plain, ensure_ascii=False) + "\n")


def plain_value(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
