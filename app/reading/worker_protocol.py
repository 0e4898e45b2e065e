"""What the extraction pool and its worker processes say to each other: one JSON line a message.

JSON, not pickle: a worker that a hostile page took over must not get a foot in the parent.
"""

from dataclasses import dataclass
from datetime import datetime

from pydantic import ConfigDict, TypeAdapter
from pydantic.dataclasses import dataclass as model

from app.reading.types import Discovery, Extract, Kind, Page

_BASE64 = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")


@model(frozen=True, slots=True, config=_BASE64)
class Job:
    """One document to discover links in, or with no `now` to extract an article from."""

    page: Page
    now: datetime | None = None
    kind: Kind | None = None
    link_selector: str | None = None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Nothing could be made of the document; `reason` is UnreadableError's message."""

    reason: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a Job."""

    result: Extract | Discovery | Unreadable


_jobs = TypeAdapter(Job)
_answers = TypeAdapter(Answer)


def job_line(job: Job) -> bytes:
    """The job as one line, with its newline."""
    return _jobs.dump_json(job) + b"\n"


def read_job(line: bytes) -> Job:
    """Raises ValueError when the line is no job."""
    return _jobs.validate_json(line)


def answer_line(answer: Answer) -> bytes:
    """The answer as one line, with its newline."""
    return _answers.dump_json(answer) + b"\n"


def read_answer(line: bytes) -> Answer:
    """Raises ValueError when the line is no answer."""
    return _answers.validate_json(line)
