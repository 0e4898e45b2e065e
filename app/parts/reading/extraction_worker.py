"""The process that reads one document after another for ExtractionPool.

Started with its limits (CPU seconds, wall seconds, bytes of memory) as arguments, it takes jobs
from stdin and writes an answer to each to stdout, until stdin ends. The kernel,
not Python, stops it when a document takes too much: a timer's signal with its default action ends
the process even inside libxml2 or a regex.
"""

import logging
import os
import resource
import signal
import sys
from importlib import import_module
from pathlib import Path

from app.parts.reading.article import load_trafilatura
from app.parts.reading.discover import discover
from app.parts.reading.extract import extract
from app.parts.reading.types import Discovery, Extract, UnreadableError
from app.parts.reading.worker_protocol import (
    Answer,
    Job,
    Made,
    Unreadable,
    answer_line,
    made_by,
    read_job,
)

_TOO_LARGE = "The page is too large to be read: it took more memory than one page may."
_BEYOND_US = "The page could not be read: its markup is beyond this reader."


def main(cpu_seconds: float, wall_seconds: float, extra_memory_bytes: int) -> None:
    """Serves jobs until stdin ends."""
    # What a library prints must not end up between the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    logging.disable()
    _prepare_signals()
    _limit_memory(extra_memory_bytes)
    while job := read_job(sys.stdin.buffer):
        if job.is_of_article:
            load_trafilatura()  # a run in which nothing is new reads feeds, and does without
        _arm(cpu_seconds, wall_seconds)
        answer = answer_to(job)
        _arm(0, 0)
        answers.write(answer)
        answers.flush()


def answer_to(job: Job) -> bytes:
    """The line to send back, whatever the document does to the libraries that read it."""
    try:
        return answer_line(Answer(_result(job)))
    except UnreadableError as error:
        reason = str(error)
    except MemoryError:
        reason = _TOO_LARGE
    except Exception:  # noqa: BLE001
        # The boundary to foreign documents: what five parsers may raise on them is not known in
        # advance, and a process that ended here would be reported as a page that is too large.
        reason = _BEYOND_US
    return answer_line(Answer(Unreadable(reason)))


def _result(job: Job) -> Extract | Discovery | Made:
    if job.reader is not None:
        module, _, name = job.reader.partition(":")
        return made_by(getattr(import_module(module), name), job.page)
    if job.now is None or job.is_of_article:
        return extract(job.page, now=job.now)
    return discover(job.page, kind=job.kind, link_selector=job.link_selector, now=job.now)


def _prepare_signals() -> None:
    for name in (signal.SIGPROF, signal.SIGALRM):
        signal.signal(name, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGPROF, signal.SIGALRM})
    # Ctrl-C is for the parent, which then closes our stdin.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _limit_memory(extra_bytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    ceiling = pages * resource.getpagesize() + extra_bytes
    resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))


def _arm(cpu_seconds: float, wall_seconds: float) -> None:
    signal.setitimer(signal.ITIMER_PROF, cpu_seconds)
    signal.setitimer(signal.ITIMER_REAL, wall_seconds)


if __name__ == "__main__":
    main(float(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]))
