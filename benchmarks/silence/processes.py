"""Processes by fork, of which some are killed at a random moment. The lane itself has no thread and
no connection open when it forks."""

import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

POLL_SECONDS = 0.005
FIRST_SECONDS = 0.8
"""For how long a process is thought to work before one of its place was seen to end."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How the processes of a step ended; `undone` are the places of those that were killed."""

    kills: int
    undone: tuple[int, ...]
    crashes: int


@dataclass(frozen=True, slots=True)
class Staff:
    """`killed_share`: how many of the processes are killed, at a moment of the time that the last
    one of their place took: a fixed time would kill few on a quick machine. `log`: what they print,
    and the traces of what nobody expected."""

    log: Path
    random: Random
    killed_share: float
    took: dict[int, float] = field(default_factory=dict)

    def work(self, tasks: Sequence[Callable[[], None]]) -> Ended:
        """All at once, until the last has ended."""
        running = {self.start(task): place for place, task in enumerate(tasks)}
        began = time.monotonic()
        doomed = {
            pid: began + self.random.uniform(0, self.took.get(place, FIRST_SECONDS))
            for pid, place in running.items()
            if self.random.random() < self.killed_share
        }
        undone: list[int] = []
        crashes = 0
        while running:
            for pid in [one for one, at in doomed.items() if at <= time.monotonic()]:
                del doomed[pid]
                os.kill(pid, signal.SIGKILL)  # a child is ours until it is waited for
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                time.sleep(POLL_SECONDS)
                continue
            place = running.pop(pid, None)
            if place is None:
                continue
            doomed.pop(pid, None)
            if os.WIFSIGNALED(status):
                undone.append(place)
            elif os.WEXITSTATUS(status):
                crashes += 1
                undone.append(place)
            else:
                self.took[place] = time.monotonic() - began
        return Ended(len(undone) - crashes, tuple(undone), crashes)

    def start(self, task: Callable[[], None]) -> int:
        pid = os.fork()
        if pid:
            return pid
        code = 1
        try:
            out = os.open(self.log, os.O_APPEND | os.O_CREAT | os.O_WRONLY)
            os.dup2(out, 1)
            os.dup2(out, 2)
            task()
            code = 0
        except BaseException:  # noqa: BLE001 (a process of its own: whatever it is, it is told)
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
