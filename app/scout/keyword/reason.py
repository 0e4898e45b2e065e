"""Says in one sentence why an article got its score, and how the brand could join in."""

import re
import zlib
from collections.abc import Iterable, Sequence

from app.scout.brand import Brand
from app.scout.keyword.evidence import strongest
from app.scout.keyword.lexicon_files import fields
from app.scout.keyword.signals import Place, Signal
from app.scout.keyword.vocabulary import Sense

MAX_QUOTES = 3
NEAR = 2
"""The level from which a story is of the brand's own world; see vocabulary.py."""

WHERE: dict[Place, str] = {
    "title": "in the headline",
    "summary": "in the summary",
    "text": "in the text",
}


def telling(signals: Iterable[Signal]) -> list[Signal]:
    """The signals the score rests on, each wording once: the brand's name and high levels first."""
    known = [signal for signal in strongest(signals) if _is_telling(signal.sense)]
    known.sort(key=lambda s: (s.sense.kind != "brand", -s.sense.level, not s.sense.clear))
    once: dict[str, Signal] = {}
    for signal in known:
        once.setdefault(signal.quote.casefold(), signal)
    return list(once.values())


def _is_telling(sense: Sense) -> bool:
    return sense.level >= NEAR or (sense.level > 0 and sense.clear)


def moments(signals: Iterable[Signal]) -> list[Signal]:
    """The happenings any brand may join that the headline names: a match, a holiday, a hit."""
    return [
        signal
        for signal in signals
        if signal.sense.kind == "moment" and signal.sense.clear and signal.place == "title"
    ]


def reason(found: Sequence[Signal], happening: Sequence[Signal], *, local: bool) -> str:
    """One plain sentence made of the article's own words."""
    if not found and happening and local:
        return f"A moment close to home: names {happening[0].quote} in the headline."
    if not found:
        return "Names nothing the brand is about."
    level = found[0].sense.level
    place = min((s.place for s in found if s.sense.level == level), key=list(WHERE).index)
    quotes = [signal.quote for signal in found if signal.place == place][:MAX_QUOTES]
    if level < NEAR:
        return f"Names {_listed(quotes)} {WHERE[place]}: beside the brand's field, not in it."
    return f"Names {_listed(quotes)} {WHERE[place]}{', close to home' if local else ''}."


def subject(signals: Sequence[Signal], found: Sequence[Signal]) -> str:
    """A short label of what the article is about; "other" when it is nothing we know."""
    if found and found[0].sense.kind in {"brand", "product"}:
        return "own brand"
    labels = {field.name: field.subject for field in fields()}
    for signal in (*found, *signals):
        if signal.sense.clear and signal.sense.field:
            return labels[signal.sense.field]
    return found[0].quote.casefold() if found else "other"


def angle(brand: Brand, about: str, found: Sequence[Signal]) -> str:
    """A line in the brand's own voice for this subject, or "" when it has none that fits.

    The first occasion of `example_copy` that shares its name with the subject, or else with what
    the article names, is taken; a story of the brand's own world may take any line. Lines that
    hold one of the banned words are never suggested.
    """
    named = [about, *(s.sense.field for s in found), *(s.quote.casefold() for s in found)]
    lines = next((lines for name in named if (lines := _lines_for(brand, name))), [])
    if not lines and found and found[0].sense.level >= NEAR:
        lines = [line for every in brand.example_copy.values() for line in _allowed(brand, every)]
    if not lines:
        return ""
    # The same story always gets the same line, and two stories of a kind not always the same one.
    seed = " ".join(signal.quote for signal in found)
    return lines[zlib.crc32(seed.encode()) % len(lines)]


def _lines_for(brand: Brand, name: str) -> list[str]:
    """The lines of the occasion of this name, or else of those that share its words."""
    wanted = set(name.split())
    exact: list[str] = []
    near: list[str] = []
    for occasion, lines in brand.example_copy.items():
        has = set(occasion.casefold().replace("_", " ").split())
        if has == wanted:
            exact += _allowed(brand, lines)
        elif wanted and (has <= wanted or wanted <= has):
            near += _allowed(brand, lines)
    return exact or near


def _allowed(brand: Brand, lines: Iterable[str]) -> list[str]:
    banned = [re.compile(rf"(?<!\w){re.escape(w)}", re.IGNORECASE) for w in brand.banned_words]
    return [line for line in lines if not any(word.search(line) for word in banned)]


def _listed(quotes: Sequence[str]) -> str:
    return quotes[0] if len(quotes) == 1 else f"{', '.join(quotes[:-1])} and {quotes[-1]}"
