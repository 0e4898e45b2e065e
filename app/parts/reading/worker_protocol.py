"""What the extraction pool and its worker processes say to each other, and what reading one
document may take in a worker process.

A job is a JSON line and the document's bytes as they are, which may be megabytes; an answer is a
JSON line. JSON, not pickle: a worker that a hostile page took over must not be able to run code in
the parent.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, BinaryIO, Final

from app.parts.reading.types import Discovery, DocumentKind, Extract, Page

if TYPE_CHECKING:
    from pydantic import TypeAdapter

_OF_A_PAGE: Final = frozenset({"url", "requested_url", "content_type", "charset"})
"""What a reader is told of it, beside the document."""
# The parent's own patience, should a worker not end by itself; it covers a worker's start, which
# takes two seconds of processor time.
ANSWER_SECONDS = 120.0
MAX_ANSWER_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ExtractionLimits:
    """For one document, save `jobs_a_worker`: parsers may leave memory behind, so a process is
    replaced before that counts (1,500 real pages left one at 139 MB, where 100 had brought it).
    What a document takes is processor time: on a busy machine an innocent one waits for it, and
    must not be lost for that. `wall_seconds` is for a reader that waits for what never comes.
    Memory is what a worker may grow by once it has started.
    """

    cpu_seconds: float = 5.0
    wall_seconds: float = 60.0
    extra_memory_bytes: int = 512 * 1024 * 1024
    jobs_a_worker: int = 1_000


@dataclass(frozen=True, slots=True)
class Job:
    """One document to extract an article from, or to discover links in, or to be read by a
    `reader` of another room: a function of this program, as "module:name", that makes a frozen
    dataclass of a Page.

    No date after `now` is believed.
    """

    page: Page
    now: datetime | None = None
    find_links: bool = False
    kind: DocumentKind | None = None
    link_selector: str | None = None
    reader: str | None = None

    @property
    def is_of_article(self) -> bool:
        return self.reader is None and (self.now is None or not self.find_links)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Nothing could be made of the document; `reason` is UnreadableError's message."""

    reason: str


@dataclass(frozen=True, slots=True)
class Made:
    """What a `reader` made of the document, as JSON: its shape is for whoever asked to check."""

    made: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a Job."""

    result: Extract | Discovery | Made | Unreadable


@cache
def _answers() -> "TypeAdapter[Answer]":
    """Of the parent, which must believe nothing. A worker would pay for it at each start."""
    from pydantic import TypeAdapter

    return TypeAdapter(Answer)


def job_message(job: Job) -> bytes:
    """The job as it is sent to a worker: its values, how long the document is, the document."""
    page = {name: value for name, value in _values(job.page).items() if name in _OF_A_PAGE}
    head = {**_values(job), "page": page, "body_bytes": len(job.page.body)}
    return json.dumps(head, default=_plain).encode() + b"\n" + job.page.body


def made_by(reader: Callable[[Page], object], page: Page) -> Made:
    return Made(json.dumps(reader(page), default=_plain, ensure_ascii=False))


def read_job(stream: BinaryIO) -> Job | None:
    """The next job, or None at the end. Raises ValueError when what comes is no job."""
    line = stream.readline()
    if not line:
        return None
    head = json.loads(line)
    page = Page(**head.pop("page"), body=stream.read(head.pop("body_bytes")))
    now = head.pop("now")
    return Job(page, datetime.fromisoformat(now) if now else None, **head)


def answer_line(answer: Answer) -> bytes:
    """The answer as one line, with its newline. Raises ValueError for half a character."""
    return json.dumps(answer, default=_plain, ensure_ascii=False).encode() + b"\n"


def read_answer(line: bytes) -> Answer:
    """Raises ValueError when the line is no answer."""
    return _answers().validate_json(line)


def _values(of: object) -> dict[str, object]:
    return {field.name: getattr(of, field.name) for field in fields(of)}  # type: ignore[arg-type]


def _plain(value: object) -> object:
    """What JSON has no form of its own for: times, and our frozen values."""
    return value.isoformat() if isinstance(value, datetime) else _values(value)
