"""A work process does not outlive its worker: an orphan would send a second mail."""

import os
import select
import signal
from collections.abc import Callable
from contextlib import suppress

from app.lib.processes import end_with_parent

PATIENCE_SECONDS = 120


def fork(play: Callable[[], None]) -> int:
    """The id of a process that plays and then ends, without pytest's ending."""
    child = os.fork()
    if child == 0:
        try:
            play()
        finally:
            os._exit(0)
    return child


def test_a_work_process_is_killed_with_its_worker() -> None:
    """The pipe ends when no process holds its other side any more."""
    reading, writing = os.pipe()

    def worker() -> None:
        parent = os.getpid()

        def work() -> None:
            end_with_parent(parent, signal.SIGKILL)
            os.write(writing, str(os.getpid()).encode())
            signal.pause()

        fork(work)
        signal.pause()

    process = fork(worker)
    os.close(writing)
    work_process = int(os.read(reading, 20))
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    try:
        assert select.select([reading], [], [], PATIENCE_SECONDS)[0] == [reading]
        assert os.read(reading, 1) == b""
    finally:
        with suppress(ProcessLookupError):
            os.kill(work_process, signal.SIGKILL)
        os.close(reading)


def test_a_work_process_whose_worker_is_gone_already_does_not_begin() -> None:
    process = fork(
        lambda: end_with_parent(os.getpid(), signal.SIGKILL)
    )  # itself: its parent is another
    assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 1


def test_a_work_process_whose_worker_lives_goes_on() -> None:
    parent = os.getpid()
    process = fork(lambda: end_with_parent(parent, signal.SIGKILL))
    assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 0
