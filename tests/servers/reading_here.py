"""An extraction pool without processes, for tests of what is made of the pages.

A reader process takes a second to start. Jobs and answers are put into words and read again as on
their way to one; the processes have tests of their own (tests/reading/test_extraction_pool.py).
"""

from io import BytesIO
from typing import TypeVar

from app.parts.reading.extraction_pool import ExtractionPool
from app.parts.reading.extraction_worker import answer_to
from app.parts.reading.types import Discovery, Extract, UnreadableError
from app.parts.reading.worker_protocol import Job, Made, job_message, read_answer, read_job

Result = TypeVar("Result", Extract, Discovery, Made)


class ReadingHere(ExtractionPool):
    async def start(self) -> None:
        return

    async def _perform(self, job: Job, expected: type[Result]) -> Result:
        told = read_job(BytesIO(job_message(job)))
        assert told is not None
        result = read_answer(answer_to(told)).result
        if isinstance(result, expected):
            return result
        raise UnreadableError(getattr(result, "reason", ""))
