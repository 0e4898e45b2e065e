"""How much memory the processes below one take together (Linux: /proc)."""

import os
from contextlib import suppress
from pathlib import Path

PAGE = os.sysconf("SC_PAGE_SIZE")
PROC = Path("/proc")


def memory_below(pid: int) -> int:
    """Resident bytes; a page that two share counts twice. 0 when none is there any more."""
    waiting, seen = [pid], 0
    while waiting:
        process = waiting.pop()
        seen += resident(process)
        waiting += children(process)
    return seen


def resident(pid: int) -> int:
    with suppress(OSError, ValueError, IndexError):
        return int((PROC / str(pid) / "statm").read_text("ascii").split()[1]) * PAGE
    return 0


def children(pid: int) -> list[int]:
    found: list[int] = []
    with suppress(OSError):  # it has ended meanwhile
        for task in (PROC / str(pid) / "task").iterdir():
            found += map(int, (task / "children").read_text("ascii").split())
    return found
