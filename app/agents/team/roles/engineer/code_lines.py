"""Code of strangers for a model: line by line with numbers, behind a fence that it cannot break.

Pure. Angle brackets are shown as others, so that no line can be a tag or a turn of the
conversation; a quote is compared with its line in the same spelling.
"""

from dataclasses import dataclass

from app.parts.model.untrusted.fence import BRACKETS, TURN, Fence
from app.parts.reading.clean import visible

LONGEST_LINE = 300
MOST_LINES = 2_000


def as_lines(text: str) -> tuple[str, ...]:
    """As an editor counts them: only line ends end a line."""
    return tuple(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))


@dataclass(frozen=True, slots=True)
class Listing:
    """`kind` is what the fence calls it."""

    kind: str
    lines: tuple[str, ...]

    def fenced(self, fence: Fence) -> str:
        shown = {
            str(number): in_fence(line, fence) or " "
            for number, line in enumerate(self.lines[:MOST_LINES], 1)
        }
        return fence.around(fence.item_id(1), shown, self.kind)

    def is_line(self, number: int, quote: str) -> bool:
        """Are these words of that line?"""
        if not 1 <= number <= len(self.lines) or not quote.strip():
            return False
        return spelt_alike(quote) in spelt_alike(self.lines[number - 1])


def in_fence(line: str, fence: Fence) -> str:
    on_one_line = visible(line[:LONGEST_LINE]).replace("\n", " ")
    safe = TURN.sub(r"(\1)", on_one_line.translate(BRACKETS))
    return safe.replace(fence.mark, "*")


def spelt_alike(text: str) -> str:
    return " ".join(TURN.sub(r"(\1)", visible(text).translate(BRACKETS)).split())
