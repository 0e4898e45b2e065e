"""Decides whether a brand may be seen with a story: several signs weighed together.

A bare list of bad words holds back most harmless stories that use one ("killer deal", "price
war"). Here figures of speech are read over, a word that says it outright counts more than one that
has other uses, a headline more than the small print, and unsure words need company. How much each
counts was fitted (score.py).
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

from app.agents.scout.brand.brand_file import Brand
from app.agents.scout.judge.keyword.lexicon_files import (
    DangerTopic,
    Words,
    danger_topics,
    word_list,
)
from app.agents.scout.judge.keyword.phrases import Phrase, PhraseBook
from app.agents.scout.judge.keyword.score import Strength, Weights
from app.agents.scout.judge.keyword.signals import LEAD, Article, Part
from app.agents.scout.judge.keyword.tokens import words
from app.agents.scout.types import Safety

Spot = Literal["title", "lead", "below"]

SHARE: dict[Spot, float] = {"title": 1.0, "lead": 0.5, "below": 0.15}
"""Of a word's weight in the headline. Half in the lead fitted best; below, by hand: too few graded
items go on so long."""

LIMIT = 1.0
"""The risk from which a story is held back: one chance in three that it must be."""

BELOW_LIMIT = 0.4
"""What the end of a summary and the text may add at most: long texts mention everything."""

MOST_OF_A_KIND = 4
"""Signs of a kind that count in one spot, and less for each further one: by their square root."""


@dataclass(frozen=True, slots=True)
class Danger:
    """What a word says of a no-go topic. `rule` is the topic as the brand file words it."""

    rule: str
    strength: Strength
    against: bool = False


STRENGTHS: tuple[Strength, ...] = ("outright", "likely", "unsure")
FIGURATIVE = Danger("", "unsure")


@dataclass(frozen=True, slots=True)
class Sign:
    """One dangerous word that was met."""

    danger: Danger
    quote: str
    spot: Spot


class SafetyGate:
    """A brand's no-go topics, ready to be looked for."""

    def __init__(self, brand: Brand) -> None:
        self._book = PhraseBook(_phrases(brand))

    def signs(self, article: Article, *, trade_named: bool) -> list[Sign]:
        """The dangerous words of an article, each once, where it weighs most.

        `trade_named`: the story names a company of the brand's trade, whose disgrace may count.
        """
        met = [sign for part in article.parts for sign in self._signs(part)]
        return _once_each(sign for sign in met if trade_named or not sign.danger.against)

    def _signs(self, part: Part) -> Iterator[Sign]:
        for found in self._book.find(part.words):
            if FIGURATIVE not in found.meanings:
                for danger in found.meanings:
                    yield Sign(danger, part.text[found.start : found.end], _spot(part, found.start))


def risk(signs: Iterable[Sign], weights: Weights) -> float:
    """0 for a story without a dangerous word; LIMIT is where it is held back."""
    counts = sign_counts(signs)
    in_spot = {
        spot: share * sum(weights.risk[strength] * counts[spot, strength] for strength in STRENGTHS)
        for spot, share in SHARE.items()
    }
    return in_spot["title"] + in_spot["lead"] + min(in_spot["below"], BELOW_LIMIT)


def sign_counts(signs: Iterable[Sign]) -> Mapping[tuple[Spot, Strength], float]:
    """How much of each kind stands in each spot."""
    numbers = Counter((sign.spot, sign.danger.strength) for sign in signs)
    return {key: math.sqrt(min(numbers[key], MOST_OF_A_KIND)) for key in product(SHARE, STRENGTHS)}


def verdict(signs: Sequence[Sign], weights: Weights) -> Safety:
    """Safe, or held back with the no-go topic and the words that say so."""
    if risk(signs, weights) < LIMIT:
        return Safety(safe=True)
    by_rule: dict[str, list[Sign]] = defaultdict(list)
    for sign in signs:
        by_rule[sign.danger.rule].append(sign)
    rule, worst = max(by_rule.items(), key=lambda entry: risk(entry[1], weights))
    return Safety(safe=False, rule=rule, quote=max(worst, key=_rank).quote)


def _rank(sign: Sign) -> tuple[float, int]:
    """Where it stands before how sure it is."""
    return SHARE[sign.spot], -STRENGTHS.index(sign.danger.strength)


def _spot(part: Part, at: int) -> Spot:
    if part.place == "title":
        return "title"
    return "lead" if part.place == "summary" and at < LEAD else "below"


def _once_each(signs: Iterable[Sign]) -> list[Sign]:
    """A word that is repeated counts once, where it weighs most."""
    best: dict[str, Sign] = {}
    for sign in signs:
        key = sign.quote.casefold()
        best[key] = max(best.get(key, sign), sign, key=_rank)
    return list(best.values())


def _phrases(brand: Brand) -> Iterator[Phrase[Danger]]:
    yield from (Phrase(wording, FIGURATIVE) for wording in word_list("lookalikes", "not_danger"))
    known = PhraseBook(
        Phrase(wording, topic) for topic in danger_topics() for wording in topic.known_as
    )
    for rule in brand.no_go_topics:
        for subject in re.split(r",|/|\band\b|\bor\b", rule):
            topics = [topic for found in known.find(words(subject)) for topic in found.meanings]
            for topic in topics:
                yield from _of_topic(topic, rule)
            if not topics:
                # A subject we have no words for is looked for by its own name.
                yield Phrase(subject, Danger(rule, "outright"))


def _of_topic(topic: DangerTopic, rule: str) -> Iterator[Phrase[Danger]]:
    wordings: dict[Strength, Words] = {
        "outright": topic.outright,
        "likely": topic.likely,
        "unsure": topic.unsure,
    }
    for strength, listed in wordings.items():
        danger = Danger(rule, strength, topic.against)
        yield from (Phrase(wording, danger, name=wording != wording.lower()) for wording in listed)
