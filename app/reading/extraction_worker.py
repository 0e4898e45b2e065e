"""The process that reads one document after another for ExtractionPool.

`python -m app.reading.extraction_worker` takes jobs from stdin and writes answers to stdout, a
line each, until stdin ends. The kernel, not Python, stops it when a document takes too much: a
timer's signal with its default action ends the process even inside libxml2 or a regex.
"""

import logging
import os
import resource
import signal
import sys

from app.reading.discover import discover
from app.reading.extract import extract, load_extractor
from app.reading.extraction_limits import CPU_SECONDS, EXTRA_MEMORY_BYTES, WALL_SECONDS
from app.reading.types import Discovery, Extract, UnreadableError
from app.reading.worker_protocol import Answer, Job, Unreadable, answer_line, read_job

_TOO_LARGE = "The page is too large to be read: it took more than 512 MB of memory."


def main() -> None:
    """Serves jobs until stdin ends."""
    # What a library prints must not end up between the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    logging.disable()
    load_extractor()
    _limit_process()
    for line in sys.stdin.buffer:
        _arm(CPU_SECONDS, WALL_SECONDS)
        answer = answer_line(Answer(_result(read_job(line))))
        _arm(0, 0)
        answers.write(answer)
        answers.flush()


def _result(job: Job) -> Extract | Discovery | Unreadable:
    try:
        if job.now is None:
            return extract(job.page)
        return discover(job.page, kind=job.kind, link_selector=job.link_selector, now=job.now)
    except UnreadableError as error:
        return Unreadable(str(error))
    except MemoryError:
        return Unreadable(_TOO_LARGE)


def _limit_process() -> None:
    for name in (signal.SIGPROF, signal.SIGALRM):
        signal.signal(name, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGPROF, signal.SIGALRM})
    # Ctrl-C is for the parent, which then closes our stdin.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    ceiling = _address_space() + EXTRA_MEMORY_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))


def _address_space() -> int:
    """Bytes of address space in use; 0 where /proc is missing would be no limit worth having."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[0]) * resource.getpagesize()


def _arm(cpu_seconds: float, wall_seconds: float) -> None:
    signal.setitimer(signal.ITIMER_PROF, cpu_seconds)
    signal.setitimer(signal.ITIMER_REAL, wall_seconds)


if __name__ == "__main__":
    main()
