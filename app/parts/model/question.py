"""A question to a model and its answer."""

from dataclasses import dataclass
from typing import Generic

from pydantic import BaseModel

from app.parts.model.completion import Completion
from app.parts.model.dialect import Dialect
from app.parts.model.endpoint import strict_schema
from app.parts.model.reply import ReplyT
from app.parts.model.tokens import at_most_tokens
from app.parts.model.usage import ModelUsage


@dataclass(frozen=True, slots=True)
class Answer(Generic[ReplyT]):
    """What the model said, checked, and what it took."""

    value: ReplyT
    usage: ModelUsage


@dataclass(frozen=True, slots=True)
class Question:
    """A Request for a `reply`."""

    system: str
    user: str
    reply: type[BaseModel]
    max_output_tokens: int

    @property
    def most_input_tokens(self) -> int:
        return at_most_tokens(self.system) + at_most_tokens(self.user)

    def body(self, dialect: Dialect) -> dict[str, object]:
        schema = strict_schema(self.reply)
        return {
            "messages": dialect.messages(self.system, self.user),
            **dialect.options(self.max_output_tokens),
            **dialect.format(self.reply.__name__, schema),
        }

    def thought_too_long(self, completion: Completion) -> bool:
        return completion.thought_too_long
