"""A question to a model, its answer, and what came up between the two."""

from dataclasses import dataclass
from typing import Generic

from pydantic import BaseModel

from app.model.loop_clock import loop_seconds
from app.model.reply import ReplyT
from app.model.tokens import at_most_tokens
from app.model.usage import ModelUsage


@dataclass(frozen=True, slots=True)
class Answer(Generic[ReplyT]):
    """What the model said, checked, and what it took."""

    value: ReplyT
    usage: ModelUsage


@dataclass(frozen=True, slots=True)
class Question:
    """`max_output_tokens` bounds the answer; a model's own thoughts come on top."""

    system: str
    user: str
    reply: type[BaseModel]
    max_output_tokens: int

    @property
    def most_input_tokens(self) -> int:
        return at_most_tokens(self.system) + at_most_tokens(self.user)


class Bill:
    """Adds up what one question has cost, over all its tries.

    A request whose answer never arrived may well be billed: it counts with the most it can cost.
    The seconds are those that the endpoint had: waiting for a turn or a rate limit is not among
    them.
    """

    def __init__(self) -> None:
        self._paid = ModelUsage()
        self._unanswered = ModelUsage()
        self._began = 0.0

    def sent(self, most: ModelUsage) -> None:
        self._paid += self._unanswered
        self._unanswered = most
        self._began = loop_seconds()

    def ended(self) -> None:
        """The request is over, with or without an answer."""
        self._paid += ModelUsage(seconds=loop_seconds() - self._began)

    def answered(self, usage: ModelUsage) -> None:
        self._paid += usage
        self._unanswered = ModelUsage()

    def total(self) -> ModelUsage:
        return self._paid + self._unanswered
