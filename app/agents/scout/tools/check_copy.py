"""The tool `check_copy`: may the brand say this? Its banned words and its no-go topics.

Stricter than the look at news: of our own words one that names a no-go topic outright or likely is
enough, and a banned word is one also when its letters are set apart.
"""

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.agents.scout.tools.brand import LONGEST_ID
from app.parts.tools.tool import Caller, Effect, Tool

if TYPE_CHECKING:
    from app.agents.scout.brand.brand_file import Brand
    from app.agents.scout.judge.keyword.safety import SafetyGate
    from app.parts.parts import Parts

TEXTS_AT_MOST = 200
LONGEST_TEXT = 4_000
SURE = ("outright", "likely")
SET_APART = r"[\s.·•*_-]+"


class CopyAsked(BaseModel):
    """`brand`: as of the tool `brand`. `texts`: each a piece of the brand's own words."""

    model_config = ConfigDict(frozen=True)

    brand: Annotated[str, Field(max_length=LONGEST_ID)] = ""
    texts: Annotated[
        tuple[Annotated[str, Field(max_length=LONGEST_TEXT)], ...], Field(max_length=TEXTS_AT_MOST)
    ]


class NoGo(BaseModel):
    """`topic` as the brand file words it, and the `words` of the text that name it."""

    model_config = ConfigDict(frozen=True)

    topic: str
    words: str


class CopyChecked(BaseModel):
    """`banned`: the words of the brand file that the text uses in some form."""

    model_config = ConfigDict(frozen=True)

    banned: tuple[str, ...] = ()
    no_go: tuple[NoGo, ...] = ()


class CopyAllChecked(BaseModel):
    """One for each text, in their order."""

    model_config = ConfigDict(frozen=True)

    checked: tuple[CopyChecked, ...]


async def check_copy(parts: "Parts", _: Caller, given: BaseModel) -> CopyAllChecked:
    """Raises PermanentError where there is no such brand, BrandFileError."""
    from app.agents.scout.tools.brand import brand_of

    asked = CopyAsked.model_validate(given)
    brand = brand_of(parts, asked.brand)
    return CopyAllChecked(checked=tuple(checked(brand, text) for text in asked.texts))


def checked(brand: "Brand", text: str) -> CopyChecked:
    seen = unicodedata.normalize("NFKC", text).replace("\u00ad", "")
    banned = tuple(word for word in brand.banned_words if uses(seen, word))
    return CopyChecked(banned=banned, no_go=no_go_in(brand, seen))


def uses(text: str, word: str) -> bool:
    """Inflected, hyphenated ("dis-count") or spelt with its letters set apart ("f r e e"), too."""
    from app.parts.model.clean_text import uses_any

    return uses_any(text, [word]) or any(form.search(text) for form in disguises(word))


@lru_cache(maxsize=500)
def disguises(word: str) -> tuple[re.Pattern[str], ...]:
    """A letter may have a sign before the next, or all of them have."""
    letters = [re.escape(letter) for letter in word if letter.isalnum()]
    spellings = ("[-‐‑.·*_]?".join(letters), SET_APART.join(letters))  # noqa: RUF001
    return tuple(re.compile(rf"(?<!\w){one}(?!\w)", re.IGNORECASE) for one in spellings)


def no_go_in(brand: "Brand", text: str) -> tuple[NoGo, ...]:
    """Each topic once, with the first words that name it."""
    from app.agents.scout.judge.keyword.signals import Article, Part
    from app.agents.scout.judge.keyword.tokens import clean, words

    said = clean(text)
    read = Article((Part("title", said, tuple(words(said))),), "", "")
    signs = gate_of(brand.model_dump_json()).signs(read, trade_named=True)
    topics: dict[str, str] = {}
    for sign in signs:
        if sign.danger.strength in SURE:
            topics.setdefault(sign.danger.rule, sign.quote)
    return tuple(NoGo(topic=topic, words=quote) for topic, quote in topics.items())


@lru_cache(maxsize=4)
def gate_of(brand: str) -> "SafetyGate":
    """To make one takes a twentieth of a second. By the brand's JSON: a Brand has no hash."""
    from app.agents.scout.brand.brand_file import Brand
    from app.agents.scout.judge.keyword.safety import SafetyGate

    return SafetyGate(Brand.model_validate_json(brand))


CHECK_COPY = Tool(
    name="check_copy",
    description="Looks in texts for the brand's banned words and no-go topics.",
    input=CopyAsked,
    output=CopyAllChecked,
    effect=Effect.READS,
    work=check_copy,
)
