"""The shapes of the model's replies, and what of them is usable. Pure.

The order of the fields is the order the model writes them in: first why, then how much.
"""

import re
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, WithJsonSchema

from app.parts.model.reply_fields import Score, Truth, Words, objects_only


def pair_name(one: int, other: int) -> str:
    """What a pair of texts is called, whichever comes first."""
    return f"{min(one, other)}+{max(one, other)}"


def pair_names(value: object) -> list[str] | None:
    """The pairs in a list or a line of words; what is no pair is left out."""
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list):
        return None
    words = " , ".join(word for word in value if isinstance(word, str))[:LOOKED_AT]
    return [pair_name(int(one), int(other)) for one, other in PAIR.findall(words)]


LOOKED_AT = 2_000
"""Characters of the pairs in a reply."""
PAIR = re.compile(r"(?<![\d+])([1-9]\d?) ?\+ ?([1-9]\d?)(?![\d+])", re.ASCII)

Pairs = Annotated[
    list[str] | None,
    BeforeValidator(pair_names),
    WithJsonSchema({"type": "array", "items": {"type": "string"}}),
]


class TriageItem(BaseModel):
    id: Words = None
    reason: Words = None
    no_go: Words = None
    score: Score = None

    @property
    def usable(self) -> bool:
        return None not in (self.id, self.reason, self.no_go, self.score)


class TriageReply(BaseModel):
    items: Annotated[list[TriageItem], BeforeValidator(objects_only)]

    def by_id(self) -> dict[str, TriageItem]:
        """The usable items; an id that comes twice counts for none: which is meant is unknown."""
        ids = [item.id for item in self.items]
        return {
            item.id: item
            for item in self.items
            if item.id and item.usable and ids.count(item.id) == 1
        }


class PairReply(TriageReply):
    """Of a question that asks which texts tell one story, too: pairs such as "3+7"."""

    one_story: Pairs = None
    apart: Pairs = None


class ReviewReply(BaseModel):
    id: Words = None
    reason: Words = None
    subject: Words = None
    safe: Truth = None
    rule: Words = None
    quote: Words = None
    score: Score = None
    angle: Words = None

    @property
    def usable(self) -> bool:
        return None not in (self.id, self.reason, self.safe, self.score)
