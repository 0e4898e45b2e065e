"""What a text names that none of its sources does: numbers, quotes, names. Pure.

Strict and simple: it does not understand the text. A number, a quoted string and a word with a
capital must stand in a source; whether the rest follows from it is for people to judge, who see
the sources beside it.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from app.agents.team.grounding.numbers import numbers_in, said_as, without_numbers
from app.parts.model.clean_text import occurs

ORDINARY_WORDS = Path(__file__).with_name("ordinary_words.txt")
WORD = re.compile(r"[^\W\d_][^\W_]*(?:[-'’&.][^\W_]+)*")  # noqa: RUF001
SENTENCE_END = re.compile(r"(?:[.!?:;…•\n]|\s[–—-])[\s\"'“”‘’)\]]*$")  # noqa: RUF001
QUOTED = re.compile(
    r"“([^“”]{1,300})”|„([^„“”]{1,300})[“”]|«([^«»]{1,300})»|\"([^\"]{1,300})\""
    r"|(?<!\w)[‘']([^‘’']{2,300})[’'](?!\w)"  # noqa: RUF001
)
HEADING_SHARE = 0.6
"""Of its longer words, from which a text is one in which a capital says nothing."""
SHORT = 3
MOST_TOLD = 6


@dataclass(frozen=True)
class Ground:
    """The texts of what a claim rests on. `names` may be used wherever they come from: the brand's
    own."""

    texts: tuple[str, ...]
    names: tuple[str, ...] = ()

    @cached_property
    def whole(self) -> str:
        return unicodedata.normalize("NFKC", "\n".join(self.texts))

    @cached_property
    def numbers(self) -> frozenset[tuple[str, str]]:
        return frozenset(numbers_in(self.whole))

    @cached_property
    def words(self) -> frozenset[str]:
        named = unicodedata.normalize("NFKC", "\n".join(self.names))
        return frozenset(folded(part) for part in parts_of(f"{self.whole}\n{named}"))

    def says(self, words: str) -> bool:
        return any(occurs(words, text) for text in (*self.texts, *self.names))


def unsupported(text: str, ground: Ground) -> tuple[str, ...]:
    """In words, each thing that no source names; nothing when all stands."""
    seen = unicodedata.normalize("NFKC", text)
    found = (
        *(f"the number {one}" for one in unknown_numbers(seen, ground)),
        *(f"the quote “{one}”" for one in unknown_quotes(seen, ground)),
        *(f"the name {one}" for one in unknown_names(seen, ground)),
    )
    return tuple(dict.fromkeys(found))[:MOST_TOLD]


def unknown_numbers(text: str, ground: Ground) -> Iterator[str]:
    """A percentage or a sum of money must be one there, too; a bare number may be anything."""
    bare = {value for value, _ in ground.numbers}
    for value, unit in numbers_in(text):
        stands = (value, unit) in ground.numbers if unit else value in bare
        if not stands:
            yield said_as(value, unit)


def unknown_quotes(text: str, ground: Ground) -> Iterator[str]:
    for match in QUOTED.finditer(text):
        quote = next(group for group in match.groups() if group is not None)
        if WORD.search(quote) and not ground.says(quote):
            yield quote[:80]


def unknown_names(text: str, ground: Ground) -> Iterator[str]:
    """A word with a capital in mid-sentence is a name; at the beginning and in a heading it is one
    unless it is an ordinary word. Names that stand together must do so in a source."""
    loose = is_heading(text)
    for run in capital_runs(without_numbers(text)):
        strangers = [one for one in run if not is_known(one, ground, loose=loose)]
        if strangers:
            yield " ".join(one.word for one in strangers)
        elif not loose:
            is_opener = run[0].begins and is_ordinary(run[0].word)
            whole = " ".join(one.word for one in run)
            named = whole.partition(" ")[2] if is_opener and not ground.says(whole) else whole
            if " " in named and not ground.says(named):
                yield named


@dataclass(frozen=True, slots=True)
class Capital:
    """A word with a capital. `begins`: it stands where any word would have one."""

    word: str
    begins: bool


def capital_runs(text: str) -> Iterator[Sequence[Capital]]:
    """Words with capitals that only a space parts."""
    run: list[Capital] = []
    end = 0
    for match in WORD.finditer(text):
        word, before = match[0], text[: match.start()]
        begins = not WORD.search(before) or SENTENCE_END.search(before) is not None
        if run and (begins or text[end : match.start()].strip(" \u00a0") or word.islower()):
            yield tuple(run)
            run = []
        if not word.islower() and word != word.lower():
            run.append(Capital(word, begins))
        end = match.end()
    if run:
        yield tuple(run)


def is_known(one: Capital, ground: Ground, *, loose: bool) -> bool:
    parts = [folded(part) for part in parts_of(one.word)]
    if all(part in ground.words for part in parts):
        return True
    is_sentence_case = (one.begins or loose) and not is_marked(one.word)
    unknown = [part for part in parts if part not in ground.words]
    return one.word == "I" or (is_sentence_case and ordinary().issuperset(unknown))


def is_ordinary(word: str) -> bool:
    return ordinary().issuperset(folded(part) for part in parts_of(word))


def is_marked(word: str) -> bool:
    """A capital elsewhere than at its beginning: KFC, iPhone, McDonald."""
    return any(part[1:] != part[1:].lower() for part in parts_of(word))


def is_heading(text: str) -> bool:
    longer = [word for word in WORD.findall(text) if len(word) > SHORT]
    return len(longer) > 1 and sum(word[0].isupper() for word in longer) > (
        len(longer) * HEADING_SHARE
    )


def parts_of(text: str) -> list[str]:
    """Its words, with what a hyphen joins taken apart."""
    return [part for word in WORD.findall(text) for part in re.split(r"[-&.]", word) if part]


def folded(word: str) -> str:
    """Without case, apostrophes and the s of a plural or a possessive."""
    plain = word.casefold().replace("’", "'")  # noqa: RUF001
    plain = plain.removesuffix("'s").replace("'", "")
    if len(plain) <= SHORT or not plain.endswith("s"):
        return plain
    return f"{plain[:-3]}y" if plain.endswith("ies") else plain[:-1]


@lru_cache(maxsize=1)
def ordinary() -> frozenset[str]:
    lines = ORDINARY_WORDS.read_text(encoding="utf-8").splitlines()
    words: Iterable[str] = (word for line in lines if line[:1] != "#" for word in parts_of(line))
    return frozenset(folded(word) for word in words)
