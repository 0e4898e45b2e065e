"""What the extraction pool and its worker processes say to each other.

A job is a JSON line and the document's bytes as they are, which may be megabytes; an answer is a
JSON line. JSON, not pickle: a worker that a hostile page took over must not get a foot in the
parent.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import BinaryIO

from pydantic import TypeAdapter

from app.reading.types import Discovery, Extract, Kind, Page


@dataclass(frozen=True, slots=True)
class Job:
    """One document to extract an article from, or to discover links in.

    No date after `now` is believed.
    """

    page: Page
    now: datetime | None = None
    find_links: bool = False
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


@dataclass(frozen=True, slots=True)
class JobHead:
    """A job whose document follows it."""

    job: Job
    body_bytes: int


_heads = TypeAdapter(JobHead)
_answers = TypeAdapter(Answer)


def job_message(job: Job) -> bytes:
    """The job as it is sent to a worker."""
    body = job.page.body
    bare = replace(job, page=replace(job.page, body=b""))
    return _heads.dump_json(JobHead(bare, len(body))) + b"\n" + body


def read_job(stream: BinaryIO) -> Job | None:
    """The next job, or None at the end. Raises ValueError when what comes is no job."""
    line = stream.readline()
    if not line:
        return None
    head = _heads.validate_json(line)
    page = replace(head.job.page, body=stream.read(head.body_bytes))
    return replace(head.job, page=page)


def answer_line(answer: Answer) -> bytes:
    """The answer as one line, with its newline."""
    return _answers.dump_json(answer) + b"\n"


def read_answer(line: bytes) -> Answer:
    """Raises ValueError when the line is no answer."""
    return _answers.validate_json(line)
