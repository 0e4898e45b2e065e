"""One demo at a time in a folder: a second would delete what the first one still works with."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.lib.errors import MisconfiguredError


@contextmanager
def only_one(path: Path) -> Iterator[Callable[[str], None]]:
    """Holds the lock on the file; yields what takes the demo's address, for a second one to tell.

    Raises MisconfiguredError when a demo holds it. It ends with the process, however that ends.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise MisconfiguredError([told_of(lock.read())]) from None

        def note(text: str) -> None:
            lock.write(text)
            lock.flush()

        lock.truncate(0)
        note(str(os.getpid()))
        yield lambda address: note(f" {address}")


def told_of(noted: str) -> str:
    """`noted` is the first demo's process and, once it is known, its address."""
    process, _, address = noted.partition(" ")
    where = f", at {address}" if address else ""
    kill = f", or with: kill {process}" if process else ""
    return f"A demo is running here already{where}. Stop it with Ctrl-C in its window{kill}"
