"""Says in one sentence why an article got its score, and how the brand could join in."""

import re
from collections.abc import Iterable

from app.scout.brand import Brand
from app.scout.keyword.evidence import TOPICAL, strongest
from app.scout.keyword.lexicon_files import fields
from app.scout.keyword.signals import Place, Signal

MAX_QUOTES = 3
WHERE: dict[Place, str] = {
    "title": "in the headline",
    "summary": "in the summary",
    "text": "in the text",
}


def telling(signals: Iterable[Signal]) -> list[Signal]:
    """The signals the score rests on: the highest level met, the headline's first, once each."""
    topical = strongest(signal for signal in signals if signal.sense.kind in TOPICAL)
    known = [signal for signal in topical if signal.sense.level > 0]
    ordered = sorted(known, key=lambda s: (s.sense.kind != "brand", -s.sense.level, -s.sense.clear))
    return list({signal.quote.casefold(): signal for signal in reversed(ordered)}.values())[::-1]


def reason(signals: Iterable[Signal], *, local: bool) -> str:
    """One plain sentence made of the article's own words."""
    found = telling(signals)
    if not found:
        return "Names nothing the brand is about."
    place = min((signal.place for signal in found[:MAX_QUOTES]), key=list(WHERE).index)
    quotes = [signal.quote for signal in found if signal.place == place][:MAX_QUOTES]
    nearness = "" if found[0].sense.level >= 2 else ", which is only beside the brand's field"
    region = ", close to home" if local and found[0].sense.level >= 2 else ""
    return f"Names {_list(quotes)} {WHERE[place]}{region}{nearness}."


def subject(signals: Iterable[Signal]) -> str:
    """A short label of what the article is about; "other" when it is nothing we know."""
    all_signals = tuple(signals)
    found = telling(all_signals)
    if found and found[0].sense.kind in {"brand", "product"}:
        return "own brand"
    labels = {field.name: field.subject for field in fields()}
    for signal in (*found, *all_signals):
        if signal.sense.field and signal.sense.clear:
            return labels[signal.sense.field]
    return found[0].quote.casefold() if found else "other"


def angle(brand: Brand, about: str, found: Iterable[Signal]) -> str:
    """A line in the brand's own voice for this subject, or "" when it has none that fits.

    Lines with one of the brand's banned words are left out.
    """
    named = {word for signal in found for word in (signal.quote.casefold(), signal.sense.field)}
    wanted = {about, *named} - {""}
    for occasion, lines in brand.example_copy.items():
        if any(_same(occasion, word) for word in wanted):
            for line in lines:
                if not _is_banned(line, brand.banned_words):
                    return line
    return ""


def _same(occasion: str, word: str) -> bool:
    return occasion.casefold().replace("_", " ") in word or word in occasion.casefold()


def _is_banned(line: str, banned: Iterable[str]) -> bool:
    return any(re.search(rf"\b{re.escape(word)}\b", line, re.IGNORECASE) for word in banned)


def _list(quotes: list[str]) -> str:
    return quotes[0] if len(quotes) == 1 else f"{', '.join(quotes[:-1])} and {quotes[-1]}"
