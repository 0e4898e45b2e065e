"""Worker processes under one parent, one or more for each queue: a run of nine minutes holds up no
other work.

RQ's worker takes one job at a time, and one that listens to several queues takes jobs by BLPOP: it
loses the job when it dies right after. So `python worker.py` forks workers of one queue each,
starts one again that dies, and passes on what it is told. All of them die with it. They share the
memory of what was imported before.
"""

import gc
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from types import FrameType

import structlog

from app.lib.processes import end_with_parent

RESTART_SECONDS = 1
STOPS = (signal.SIGTERM, signal.SIGINT)
STOP_GENTLY = signal.SIGUSR1
"""From the parent. SIGTERM to the whole group (systemd's default, Ctrl-C) reaches the workers by
itself: passed on as another SIGTERM a second later, it would be RQ's order to drop everything."""

log = structlog.get_logger("worker")


class WorkerPool:
    """`work(queue)` works on a queue until it is told to stop; `queues` has a name for each worker,
    the same for several of one queue."""

    def __init__(self, queues: Sequence[str], work: Callable[[str], None]) -> None:
        self.queues = queues
        self.work = work
        self.workers: dict[int, str] = {}
        self.told_to_stop = False

    def run(self) -> None:
        """Until SIGTERM or SIGINT, and until what is at work then has ended."""
        gc.collect()
        gc.freeze()  # a collection in a worker would copy the pages that it shares with the others
        for stop in STOPS:
            signal.signal(stop, self.stop)
        for queue in self.queues:
            self.start(queue)
        while self.workers:
            pid, status = os.waitpid(-1, 0)
            if pid in self.workers:  # the parent may have other children: an embedded Redis
                queue = self.workers.pop(pid)
                self.start_again(queue, status)

    def start_again(self, queue: str, status: int) -> None:
        if not self.told_to_stop:
            log.error("worker.died", queue=queue, code=os.waitstatus_to_exitcode(status))
            time.sleep(RESTART_SECONDS)
        if not self.told_to_stop:
            self.start(queue)

    def start(self, queue: str) -> None:
        """Told to stop in between, the parent must know the worker, or could not pass it on."""
        signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            self.become_worker(queue, parent)
        self.workers[pid] = queue
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)

    def become_worker(self, queue: str, parent: int) -> None:
        """The child's whole life: it must not go on as the parent, whatever happens."""
        code = 1
        try:
            for stop in STOPS:
                signal.signal(stop, signal.SIG_DFL)
            signal.signal(STOP_GENTLY, StopOnce())
            end_with_parent(parent, signal.SIGKILL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)
            self.work(queue)
            code = 0
        except Exception:
            log.exception("worker.crashed", queue=queue)
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)

    def stop(self, told: int, _frame: FrameType | None) -> None:
        how = signal.Signals(told) if self.told_to_stop else STOP_GENTLY
        self.told_to_stop = True
        for pid in self.workers:
            os.kill(pid, how)


class StopOnce:
    """Passes the parent's order on to whoever handles SIGTERM now, unless that was told already."""

    def __call__(self, _told: int, _frame: FrameType | None) -> None:
        from app.parts.queue.worker import ScoutWorker

        if not ScoutWorker.told_to_stop:
            signal.raise_signal(signal.SIGTERM)
