"""Fields of a model's reply, read leniently. Pure.

A field of a wrong type becomes None, not an error: one bad item must not cost the others.
"""

from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema


def score_or_none(value: object) -> int | None:
    """A whole number from 0 to 100 (73.0 is one; true, "73" and NaN are not)."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 100:
        return None
    return int(value) if value == int(value) else None


def text_or_none(value: object) -> str | None:
    return value if isinstance(value, str) else None


def truth_or_none(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def objects_only(value: object) -> object:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else value


Score = Annotated[int | None, BeforeValidator(score_or_none), WithJsonSchema({"type": "integer"})]
Words = Annotated[str | None, BeforeValidator(text_or_none), WithJsonSchema({"type": "string"})]
Truth = Annotated[bool | None, BeforeValidator(truth_or_none), WithJsonSchema({"type": "boolean"})]
