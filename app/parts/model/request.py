"""What can be put to an endpoint."""

from typing import Protocol

from app.parts.model.completion import Completion
from app.parts.model.dialect import Dialect


class Request(Protocol):
    """`max_output_tokens` bounds the answer; a model's own thoughts come on top."""

    @property
    def max_output_tokens(self) -> int: ...

    @property
    def most_input_tokens(self) -> int:
        """An upper bound of what the model has to read."""
        ...

    def body(self, dialect: Dialect) -> dict[str, object]:
        """The request's JSON, without the model's name, as this endpoint takes it."""
        ...

    def thought_too_long(self, completion: Completion) -> bool:
        """Was it cut because thinking took what was meant for the answer?"""
        ...


def encodable(text: str) -> str:
    """Without lone surrogates, which no request can carry."""
    return text.encode("utf-8", "replace").decode()
