"""Sums an article's signals up into the few figures that the score is made of."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from app.agents.scout.judge.keyword.signals import Place, Signal
from app.agents.scout.judge.keyword.vocabulary import Kind, Sense

PLACE_WEIGHT: dict[Place, float] = {"title": 3.0, "summary": 1.0, "text": 0.3}
"""A headline names what a story is about; the text also names what it is not about."""

HINT_WEIGHT = 0.3
EARLY = 25
"""Characters into the headline within which a name is most often the story's subject."""

TOPICAL: frozenset[Kind] = frozenset({"brand", "product", "keyword", "rival", "field"})


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an article offers the brand.

    `title` and `below` are the highest levels (0-3, see vocabulary.py) said clearly in the
    headline and in the summary; `shares` is how the topical words fall on levels 0 to 3, at most
    1 in all. `early`, `named`: the headline begins with the brand's world, names a company of it.
    `repeated`: the summary speaks of it at least twice. `aside`: the story is also about a field
    that only uses the brand's world, such as packaged food. `dry`: a notice for investors.
    `moment`: the headline names a happening that any brand may join.
    """

    title: int
    below: int
    shares: tuple[float, float, float, float]
    brand_named: bool
    early: bool
    named: bool
    repeated: bool
    local: bool
    abroad: bool
    inventive: bool
    aside: bool
    dry: bool
    moment: bool


def weigh(signals: Iterable[Signal], *, local: bool) -> Evidence:
    """The evidence in an article's signals. `local`: its outlet is of the brand's region."""
    all_signals = tuple(signals)
    # Somewhere in its text every story names a city, an app, a share price: above is what tells.
    above = [signal for signal in all_signals if signal.place != "text"]
    kinds = {signal.sense.kind for signal in above}
    topical = strongest(all_signals)
    clear = [signal for signal in topical if signal.sense.clear]
    title = [signal for signal in clear if signal.place == "title"]
    below = [signal for signal in clear if signal.place == "summary"]
    near = [signal for signal in title if signal.sense.level >= 2]
    return Evidence(
        title=_highest(title),
        below=_highest(below),
        shares=_shares(topical, _mass_of_dry(above)),
        brand_named=any(signal.sense.kind == "brand" for signal in clear),
        early=any(signal.at < EARLY for signal in near),
        named=any(signal.sense.name for signal in near),
        repeated=sum(signal.sense.level >= 2 for signal in below) >= 2,
        local=local or "region" in kinds,
        abroad="abroad" in kinds,
        inventive="inventive" in kinds,
        aside=any(_is_aside(signal.sense) for signal in above),
        dry="dry" in kinds,
        moment=any(_is_moment(signal) for signal in all_signals),
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
    near = [signal for signal in signals if signal.sense.level >= 2]
    hints = Counter(signal.sense.field for signal in near if signal.place == "title")
    return any(signal.sense.clear for signal in near) or max(hints.values(), default=0) >= 2


def _rank(signal: Signal) -> tuple[bool, int, bool, bool]:
    sense = signal.sense
    return sense.kind == "brand", sense.level, sense.clear, sense.name


def _highest(signals: Iterable[Signal]) -> int:
    return max((signal.sense.level for signal in signals), default=0)


def _is_aside(sense: Sense) -> bool:
    return sense.clear and sense.aside


def _is_moment(signal: Signal) -> bool:
    return signal.sense.kind == "moment" and signal.sense.clear and signal.place == "title"


def _mass_of_dry(signals: Iterable[Signal]) -> float:
    dry = (signal for signal in signals if signal.sense.kind == "dry")
    return sum(2.0 if signal.place == "title" else 1.0 for signal in dry)


def _shares(topical: Iterable[Signal], dry: float) -> tuple[float, float, float, float]:
    mass = [0.0, 0.0, 0.0, 0.0]
    for signal in topical:
        weight = PLACE_WEIGHT[signal.place]
        mass[signal.sense.level] += weight if signal.sense.clear else weight * HINT_WEIGHT
    total = sum(mass) + dry + 1.0
    return mass[0] / total, mass[1] / total, mass[2] / total, mass[3] / total
