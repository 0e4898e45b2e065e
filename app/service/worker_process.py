"""A worker from start to stop: look at everything, put right what a crash left, then work."""

import sys
from collections.abc import Sequence
from importlib import import_module

import structlog

from app.lib.errors import MisconfiguredError, TransientError
from app.lib.settings.settings import Settings, load_settings
from app.parts.parts import exit_in_plain_words, open_parts
from app.parts.queue.queues import QUEUES, TASKS_QUEUE
from app.parts.queue.worker import work
from app.parts.queue.worker_pool import WorkerPool
from app.parts.runs.reconcile import Reconciler
from app.service import agents

log = structlog.get_logger("worker")


def main(names: Sequence[str] = ()) -> None:
    """A worker of the named queues, of all when none is named; returns after SIGTERM or SIGINT.

    Exits with 2 and plain lines when misconfigured.
    """
    try:
        queues = known_queues(names)
        settings = load_settings()
        agents.check_agents(settings)
        parts = open_parts(settings)
    except MisconfiguredError as error:
        exit_in_plain_words(error)
    try:
        reconcile_once(agents.reconciler_of(parts))
        # The work processes are forks: they must not share a connection with this one.
        parts.database.close()
        parts.doorbell.close()
        prepare(settings)
        work_on(workers_of(queues, settings), parts.redis_url)
    finally:
        parts.close()


def known_queues(names: Sequence[str]) -> Sequence[str]:
    """Raises MisconfiguredError."""
    unknown = [name for name in names if name not in QUEUES]
    if unknown:
        there_are = ", ".join(QUEUES)
        raise MisconfiguredError([f"There is no queue '{unknown[0]}'; there are: {there_are}."])
    return tuple(dict.fromkeys(names)) or QUEUES


def workers_of(queues: Sequence[str], settings: Settings) -> Sequence[str]:
    """The queue of each worker: one serves each but that of the tasks. Of those as many are at work
    as the model may be asked at once, and one that reads or computes meanwhile."""
    tasks = settings.max_concurrent_model_calls + 1
    return [queue for queue in queues for _ in range(tasks if queue == TASKS_QUEUE else 1)]


def work_on(workers: Sequence[str], redis_url: str) -> None:
    if len(workers) == 1:
        work(redis_url, workers[0])
    else:
        WorkerPool(workers, lambda queue: work(redis_url, queue)).run()


def prepare(settings: Settings) -> None:
    """Once, before the work processes fork.

    One of the service's catch-all boundaries: what one agent cannot load stops no other's runs.
    """
    import_module("app.jobs")
    for agent in agents.AGENTS:
        try:
            agent.prepare(settings)
            agent.tools()
        except Exception:  # its runs load it themselves, and say what is wrong
            log.exception("agent.crashed", agent=agent.name)


def reconcile_once(reconciler: Reconciler) -> None:
    try:
        reconciler.reconcile()
    except TransientError:
        return  # the API process does the same every 15 seconds


if __name__ == "__main__":
    main(sys.argv[1:])
