"""Reads what a program writes, in bounded pieces, and makes it fit to be shown."""

import asyncio
import codecs
from dataclasses import dataclass, field

from app.lib.printable import shown

PIECE = 8192
CUT = "\n… (cut)"


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
