"""Sums an article's signals up into the few figures that the score is made of."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.agents.scout.judge.keyword.signals import Place, Signal
from app.agents.scout.judge.keyword.vocabulary import Kind, Sense

PLACE_WEIGHT: dict[Place, float] = {"title": 3.0, "summary": 1.0, "text": 0.3}
"""A headline names what a story is about; the text also names what it is not about."""

HINT_WEIGHT = 0.3
DRY_WEIGHT: dict[Place, float] = {"title": 2.0, "summary": 1.0, "text": 0.0}
EARLY = 25
"""Characters into the headline within which a name is most often the story's subject."""

HOME, NEAR, BESIDE = 3, 2, 1
"""Levels; see vocabulary.py."""
TOPICAL: frozenset[Kind] = frozenset({"brand", "product", "keyword", "rival", "field"})


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an article offers the brand, each figure from 0 to 1.

    `home`, `near`, `beside`, `aside`: the shares of its topical words that are of the brand's own
    fields, near them, beside them, or of a field beside them that only makes use of their words
    (a recipe, packaged food). Far words and words of notices for investors take their share too.
    `home_in_headline`: the brand's own field is named clearly there. `early`: the headline begins
    with the brand's world. `repeated`: the summary speaks of it at least twice, the headline not.
    `inventive`: `home` and `near` again, of a story about something new.
    `local_near`: the same, of a story of the brand's region; `local_hint`: the headline of such a
    story has a word of that world that also means other things; `local_moment`: it names a
    happening that any brand there may join. `unease`: how near the gate is to holding it back.
    """

    home: float
    near: float
    beside: float
    aside: float
    home_in_headline: float
    early: float
    repeated: float
    inventive: float
    local_near: float
    local_hint: float
    local_moment: float
    unease: float
    brand_named: float


def weigh(signals: Sequence[Signal], *, local: bool, risk: float) -> Evidence:
    """The evidence in an article's signals. `risk`: of 1, at which the gate holds it back."""
    # Somewhere in its text every story names a city, an app, a share price: above is what tells.
    above = {signal.sense.kind for signal in signals if signal.place != "text"}
    topical = strongest(signals)
    clear = [signal for signal in topical if signal.sense.clear]
    title = [signal for signal in clear if signal.place == "title"]
    below = [signal for signal in clear if signal.place == "summary"]
    shares = _shares(topical, _mass_of_dry(signals))
    world = shares[HOME] + shares[NEAR]
    far = _highest(title) < NEAR
    return Evidence(
        home=shares[HOME],
        near=shares[NEAR],
        beside=shares[BESIDE],
        aside=shares["aside"],
        home_in_headline=float(_highest(title) == HOME),
        early=float(any(_is_near(signal) and signal.at < EARLY for signal in title)),
        repeated=float(far and sum(map(_is_near, below)) > 1),
        inventive=world * ("inventive" in above),
        local_near=world * local,
        local_hint=float(local and any(map(_is_hint_above, signals))),
        local_moment=float(local and not title and any(map(is_moment, signals))),
        unease=min(risk, 1.0) if world else 0.0,
        brand_named=float(any(signal.sense.kind == "brand" for signal in clear)),
    )


def strongest(signals: Iterable[Signal]) -> list[Signal]:
    """The topical signals, one for each spot: the one nearest to the brand.

    Words that are also used of other things count only in company of a clear one.
    """
    best: dict[tuple[Place, int], Signal] = {}
    for signal in signals:
        spot = (signal.place, signal.at)
        if signal.sense.kind in TOPICAL:
            best[spot] = max(best.get(spot, signal), signal, key=_rank)
    if _is_company(best.values()):
        return list(best.values())
    return [signal for signal in best.values() if signal.sense.clear]


def _is_company(signals: Iterable[Signal]) -> bool:
    """Is something of the brand's world said clearly, or hinted at twice in one headline?"""
    near = [signal for signal in signals if _is_near(signal)]
    hints = Counter(signal.sense.field for signal in near if signal.place == "title")
    return any(signal.sense.clear for signal in near) or max(hints.values(), default=0) >= 2


def _rank(signal: Signal) -> tuple[bool, int, bool, bool]:
    sense = signal.sense
    return sense.kind == "brand", sense.level, sense.clear, sense.name


def _highest(signals: Iterable[Signal]) -> int:
    return max((signal.sense.level for signal in signals), default=0)


def _is_near(signal: Signal) -> bool:
    return signal.sense.level >= NEAR


def _is_hint_above(signal: Signal) -> bool:
    sense = signal.sense
    is_hint = sense.level == NEAR and not sense.clear and sense.kind in TOPICAL
    return is_hint and signal.place == "title"


def is_moment(signal: Signal) -> bool:
    """A happening any brand may join that the headline names: a match, a holiday, a hit."""
    return signal.sense.kind == "moment" and signal.sense.clear and signal.place == "title"


def _mass_of_dry(signals: Iterable[Signal]) -> float:
    return sum(DRY_WEIGHT[signal.place] for signal in signals if signal.sense.kind == "dry")


def _shares(topical: Iterable[Signal], dry: float) -> dict[int | str, float]:
    mass: dict[int | str, float] = {0: 0.0, BESIDE: 0.0, NEAR: 0.0, HOME: 0.0, "aside": 0.0}
    for signal in topical:
        weight = PLACE_WEIGHT[signal.place]
        mass[_share_of(signal.sense)] += weight if signal.sense.clear else weight * HINT_WEIGHT
    total = sum(mass.values()) + dry + 1.0
    return {of: part / total for of, part in mass.items()}


def _share_of(sense: Sense) -> int | str:
    return "aside" if sense.aside and sense.level < NEAR else sense.level
