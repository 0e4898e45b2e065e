"""Reads documents from outside in processes that can die without harm.

Own processes rather than a pool library's: they get no secrets (an empty environment), send back
JSON rather than pickles, are safe to start beside threads and inside a forked queue worker, and
end at once on a limit even in C code, where a pool's SIGTERM waits for Python to run again.
"""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from types import TracebackType
from typing import Self, TypeVar

from pydantic import TypeAdapter, ValidationError

from app.parts.reading.types import (
    BrokenError,
    Discovery,
    DocumentKind,
    Extract,
    Page,
    UnreadableError,
)
from app.parts.reading.worker_protocol import (
    ANSWER_SECONDS,
    MAX_ANSWER_BYTES,
    Answer,
    ExtractionLimits,
    Job,
    Made,
    Unreadable,
    job_message,
    read_answer,
)

_TOO_SLOW = "The page is too complicated to be read: it took more time than one page may."
_CRASHED = "The page made its reader crash, probably because it is too large."
_Result = TypeVar("_Result", Extract, Discovery, Made)
_Read = TypeVar("_Read")

_WORKER = "app.parts.reading.extraction_worker"
_FEED_WAITS_SECONDS = 2.0
"""For a process that is at work on another list, before one more is started for it."""

_SLOW_SIGNALS = {-signal.SIGPROF, -signal.SIGALRM}


class ExtractionPool:
    """`async with ExtractionPool() as pool: found = await pool.extract(page)`.

    At most `processes` documents are read at a time, each within ExtractionLimits; further calls
    wait. Three keep two processors busy while one of them waits for its next page; they are started
    as they are needed, for lists of links one alone as long as it keeps up. Any number of tasks of
    one event loop may share the pool.
    """

    def __init__(self, processes: int = 3, limits: ExtractionLimits | None = None) -> None:
        self._workers = [_Worker(limits or ExtractionLimits()) for _ in range(processes)]
        self._unstarted = list(self._workers)
        self._idle: asyncio.LifoQueue[_Worker] = asyncio.LifoQueue()

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
            raise UnreadableError(_CRASHED) from error

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
            answer.result.reason if isinstance(answer.result, Unreadable) else _CRASHED
        )

    @property
    def _is_cold(self) -> bool:
        return len(self._unstarted) == len(self._workers)

    async def _free_worker(self, job: Job) -> "_Worker":
        """One whose process runs, if it is not busy; a feed waits for it rather than for the start
        of another, which takes longer than to read thirty feeds.
        """
        if self._idle.empty() and self._unstarted and (job.is_of_article or self._is_cold):
            return self._unstarted.pop()
        with suppress(TimeoutError):
            async with asyncio.timeout(_FEED_WAITS_SECONDS if self._unstarted else None):
                return await self._idle.get()
        return self._unstarted.pop() if self._unstarted else await self._idle.get()


class _Worker:
    """One worker process, replaced when it dies or has done its share."""

    def __init__(self, limits: ExtractionLimits) -> None:
        self._limits = limits
        self._process: Process | None = None
        self._jobs_left = 0

    async def start(self) -> None:
        """Returns before the process has imported anything: that goes on in the background."""
        try:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", _WORKER),
                str(self._limits.cpu_seconds),
                str(self._limits.wall_seconds),
                str(self._limits.extra_memory_bytes),
                stdin=PIPE,
                stdout=PIPE,
                limit=MAX_ANSWER_BYTES,
                env={"PYTHONPATH": os.pathsep.join(path or os.getcwd() for path in sys.path)},
            )
        except OSError as error:
            raise BrokenError("No process could be started to read the page.") from error
        self._jobs_left = self._limits.jobs_a_worker

    async def stop(self) -> int:
        """Ends the process; returns how it ended, as a negative signal number if by one."""
        process, self._process = self._process, None
        if process is None:
            return 0
        with suppress(ProcessLookupError):
            process.kill()
        # Reads what is left, without which the pipes would stay open.
        await process.communicate()
        return process.returncode or 0

    async def make_fit(self) -> None:
        if not self._is_fit():
            await self.stop()
            await self.start()

    async def ask(self, message: bytes) -> Answer:
        await self.make_fit()
        self._jobs_left -= 1
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                return read_answer(await self._exchange(message))
        except (OSError, EOFError, TimeoutError, ValueError) as error:
            raise UnreadableError(await self._replace()) from error
        except asyncio.CancelledError:
            # Its answer would be taken for the next job's.
            await self.stop()
            raise

    def _is_fit(self) -> bool:
        return bool(self._process and self._process.returncode is None and self._jobs_left)

    async def _exchange(self, message: bytes) -> bytes:
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            raise EOFError
        process.stdin.write(message)
        await process.stdin.drain()
        answer = await process.stdout.readline()
        if not answer.endswith(b"\n"):
            await process.wait()
            raise EOFError
        return answer

    async def _replace(self) -> str:
        """Puts a new process in the dead one's place; says in plain words why it died."""
        ended = await self.stop()
        await self.start()
        return _TOO_SLOW if ended in _SLOW_SIGNALS else _CRASHED
