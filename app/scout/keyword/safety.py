"""Decides whether a brand may be seen with a story: several signs weighed together.

A bare list of bad words holds back most harmless stories that use one ("killer deal", "price
war"). Here figures of speech are read over, a word that says it outright counts more than one that
has other uses, a headline more than the small print, and unsure words need company.
"""

from dataclasses import dataclass

from app.scout.brand import Brand
from app.scout.keyword.lexicon_files import DangerTopic, danger_topics, word_list
from app.scout.keyword.phrases import Found, Phrase, PhraseBook
from app.scout.keyword.signals import Article, Part, Place
from app.scout.keyword.tokens import words
from app.scout.types import Safety

LIMIT = 1.0
OUTRIGHT: dict[Place, float] = {"title": 1.0, "summary": 0.6, "text": 0.25}
SIGN: dict[Place, float] = {"title": 0.4, "summary": 0.2, "text": 0.05}


@dataclass(frozen=True, slots=True)
class Danger:
    """What a word says of a no-go topic. `rule` is the topic in the brand file's words."""

    topic: str
    rule: str
    outright: bool
    against: bool = False


FIGURATIVE = Danger("", "", outright=False)


@dataclass(frozen=True, slots=True)
class Sign:
    """One dangerous word that was met."""

    danger: Danger
    quote: str
    weight: float


class SafetyGate:
    """A brand's no-go topics, ready to be looked for."""

    def __init__(self, brand: Brand) -> None:
        self._book = PhraseBook(_phrases(brand))

    def check(self, article: Article, *, rival_named: bool) -> Safety:
        """Safe, or held back with the no-go topic and the words that say so."""
        signs = [
            sign
            for part in article.parts
            for sign in self._signs(part)
            if rival_named or not sign.danger.against
        ]
        strongest: dict[str, Sign] = {}
        for sign in signs:
            known = strongest.get(sign.quote.casefold())
            if known is None or sign.weight > known.weight:
                strongest[sign.quote.casefold()] = sign
        if sum(sign.weight for sign in strongest.values()) < LIMIT:
            return Safety(safe=True)
        worst = max(strongest.values(), key=lambda sign: sign.weight)
        return Safety(safe=False, rule=worst.danger.rule, quote=worst.quote)

    def _signs(self, part: Part) -> list[Sign]:
        return [
            Sign(danger, part.text[found.start : found.end], _weight(danger, part.place))
            for found in self._book.find(part.words)
            for danger in _meant(found)
        ]


def _meant(found: Found[Danger]) -> tuple[Danger, ...]:
    return () if FIGURATIVE in found.meanings else found.meanings


def _weight(danger: Danger, place: Place) -> float:
    return OUTRIGHT[place] if danger.outright else SIGN[place]


def _phrases(brand: Brand) -> list[Phrase[Danger]]:
    phrases = [Phrase(wording, FIGURATIVE) for wording in word_list("lookalikes", "not_danger")]
    for rule in brand.no_go_topics:
        topics = [topic for topic in danger_topics() if _names(rule, topic)]
        for topic in topics:
            phrases += _of_topic(topic, rule)
        if not topics:
            # A subject we have no words for is looked for by its own name.
            phrases.append(Phrase(rule, Danger(rule, rule, outright=True)))
    return phrases


def _of_topic(topic: DangerTopic, rule: str) -> list[Phrase[Danger]]:
    outright = Danger(topic.name, rule, outright=True, against=topic.against)
    sign = Danger(topic.name, rule, outright=False, against=topic.against)
    return [
        *(Phrase(wording, outright) for wording in topic.outright),
        *(Phrase(wording, sign) for wording in topic.signs),
    ]


def _names(rule: str, topic: DangerTopic) -> bool:
    book = PhraseBook(Phrase(wording, topic.name) for wording in (topic.name, *topic.known_as))
    return bool(book.find(words(rule)))
