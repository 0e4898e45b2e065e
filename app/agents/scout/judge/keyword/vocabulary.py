"""What each word means to one brand: the world's fields seen from the brand file.

A field with one of the brand's core keywords in it is its home (level 3), one with an extended
keyword is near (level 2), one that lies beside those is a neighbour (level 1), the rest is far (0).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from app.agents.scout.brand.brand_file import Brand
from app.agents.scout.judge.keyword.lexicon_files import Field, fields, places, word_list
from app.agents.scout.judge.keyword.phrases import Phrase, PhraseBook
from app.agents.scout.judge.keyword.tokens import words

Kind = Literal[
    "brand",
    "product",
    "keyword",
    "rival",
    "field",
    "moment",
    "region",
    "abroad",
    "dry",
    "inventive",
    "lookalike",
]


@dataclass(frozen=True, slots=True)
class Sense:
    """What a phrase means to the brand.

    `level`: 3 home, 2 near, 1 neighbour, 0 far. `clear`: it needs no company to be believed.
    `name`: a company, person or show, not a thing. `aside`: of a field that only makes use of
    the brand's world.
    """

    kind: Kind
    field: str = ""
    level: int = 0
    clear: bool = True
    name: bool = False
    aside: bool = False


LOOKALIKE = Sense("lookalike")
Senses = PhraseBook[Sense]


def topics(brand: Brand) -> Senses:
    """Everything an article can be about, seen from this brand."""
    levels = field_levels(brand)
    look_alikes = word_list("lookalikes", "not_the_trade")
    return PhraseBook(
        [
            *(Phrase(wording, LOOKALIKE) for wording in look_alikes),
            *_world(levels),
            *_brand_words(brand, levels),
        ]
    )


def context(brand: Brand) -> Senses:
    """Where a story plays and how it is told. Apart from its topics: each is read for itself."""
    return PhraseBook([*_regions(brand), *_manner()])


def field_levels(brand: Brand) -> dict[str, int]:
    """How near each field of the world is to the brand, 0 to 3."""
    home = _fields_of(brand.keywords.core)
    near = _fields_of(brand.keywords.extended) - home
    levels = {}
    for field in fields():
        beside = any(_are_beside(field, other) for other in fields() if other.name in home | near)
        levels[field.name] = int(beside)
        if field.name in near:
            levels[field.name] = 2
        if field.name in home:
            levels[field.name] = 3
    return levels


def _are_beside(one: Field, other: Field) -> bool:
    return one.name in other.beside or other.name in one.beside


def _fields_of(keywords: Iterable[str]) -> set[str]:
    """The fields whose own words or names a list of keywords has."""
    book = _field_names()
    return {
        name
        for keyword in keywords
        for found in book.find(words(keyword))
        for name in found.meanings
    }


@cache
def _field_names() -> PhraseBook[str]:
    return PhraseBook(
        Phrase(wording, field.name) for field in fields() for wording in field.words + field.names
    )


def _world(levels: dict[str, int]) -> Iterator[Phrase[Sense]]:
    for field in fields():
        kind: Kind = "moment" if field.moment else "field"
        level = levels[field.name]
        clear = Sense(kind, field.name, level, aside=field.aside and level < 2)
        hint = replace(clear, clear=False)
        yield from (Phrase(wording, clear) for wording in field.words)
        name = replace(clear, name=True)
        yield from (Phrase(wording, name, name=True) for wording in field.names)
        yield from (Phrase(wording, hint) for wording in field.hints)
        shared = replace(hint, name=True)
        yield from (Phrase(wording, shared, name=True) for wording in field.shared_names)


def _regions(brand: Brand) -> Iterator[Phrase[Sense]]:
    wanted = {region.casefold() for region in brand.regions}
    yield from (Phrase(region, Sense("region"), name=True) for region in brand.regions)
    for place in places():
        sense = Sense("region" if place.name in wanted else "abroad")
        yield from (Phrase(name, sense, name=True) for name in place.names)
        yield from (Phrase(word, sense) for word in place.words)


def _manner() -> Iterator[Phrase[Sense]]:
    yield from (Phrase(word, Sense("dry")) for word in word_list("manner", "dry"))
    yield from (Phrase(word, Sense("inventive")) for word in word_list("manner", "inventive"))


def _brand_words(brand: Brand, levels: dict[str, int]) -> Iterator[Phrase[Sense]]:
    for name in (brand.display_name, *brand.aliases):
        yield Phrase(name, Sense("brand", level=3, name=True), name=True)
    for product in brand.keywords.products:
        # "The real deal" is said of anything: a product's name needs company.
        yield Phrase(product, Sense("product", level=3, clear=False, name=True), name=True)
    shared = _shared_words()
    for level, keywords in ((3, brand.keywords.core), (2, brand.keywords.extended)):
        for keyword in keywords:
            yield Phrase(keyword, Sense("keyword", "", level, keyword.casefold() not in shared))
    for rival in brand.rivals:
        yield Phrase(rival, _rival(rival, levels, rival.casefold() not in shared), name=True)


def _shared_words() -> set[str]:
    """Words that also mean something else, whoever uses them."""
    return {
        wording.casefold() for field in fields() for wording in field.hints + field.shared_names
    }


def _rival(name: str, levels: dict[str, int], clear: bool) -> Sense:
    """A rival at home in the brand's own field counts most, and so does one we do not know."""
    of = [field for field in fields() if name in field.names + field.shared_names]
    level = max((levels[field.name] for field in of), default=3)
    return Sense("rival", of[0].name if of else "", max(level, 2), clear, name=True)
