"""Processes seen from outside: who is whose child, who still lives, and an end for each."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path


def wait_until(
    condition: Callable[[], bool], seconds: float = 180, *, every_seconds: float = 0.02
) -> bool:
    """Whether it came true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(every_seconds)
    return condition()


def children_of(parent: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{parent}/task").glob("*/children"):
        try:
            found += [int(pid) for pid in task.read_text().split()]
        except OSError:
            continue
    return found


def descendants_of(parent: int) -> list[int]:
    """Children and all below them, the nearest first."""
    found = children_of(parent)
    for child in found:
        found += children_of(child)
    return found


def work_processes_of(worker: int) -> list[int]:
    """Those that RQ forked for a job each: they lead groups of their own."""
    return [pid for pid in descendants_of(worker) if group_of(pid) == pid]


def group_of(pid: int) -> int | None:
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return None


def lives(pid: int) -> bool:
    """A zombie, whose parent has not asked for its end yet, does not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] not in "ZX"


def kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
