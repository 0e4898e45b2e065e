"""What the processes of a lane did and when, by the machine's monotonic clock, which all share.

A line is written when what it tells is certain: that a stop is committed, that a mail is about to
be asked about before its dot, that it may go. A process that is killed leaves no half line.
"""

import os
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Line:
    """`about`: a lead's address, or a campaign's number. `until` (sim seconds) for pauses."""

    at: float
    what: str
    about: str
    detail: str


@dataclass(frozen=True, slots=True)
class Diary:
    path: Path

    def note(self, what: str, about: str, detail: str = "", at: float | None = None) -> None:
        line = "\t".join((repr(at or time.monotonic()), what, about, detail)) + "\n"
        descriptor = os.open(self.path, os.O_APPEND | os.O_CREAT | os.O_WRONLY)
        try:
            os.write(descriptor, line.encode())
        finally:
            os.close(descriptor)

    @staticmethod
    def now() -> float:
        return time.monotonic()

    def lines(self) -> list[Line]:
        if not self.path.exists():
            return []
        cut = (line.split("\t") for line in self.path.read_text().splitlines())
        return [Line(float(at), what, about, detail) for at, what, about, detail in cut]
