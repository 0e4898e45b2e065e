"""What is watched while a program runs: what it writes, read in bounded pieces and made fit to be
shown, and how much memory its processes take together (Linux: /proc)."""

import asyncio
import codecs
import os
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from app.lib.printable import shown

PIECE = 8192
CUT = "\n… (cut)"
PAGE = os.sysconf("SC_PAGE_SIZE")
PROC = Path("/proc")


@dataclass(slots=True)
class Output:
    """One stream. Of what is written beyond `most_kept` bytes only the count is kept; at more than
    `most` altogether `flooded` is set."""

    most_kept: int
    most: int
    flooded: asyncio.Event
    kept: bytearray = field(default_factory=bytearray)
    count: int = 0

    async def read(self, stream: asyncio.StreamReader) -> None:
        while piece := await stream.read(PIECE):
            self.count += len(piece)
            self.kept += piece[: max(0, self.most_kept - len(self.kept))]
            if self.count > self.most:
                self.flooded.set()

    def text(self, most_characters: int) -> str:
        """Without what acts instead of shows; bytes that are no text are shown as �."""
        decoded = codecs.decode(bytes(self.kept), "utf-8", "replace")
        lines = decoded.replace("\r\n", "\n").split("\n")
        clean = "\n".join("".join(map(shown_or_tab, line)) for line in lines)
        is_cut = len(clean) > most_characters or self.count > len(self.kept)
        return clean[:most_characters] + CUT if is_cut else clean


def shown_or_tab(character: str) -> str:
    return character if character == "\t" or " " <= character <= "~" else shown(character)


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
