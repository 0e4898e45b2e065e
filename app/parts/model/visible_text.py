"""The text of a turn that is for its reader: without the thoughts it opens with. Pure.

Endpoints that know of thoughts send them in a place of their own; others leave them where the
model wrote them, between marks before its words.
"""

import re

from app.parts.model.json_in_text import BEGINS, ENDS

LONGEST_MARK = 128
MARKS_BEGIN_WITH = ("<", "[", "◁")
SPACE = re.compile(r"\s*")


class VisibleText:
    """Takes what the model writes piece by piece. What may yet turn out to be the mark of a thought
    is held back."""

    def __init__(self) -> None:
        self._held = ""
        self._in_thought = self._is_visible = False

    def add(self, written: str) -> str:
        """What is visible of it, and of what was held back before."""
        if self._is_visible:
            return written
        self._held = self._held + written if self._held else written.lstrip()
        self._skip_thoughts()
        may_be_mark = len(self._held) < LONGEST_MARK and self._held.startswith(MARKS_BEGIN_WITH)
        if self._in_thought or may_be_mark or not self._held:
            return ""
        text, self._held, self._is_visible = self._held, "", True
        return text

    def end(self) -> str:
        """What was held back, when nothing follows it."""
        return "" if self._in_thought else self._held

    def _skip_thoughts(self) -> None:
        at = 0
        while self._in_thought or BEGINS.match(self._held, at):
            end = ENDS.search(self._held, at)
            self._in_thought = end is None
            if end is None:
                at = max(at, len(self._held) - LONGEST_MARK)  # in which a mark may have begun
                break
            space = SPACE.match(self._held, end.end())
            at = space.end() if space else end.end()
        self._held = self._held[at:]


def visible_text(written: str) -> str:
    """The same of the whole."""
    text = VisibleText()
    return text.add(written) + text.end()
