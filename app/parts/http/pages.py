"""The pages that belong to no agent, from frozen values to HTML. Reads no database."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app.lib.templating import render

Tone = Literal["good", "bad", "warn", "busy", "quiet"]


@dataclass(frozen=True, slots=True)
class Badge:
    """A state in words, with the tone that decides its colour."""

    words: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class Operation:
    """What can be asked of the API, for its page."""

    method: str
    path: str
    description: str


@dataclass(frozen=True, slots=True)
class Pages:
    """`root` stands before the address of every page and file of ours: "", or "/scout" when the
    team reaches the service below that path.
    """

    root: str = ""

    def render(self, name: str, **values: object) -> str:
        return render(f"pages/{name}.html.j2", root=self.root, **values)

    def docs_page(self, operations: Sequence[Operation]) -> str:
        return self.render("docs", operations=operations)

    def bad_link_page(self) -> str:
        """The same words whatever is wrong with the link, so that a guesser learns nothing."""
        return self.render("feedback_bad_link")

    def error_page(self, status: int, reason: str) -> str:
        return self.render("error", status=status, reason=reason)
