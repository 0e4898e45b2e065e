"""What a model says to its partner in a conversation: without the thoughts it opens with. Pure.

Endpoints that know of thoughts send them in a place of their own; others leave them where the
model wrote them, between marks before its words.
"""

from app.model.json_in_text import BEGINS, ENDS

LONGEST_MARK = 128
MARKS_BEGIN_WITH = ("<", "[", "◁")


class Spoken:
    """Takes what the model writes piece by piece. What may yet turn out to be the mark of a thought
    is held back."""

    def __init__(self) -> None:
        self._held = ""
        self._thinks = self._speaks = False

    def add(self, written: str) -> str:
        """What is said of it, and of what was held back before."""
        if self._speaks:
            return written
        self._held = self._held + written if self._held else written.lstrip()
        return self._after_thought() if self._thinks else self._opening()

    def end(self) -> str:
        """What was held back, when nothing follows it."""
        return "" if self._thinks else self._held

    def _opening(self) -> str:
        may_be_mark = len(self._held) < LONGEST_MARK and self._held.startswith(MARKS_BEGIN_WITH)
        self._thinks = BEGINS.match(self._held) is not None
        if self._thinks:
            return self._after_thought()
        if may_be_mark or not self._held:
            return ""
        words, self._held, self._speaks = self._held, "", True
        return words

    def _after_thought(self) -> str:
        end = ENDS.search(self._held)
        if end is None:
            self._held = self._held[-LONGEST_MARK:]  # in which a mark may have begun
            return ""
        self._held = self._held[end.end() :].lstrip()
        return self._opening()


def spoken(written: str) -> str:
    """The same of the whole."""
    words = Spoken()
    return words.add(written) + words.end()
