"""A worker from start to stop: look at everything, put right what a crash left, then work."""

import sys
from collections.abc import Sequence
from importlib import import_module

from app.errors import MisconfiguredError, TransientError
from app.parts import exit_in_plain_words, open_parts
from app.queue.jobs import QUEUES
from app.queue.worker import work
from app.queue.worker_pool import WorkerPool
from app.reading.fetching.transport import load_certificates
from app.reconcile import Reconciler
from app.scout.learning.traits import field_book

OF_EACH_RUN = ("app.jobs", "css_inline")
OF_KEYWORDS = ("app.scout.keyword",)
OF_THE_MODEL = (
    *("app.scout.evaluate", "openai.resources.chat.completions"),
    *("httpx2", "httpcore2", "anyio._backends._asyncio"),
)
"""What others import where they use it: a process that asks no model does not pay for it."""


def main(names: Sequence[str] = ()) -> None:
    """A worker of the named queues, of all when none is named; returns after SIGTERM or SIGINT.

    Exits with 2 and plain lines when misconfigured.
    """
    try:
        queues = known_queues(names)
        parts = open_parts()
    except MisconfiguredError as error:
        exit_in_plain_words(error)
    try:
        reconcile_once(
            Reconciler(parts.database, parts.doorbell, parts.clock, parts.settings.on_unknown)
        )
        # The work processes are forks: they must not share a connection with this one.
        parts.database.close()
        parts.doorbell.close()
        import_what_runs_need(with_model=parts.settings.openai_api_key is not None)
        work_on(queues, parts.redis_url)
    finally:
        parts.close()


def known_queues(names: Sequence[str]) -> Sequence[str]:
    """Raises MisconfiguredError."""
    unknown = [name for name in names if name not in QUEUES]
    if unknown:
        there_are = ", ".join(QUEUES)
        raise MisconfiguredError([f"There is no queue '{unknown[0]}'; there are: {there_are}."])
    return tuple(dict.fromkeys(names)) or QUEUES


def work_on(queues: Sequence[str], redis_url: str) -> None:
    if len(queues) == 1:
        work(redis_url, queues[0])
    else:
        WorkerPool(queues, lambda queue: work(redis_url, queue)).run()


def import_what_runs_need(*, with_model: bool) -> None:
    """Once, before the work processes fork: each run would spend half a second of CPU on it."""
    for name in (*OF_EACH_RUN, *(OF_THE_MODEL if with_model else OF_KEYWORDS)):
        import_module(name)
    load_certificates()
    field_book()


def reconcile_once(reconciler: Reconciler) -> None:
    try:
        reconciler.reconcile()
    except TransientError:
        return  # the API process does the same every 15 seconds


if __name__ == "__main__":
    main(sys.argv[1:])
