"""Gives the text of an answer while it still comes."""

from collections.abc import Callable

from app.parts.model.stream import EventReader, Pieces
from app.parts.model.visible_text import VisibleText

Listener = Callable[[bytes], None]


class TextStream:
    """`given` is the text so far. Once there is some, its request must not be put again: the text
    that comes then may be another."""

    def __init__(self, give: Callable[[str], None]) -> None:
        self._give = give
        self.given = ""

    @property
    def has_begun(self) -> bool:
        return bool(self.given)

    def listener(self) -> Listener:
        """Takes the bytes of one answer as they come."""
        reader, pieces, text = EventReader(), Pieces(), VisibleText()

        def listen(chunk: bytes) -> None:
            before = len(pieces.content)
            for data in reader.feed(chunk):
                pieces.take(data)
            self._add(text.add(pieces.content[before:]))

        return listen

    def finish(self, text: str) -> None:
        """Gives what is missing of the whole text: what was held back, or came in one piece."""
        if text.startswith(self.given):
            self._add(text[len(self.given) :])

    def _add(self, text: str) -> None:
        if text:
            self.given += text
            self._give(text)
