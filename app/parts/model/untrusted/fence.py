"""Puts text of strangers behind a fence that it cannot break. Pure but for the random mark.

The mark is made anew for each call, so a page cannot know it; and what could look like a fence,
a tag or a turn of the conversation is written with other characters inside.
"""

import re
import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from app.parts.model.tokens import cut_to_tokens
from app.parts.reading.clean import visible

MakeMark = Callable[[], str]

# Every angle bracket there is: markup, chat templates (<|im_start|>) and our own fence need them.
BRACKETS = str.maketrans(
    {**dict.fromkeys("<＜﹤〈⟨❮〈", "‹"), **dict.fromkeys(">＞﹥〉⟩❯〉", "›")}  # noqa: RUF001
)
TURN = re.compile(r"\[(/?\s*(?:INST|SYS|SYSTEM|TOOL\w*|AVAILABLE_TOOLS)\s*)\]", re.IGNORECASE)
CHARACTERS_PER_TOKEN = 40
"""No more of a huge text is looked at for each token that is wanted of it."""


def random_mark() -> str:
    return secrets.token_hex(4)


@dataclass(frozen=True, slots=True)
class Fence:
    """The fence of one call. Item ids carry the mark, so no page can name another item."""

    mark: str

    def item_id(self, number: int) -> str:
        return f"{self.mark}-{number}"

    def around(self, item_id: str, lines: dict[str, str], kind: str = "item") -> str:
        """The lines as `name: text`, those without text left out, between the two ends."""
        inside = "\n".join(f"{name}: {text}" for name, text in lines.items() if text)
        return f'<{kind}-{self.mark} id="{item_id}">\n{inside}\n</{kind}-{self.mark}>'

    def inside(self, text: str, tokens: int) -> str:
        """`text` on one line, without anything that could end the fence, cut to `tokens`."""
        safe = TURN.sub(r"(\1)", one_line(text, tokens).translate(BRACKETS))
        return cut_to_tokens(safe.replace(self.mark, "*"), tokens)


def one_line(text: str, tokens: int) -> str:
    """The opening of `text`, as a reader sees it, from which `tokens` of it can be taken."""
    head = unicodedata.normalize("NFKC", visible(text[: tokens * CHARACTERS_PER_TOKEN]))
    return " ".join(head.split())
