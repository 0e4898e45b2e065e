"""Is a link a story? Judged by what it shows of itself: its address and its words.

The weights are those of a logistic regression, fitted by `python -m benchmarks.fit_links`.
docs/story-links.md says on what, and how well it does on publishers left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.parts.reading.link_signals import LinkSignals, link_signals


@dataclass(frozen=True, slots=True)
class Weights:
    """In log odds: by number of parts and of words (the last entry for more), and of each sign."""

    start: float
    depth: tuple[float, ...]
    longest: tuple[float, ...]
    name: tuple[float, ...]
    words: tuple[float, ...]
    signs: Mapping[str, float]


BY_HAND: Final[Mapping[str, float]] = {
    "no_page": -3.0,
    "section_front": -3.0,
    "no_news": -2.2,
    "service_host": -2.3,
    "commercial": -2.2,
    "sponsored": -2.3,
}
"""Not fitted: hardly any labelled link has the first two, and of the words of the next two one in
four; what is paid for was labelled now one way, now the other, and is no news."""

WEIGHTS = Weights(
    start=-6.2,
    depth=(0.0, 0.12, 1.07, 2.0, 2.18, 2.22, 2.07),
    longest=(0.0, 0.32, 1.53, 1.31, 1.5, 1.54, 1.62, 1.54, 2.31),
    name=(0.0, 0.94, 0.4, 1.04, 2.07, 2.87, 3.67, 3.7, 4.02),
    words=(0.0, 0.0, 0.32, 0.8, 1.23, 0.93, 1.48, 2.45, 2.52, 2.53, 3.62),
    signs={
        "no_page": -3.0,
        "query": 0.14,
        "number_and_headline": 1.46,
        "dated": 1.48,
        "numbered": 1.17,
        "uuid": -0.19,
        "code": -0.47,
        "called_story": 1.84,
        "list": -2.31,
        "below_service": -0.45,
        "no_news": -2.2,
        "section_front": -3.0,
        "service": -0.32,
        "named_service": -1.57,
        "one_word": -1.12,
        "commercial": -2.2,
        "sponsored": -2.3,
        "service_host": -2.3,
        "platform": -1.44,
        "punctuation": 1.35,
        "read_more": 0.76,
    },
)


def is_story(url: str, text: str) -> bool:
    """True when address and anchor text look like one article rather than a section or service."""
    signals = link_signals(url, text)
    return signals is not None and own_odds(signals) > 0


def own_odds(signals: LinkSignals, weights: Weights = WEIGHTS) -> float:
    """The log odds that the link is a story, by itself."""
    return (
        weights.start
        + _at(weights.depth, signals.depth)
        + _at(weights.longest, signals.longest)
        + _at(weights.name, signals.name)
        + _at(weights.words, signals.words)
        + sum(weights.signs[sign] for sign in signals.signs)
    )


def _at(weights: tuple[float, ...], count: int) -> float:
    return weights[min(count, len(weights) - 1)]
