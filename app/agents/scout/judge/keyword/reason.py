"""Says in one sentence why an article got its score."""

from collections.abc import Iterable, Sequence

from app.agents.scout.judge.keyword.evidence import NEAR, is_moment, strongest
from app.agents.scout.judge.keyword.lexicon_files import fields
from app.agents.scout.judge.keyword.signals import Place, Signal
from app.agents.scout.judge.keyword.vocabulary import Sense

MAX_QUOTES = 3
OWN_BRAND = "own brand"
"""The subject of a story that names the brand or a product of its own."""

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
    return [signal for signal in signals if is_moment(signal)]


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
        return OWN_BRAND
    labels = {field.name: field.subject for field in fields()}
    for signal in (*found, *signals):
        if signal.sense.clear and signal.sense.field:
            return labels[signal.sense.field]
    return found[0].quote.casefold() if found else "other"


def _listed(quotes: Sequence[str]) -> str:
    return quotes[0] if len(quotes) == 1 else f"{', '.join(quotes[:-1])} and {quotes[-1]}"
