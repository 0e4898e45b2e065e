"""What in a brand file is allowed but hardly meant. Pure."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, islice, product

from app.agents.scout.brand.brand_file import Brand
from app.lib.colours import channels
from app.parts.model import clean_text

MOST_HINTS = 12
SAME_COLOUR = 40
"""Two colours with less between them, added up over red, green and blue, look the same."""


@dataclass(frozen=True, slots=True)
class Hint:
    """`what` was seen in the file, and what to `do` about it."""

    what: str
    do: str


def hints(brand: Brand) -> tuple[Hint, ...]:
    """What weighs most comes first; no more than a person would read."""
    return tuple(islice(chain.from_iterable(check(brand) for check in CHECKS), MOST_HINTS))


def missing_keywords(brand: Brand) -> Iterator[Hint]:
    if brand.keywords.core:
        return
    others = brand.keywords.extended or brand.keywords.products
    what = "There are no core keywords" if others else "There are no keywords at all"
    yield Hint(
        f"{what}, so hardly any story can score high.",
        "List what the brand is about under keywords: core.",
    )


def missing_no_go_topics(brand: Brand) -> Iterator[Hint]:
    if not brand.no_go_topics:
        yield Hint(
            "There are no no-go topics, so no story is ever held back, not even one on a death.",
            "List what the brand must not be seen with under no_go_topics.",
        )


def keywords_that_are_no_go_topics(brand: Brand) -> Iterator[Hint]:
    keywords = (*brand.keywords.core, *brand.keywords.extended, *brand.keywords.products)
    for keyword, topic in product(keywords, brand.no_go_topics):
        if clean_text.comparable(keyword) in subjects(topic):
            yield Hint(
                f"“{keyword}” is a keyword and also a no-go topic (“{topic}”): stories on it are "
                "looked for and then held back.",
                "Keep it in one of the two lists.",
            )


def subjects(topic: str) -> set[str]:
    """A topic such as "death and grief" is two subjects."""
    parts = (topic, *re.split(r",|/|\band\b|\bor\b", topic))
    return {clean_text.comparable(part) for part in parts} - {""}


def rivals_that_are_the_brand(brand: Brand) -> Iterator[Hint]:
    own = {clean_text.comparable(name) for name in (brand.display_name, *brand.aliases)}
    for rival in brand.rivals:
        if clean_text.comparable(rival) in own:
            yield Hint(
                f"“{rival}” is a rival and also a name of the brand itself.",
                "Take it out of rivals.",
            )


def banned_words_in_names(brand: Brand) -> Iterator[Hint]:
    names = (brand.display_name, *brand.aliases, *brand.keywords.products)
    for word, name in product(brand.banned_words, names):
        if clean_text.uses_any(name, [word]):
            yield Hint(
                f"The banned word “{word}” is part of “{name}”: no suggested post may say that "
                "name.",
                "Take it off banned_words, or ban a longer wording.",
            )


def banned_words_in_examples(brand: Brand) -> Iterator[Hint]:
    lines = [(name, line) for name, lines in brand.example_copy.items() for line in lines]
    for word in brand.banned_words:
        pattern = clean_text.banned(word)
        using = [(name, line) for name, line in lines if pattern.search(line)]
        if using:
            name, line = using[0]
            more = f", and {len(using) - 1} more" if len(using) > 1 else ""
            yield Hint(
                f"Example copy uses the banned word “{word}”: “{line}” ({name}){more}.",
                "Reword what uses it, or take the word off banned_words.",
            )


def missing_example_copy(brand: Brand) -> Iterator[Hint]:
    if not brand.example_copy:
        yield Hint(
            "There is no example copy: the keyword scorer has nothing to suggest with a find, and "
            "a language model has nothing to learn the brand's voice from.",
            "Add a few lines that sound like the brand under example_copy.",
        )


def colours_that_look_the_same(brand: Brand) -> Iterator[Hint]:
    one, other = brand.colours.primary, brand.colours.secondary
    pairs = zip(channels(one), channels(other), strict=True)
    if sum(abs(mine - theirs) for mine, theirs in pairs) < SAME_COLOUR:
        yield Hint(
            f"The two colours look the same ({one} and {other}): the mail has no accent.",
            "Choose a second colour that stands out from the first.",
        )


Check = Callable[[Brand], Iterator[Hint]]
CHECKS: tuple[Check, ...] = (
    missing_keywords,
    missing_no_go_topics,
    keywords_that_are_no_go_topics,
    rivals_that_are_the_brand,
    banned_words_in_names,
    banned_words_in_examples,
    missing_example_copy,
    colours_that_look_the_same,
)
