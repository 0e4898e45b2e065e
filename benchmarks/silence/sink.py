"""A mail server in a process of its own that writes down each mail when it owns it."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.silence.diary import Diary
from tests.servers.recording_smtp import RecordingSmtp, Taken

BEFORE_354 = 0.01
"""Seconds: between claim and dot there is time for something to happen."""
TAKING = 0.002


class Written(list[Taken]):
    def __init__(self, diary: Diary) -> None:
        super().__init__()
        self.diary = diary

    def append(self, taken: Taken) -> None:
        subject = str(taken.message["Subject"])
        self.diary.note("taken", taken.recipient, f"{taken.message_id} {subject}")


@contextmanager
def mail_server(folder: Path) -> Iterator[tuple[int, Diary]]:
    """Its port, and what it writes."""
    diary, ready = Diary(folder / "taken.tsv"), folder / "port"
    pid = os.fork()
    if pid == 0:
        serve(diary, ready)
    while not ready.exists() or not ready.read_text():
        time.sleep(0.01)
    try:
        yield int(ready.read_text()), diary
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def serve(diary: Diary, ready: Path) -> None:
    """Until it is killed."""
    server = RecordingSmtp(before=BEFORE_354, taking=TAKING)
    server.taken = Written(diary)
    with server:
        ready.write_text(str(server.port))
        while True:
            time.sleep(60)
