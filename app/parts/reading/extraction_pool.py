"""Reads documents from outside in a few processes that can die without harm."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from types import TracebackType
from typing import Self, TypeVar

from pydantic import TypeAdapter, ValidationError

from app.parts.reading.extraction_process import CRASHED, ExtractionProcess
from app.parts.reading.types import (
    BrokenError,
    Discovery,
    DocumentKind,
    Extract,
    Page,
    UnreadableError,
)
from app.parts.reading.worker_protocol import (
    ExtractionLimits,
    Job,
    Made,
    Unreadable,
    job_message,
)

_Result = TypeVar("_Result", Extract, Discovery, Made)
_Read = TypeVar("_Read")

_BACKLOG = 8
"""Articles that wait for each process at work before one more is started: to start one takes the
processor as long as to read ten."""
_WAITS_SECONDS = 2.0
"""For a process that is at work on another document, before one more is started."""


class ExtractionPool:
    """`async with ExtractionPool() as pool: found = await pool.extract(page)`.

    At most `processes` documents are read at a time, each within ExtractionLimits; further calls
    wait. Three keep two processors busy while one of them waits for its next page; they are started
    as they are needed, one alone as long as it keeps up. Any number of tasks of one event loop may
    share the pool.
    """

    def __init__(self, processes: int = 3, limits: ExtractionLimits | None = None) -> None:
        self._workers = [ExtractionProcess(limits or ExtractionLimits()) for _ in range(processes)]
        self._unstarted = list(self._workers)
        self._idle: asyncio.LifoQueue[ExtractionProcess] = asyncio.LifoQueue()
        self._articles_waiting = 0

    async def __aenter__(self) -> Self:
        """Starts nothing yet: a run in which every site says "not modified" needs no process."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._stop()

    async def _stop(self) -> None:
        await asyncio.gather(*(worker.stop() for worker in self._workers))

    async def start(self) -> None:
        """Start a process before the first document comes, in the time a site takes to answer."""
        if not self._is_cold:
            return
        worker = self._unstarted.pop()
        try:
            with suppress(BrokenError):  # whoever brings a document is told
                await worker.make_fit()
        finally:
            self._idle.put_nowait(worker)

    async def extract(self, page: Page, *, now: datetime | None = None) -> Extract:
        """As app.parts.reading.extract.extract; UnreadableError also when a limit was reached."""
        return await self._perform(Job(page, now=now), Extract)

    async def discover(
        self,
        page: Page,
        *,
        kind: DocumentKind | None = None,
        link_selector: str | None = None,
        now: datetime,
    ) -> Discovery:
        """As app.parts.reading.discover.discover; UnreadableError also when a limit was reached."""
        job = Job(page, now, find_links=True, kind=kind, link_selector=link_selector)
        return await self._perform(job, Discovery)

    async def read_by(
        self, page: Page, reader: Callable[[Page], _Read], kind: type[_Read]
    ) -> _Read:
        """What a function of another room, a frozen dataclass of `kind`, makes of the page; it is
        found by its name. UnreadableError also when a limit was reached."""
        job = Job(page, reader=f"{reader.__module__}:{reader.__qualname__}")
        made = await self._perform(job, Made)
        try:
            return TypeAdapter(kind).validate_json(made.made)
        except ValidationError as error:
            raise UnreadableError(CRASHED) from error

    async def _perform(self, job: Job, expected: type[_Result]) -> _Result:
        message = job_message(job)
        worker = await self._free_worker(job)
        try:
            answer = await worker.ask(message)
        finally:
            self._idle.put_nowait(worker)
        if isinstance(answer.result, expected):
            return answer.result
        raise UnreadableError(
            answer.result.reason if isinstance(answer.result, Unreadable) else CRASHED
        )

    @property
    def _is_cold(self) -> bool:
        return len(self._unstarted) == len(self._workers)

    async def _free_worker(self, job: Job) -> ExtractionProcess:
        """One whose process runs, if it is not busy; few documents wait for it rather than for the
        start of another, which takes longer than to read thirty feeds.
        """
        if self._idle.empty() and self._unstarted and self._is_behind:
            return self._unstarted.pop()
        self._articles_waiting += job.is_of_article
        try:
            async with asyncio.timeout(_WAITS_SECONDS if self._unstarted else None):
                return await self._idle.get()
        except TimeoutError:
            return self._unstarted.pop() if self._unstarted else await self._idle.get()
        finally:
            self._articles_waiting -= job.is_of_article

    @property
    def _is_behind(self) -> bool:
        started = len(self._workers) - len(self._unstarted)
        return self._articles_waiting >= _BACKLOG * started
