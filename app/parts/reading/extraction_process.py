"""One process that reads documents from outside, and can die without harm.

Own processes rather than a pool library's: they get no secrets (an empty environment), send back
JSON rather than pickles, are safe to start beside threads and inside a forked queue worker, and
end at once on a limit even in C code, where a pool's SIGTERM waits for Python to run again.
"""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from contextlib import suppress

from app.parts.reading.types import BrokenError, UnreadableError
from app.parts.reading.worker_protocol import (
    ANSWER_SECONDS,
    MAX_ANSWER_BYTES,
    Answer,
    ExtractionLimits,
    read_answer,
)

TOO_SLOW = "The page is too complicated to be read: it took more time than one page may."
CRASHED = "The page made its reader crash, probably because it is too large."
_WORKER = "app.parts.reading.extraction_worker"
_SLOW_SIGNALS = {-signal.SIGPROF, -signal.SIGALRM}


class ExtractionProcess:
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
        return TOO_SLOW if ended in _SLOW_SIGNALS else CRASHED
