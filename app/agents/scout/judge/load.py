"""How much a model is asked: the sizes of questions, and how many at once."""

from dataclasses import dataclass, replace
from typing import Literal, Protocol

from app.agents.scout.judge.prompt import TEXT_TOKENS
from app.agents.scout.judge.shortlist import BATCH

QuestionKind = Literal["triage", "review"]

MOST: dict[QuestionKind, int] = {"triage": BATCH, "review": TEXT_TOKENS}
LEAST: dict[QuestionKind, int] = {"triage": 1, "review": 150}
MOST_AT_ONCE = 12


@dataclass(frozen=True, slots=True)
class Load:
    """Items in a triage, tokens of an article in a review, questions at once.

    The first guess suits providers; a third fewer at once than they take, for nothing is known.
    """

    triage: int = BATCH
    review: int = TEXT_TOKENS
    at_once: int = 8

    def size(self, kind: QuestionKind) -> int:
        return self.triage if kind == "triage" else self.review

    def with_size(self, kind: QuestionKind, size: int) -> "Load":
        size = max(LEAST[kind], min(size, MOST[kind]))
        return replace(self, triage=size) if kind == "triage" else replace(self, review=size)


class Memory(Protocol):
    """Keeps what a model manages from one run to the next."""

    def recall(self) -> Load | None:
        """What it managed last; None for a model that has answered nothing yet."""
        ...

    def keep(self, load: Load) -> None: ...


@dataclass(slots=True)
class Sent:
    """A question under way. `beside`: how many were, itself among them, when it was sent."""

    kind: QuestionKind
    size: int
    began: float
    beside: int

    @property
    def is_least(self) -> bool:
        return self.size <= LEAST[self.kind]

    @property
    def is_about_one(self) -> bool:
        """A review always is."""
        return self.kind == "review" or self.is_least
