"""Sums an article's signals up into a few figures that the score is made of."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.scout.keyword.signals import Place, Signal
from app.scout.keyword.vocabulary import Kind

PLACE_WEIGHT: dict[Place, float] = {"title": 3.0, "summary": 1.0, "text": 0.3}
"""A headline names what a story is about; the text also names what it is not about."""

HINT_WEIGHT = 0.3
EARLY = 25
"""Characters into the headline within which a name is most often the story's subject."""

TOPICAL: frozenset[Kind] = frozenset({"brand", "product", "keyword", "rival", "field"})


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an article offers the brand.

    `title` and `below` are the highest levels (0-3) said clearly in the headline and under it;
    `shares` is how the article's topical words fall on levels 0 to 3 (they sum to at most 1).
    """

    title: int
    below: int
    shares: tuple[float, float, float, float]
    brand_named: bool
    named: bool
    early: bool
    neighbour_in_title: bool
    local: bool
    inventive: bool
    lively: int
    dry: float


def weigh(signals: Iterable[Signal], *, local: bool) -> Evidence:
    """The evidence in an article's signals. `local`: its outlet is of the brand's region."""
    all_signals = tuple(signals)
    topical = strongest(signal for signal in all_signals if signal.sense.kind in TOPICAL)
    clear = [signal for signal in topical if signal.sense.clear]
    title = [signal for signal in clear if signal.place == "title"]
    near = [signal for signal in title if signal.sense.level >= 2]
    return Evidence(
        title=_highest(title),
        below=_highest(signal for signal in clear if signal.place != "title"),
        shares=_shares(topical, _count(all_signals, "dry")),
        brand_named=any(signal.sense.kind == "brand" for signal in clear),
        named=any(signal.sense.name for signal in near),
        early=any(signal.at < EARLY for signal in near),
        neighbour_in_title=any(signal.sense.level == 1 for signal in title),
        local=local or _count(all_signals, "region") > 0,
        inventive=_count(all_signals, "inventive") > 0,
        lively=min(3, int(_count(all_signals, "lively"))),
        dry=_count(all_signals, "dry"),
    )


def strongest(signals: Iterable[Signal]) -> list[Signal]:
    """One signal for each spot: the one nearest to the brand. Hints alone are no signals."""
    best: dict[tuple[Place, int], Signal] = {}
    for signal in signals:
        spot = (signal.place, signal.at)
        if spot not in best or _rank(signal) > _rank(best[spot]):
            best[spot] = signal
    in_company = any(signal.sense.clear and signal.sense.level >= 2 for signal in best.values())
    return [signal for signal in best.values() if signal.sense.clear or in_company]


def _rank(signal: Signal) -> tuple[bool, int, bool]:
    return signal.sense.kind == "brand", signal.sense.level, signal.sense.clear


def _highest(signals: Iterable[Signal]) -> int:
    return max((signal.sense.level for signal in signals), default=0)


def _count(signals: Iterable[Signal], kind: Kind) -> float:
    """How often a kind is met; a headline's words count double."""
    return sum(
        2.0 if signal.place == "title" else 1.0 for signal in signals if signal.sense.kind == kind
    )


def _shares(topical: Iterable[Signal], dry: float) -> tuple[float, float, float, float]:
    mass = [0.0, 0.0, 0.0, 0.0]
    for signal in topical:
        weight = PLACE_WEIGHT[signal.place]
        mass[signal.sense.level] += weight if signal.sense.clear else weight * HINT_WEIGHT
    total = sum(mass) + dry + 1.0
    return mass[0] / total, mass[1] / total, mass[2] / total, mass[3] / total
