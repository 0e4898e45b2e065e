"""A pool whose workers only wait, as RQ's do when their queue is empty."""

import os
import signal
import sys
import time
from pathlib import Path
from types import FrameType

from app.parts.queue.worker import ScoutWorker
from app.parts.queue.worker_pool import WorkerPool


def main() -> None:
    WorkerPool(("slow", "quick"), wait_for_the_end).run()


def wait_for_the_end(queue: str) -> None:
    """Until SIGTERM, as RQ's worker; a second one would be its order to drop everything."""
    told = []

    def stop(_told: int, _frame: FrameType | None) -> None:
        ScoutWorker.told_to_stop = True
        told.append(queue)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    with Path(f"{queue}.txt").open("a") as lines:
        lines.write(f"{os.getpid()}\n")
    while not told:
        time.sleep(0.01)
    time.sleep(0.2)
    how_often = "once" if len(told) == 1 else f"{len(told)} times"
    sys.stdout.write(f"{queue}: told {how_often}\n")
