"""Each process of the service by the function that its command line ends up in.

For `tests.servers.nursery`: a process that is started as a user starts it imports for two seconds.
"""

import sys
from typing import Any

import uvicorn

import app.cli
import app.parts.web.access
import app.service.run_both
import app.service.worker_process
from app.parts.reading.article import load_trafilatura
from tests.servers.reading_here import ReadingHere

load_trafilatura()


def api(port: int) -> None:
    uvicorn.main(["app.main:app", "--port", str(port)])


def worker() -> None:
    app.service.worker_process.main()


def worker_that_reads_itself() -> None:
    """Its runs start no reader processes, which take a second of the processor each."""
    reading_web: Any = app.parts.web.access
    reading_web.ExtractionPool = ReadingHere
    worker()


def scout(*arguments: str) -> None:
    sys.argv = ["scout", *arguments]
    app.cli.main()


def together(port: int) -> None:
    app.service.run_both.main(port)
