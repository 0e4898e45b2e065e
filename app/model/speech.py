"""Hands on what a model says while it still writes."""

from collections.abc import Callable

from app.model.spoken import Spoken
from app.model.stream import EventReader, Pieces

Hear = Callable[[bytes], None]


class Speech:
    """`said` is what was handed on. After that the same request must not be put again: what comes
    then may be other words."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self.said = ""

    @property
    def has_begun(self) -> bool:
        return bool(self.said)

    def listener(self) -> Hear:
        """Takes the bytes of one answer as they come."""
        reader, pieces, spoken = EventReader(), Pieces(), Spoken()

        def hear(chunk: bytes) -> None:
            heard = len(pieces.content)
            for data in reader.feed(chunk):
                pieces.take(data)
            self._hand_on(spoken.add(pieces.content[heard:]))

        return hear

    def finish(self, text: str) -> None:
        """The turn is whole: what of its text was held back, or did not come in pieces."""
        if text.startswith(self.said):
            self._hand_on(text[len(self.said) :])

    def _hand_on(self, words: str) -> None:
        if words:
            self.said += words
            self._say(words)
