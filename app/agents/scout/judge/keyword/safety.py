"""Decides whether a brand may be seen with a story: several signs weighed together.

A bare list of bad words holds back most harmless stories that use one ("killer deal", "price
war"). Here figures of speech are read over, a word that says it outright counts more than one that
has other uses, a headline more than the small print, and unsure words need company.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from app.agents.scout.brand.brand_file import Brand
from app.agents.scout.judge.keyword.lexicon_files import DangerTopic, danger_topics, word_list
from app.agents.scout.judge.keyword.phrases import Phrase, PhraseBook
from app.agents.scout.judge.keyword.signals import LEAD, Article, Part
from app.agents.scout.judge.keyword.tokens import words
from app.agents.scout.types import Safety

LIMIT = 0.8
"""One outright word in the headline is enough, or two unsure ones; below it, it takes more."""

TEXT_LIMIT = 0.6
"""What the article's text may add at most: somewhere, long texts mention everything."""


class Spot(Enum):
    """Where a sign stands, and what an outright and an unsure one count there."""

    TITLE = (1.0, 0.4)
    LEAD = (0.6, 0.2)
    BELOW = (0.3, 0.1)
    TEXT = (0.2, 0.05)


@dataclass(frozen=True, slots=True)
class Danger:
    """What a word says of a no-go topic. `rule` is the topic as the brand file words it."""

    rule: str
    outright: bool
    against: bool = False


FIGURATIVE = Danger("", outright=False)


@dataclass(frozen=True, slots=True)
class Sign:
    """One dangerous word that was met."""

    danger: Danger
    quote: str
    spot: Spot

    @property
    def weight(self) -> float:
        outright, unsure = self.spot.value
        return outright if self.danger.outright else unsure


class SafetyGate:
    """A brand's no-go topics, ready to be looked for."""

    def __init__(self, brand: Brand) -> None:
        self._book = PhraseBook(_phrases(brand))

    def check(self, article: Article, *, trade_named: bool) -> Safety:
        """Safe, or held back with the no-go topic and the words that say so.

        `trade_named`: the story names a company of the brand's trade, whose disgrace may count.
        """
        met = [sign for part in article.parts for sign in self._signs(part)]
        signs = _once_each(sign for sign in met if trade_named or not sign.danger.against)
        in_text = sum(sign.weight for sign in signs if sign.spot is Spot.TEXT)
        above = sum(sign.weight for sign in signs if sign.spot is not Spot.TEXT)
        if above + min(in_text, TEXT_LIMIT) < LIMIT:
            return Safety(safe=True)
        return _held_back(signs)

    def _signs(self, part: Part) -> Iterator[Sign]:
        for found in self._book.find(part.words):
            if FIGURATIVE not in found.meanings:
                for danger in found.meanings:
                    yield Sign(danger, part.text[found.start : found.end], _spot(part, found.start))


def _spot(part: Part, at: int) -> Spot:
    if part.place == "summary":
        return Spot.LEAD if at < LEAD else Spot.BELOW
    return Spot.TITLE if part.place == "title" else Spot.TEXT


def _once_each(signs: Iterable[Sign]) -> list[Sign]:
    """A word that is repeated counts once, where it weighs most."""
    best: dict[str, Sign] = {}
    for sign in signs:
        key = sign.quote.casefold()
        best[key] = max(best.get(key, sign), sign, key=lambda known: known.weight)
    return list(best.values())


def _held_back(signs: Iterable[Sign]) -> Safety:
    by_rule: dict[str, list[Sign]] = defaultdict(list)
    for sign in signs:
        by_rule[sign.danger.rule].append(sign)
    rule, worst = max(by_rule.items(), key=lambda entry: sum(sign.weight for sign in entry[1]))
    return Safety(safe=False, rule=rule, quote=max(worst, key=lambda sign: sign.weight).quote)


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
                yield Phrase(subject, Danger(rule, outright=True))


def _of_topic(topic: DangerTopic, rule: str) -> Iterator[Phrase[Danger]]:
    for wordings, outright in ((topic.outright, True), (topic.signs, False)):
        danger = Danger(rule, outright, topic.against)
        for wording in wordings:
            yield Phrase(wording, danger, name=wording != wording.lower())
