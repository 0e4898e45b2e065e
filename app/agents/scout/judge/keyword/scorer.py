"""The keyword scorer: judges an article for a brand without a language model."""

import re
from dataclasses import dataclass
from functools import lru_cache

from app.agents.scout.brand.brand_file import Brand
from app.agents.scout.judge.keyword.evidence import weigh
from app.agents.scout.judge.keyword.lexicon_files import places
from app.agents.scout.judge.keyword.own_lines import OwnLines
from app.agents.scout.judge.keyword.reason import moments, reason, subject, telling
from app.agents.scout.judge.keyword.safety import SafetyGate, Sign, risk, verdict
from app.agents.scout.judge.keyword.score import FITTED, Weights, score
from app.agents.scout.judge.keyword.signals import Article, Signal, find_signals, prepare
from app.agents.scout.judge.keyword.vocabulary import context, topics
from app.agents.scout.types import Candidate, Verdict

HOST = re.compile(r"https?://([^/?#:@\s]+)")
"""Enough to see the domain; unlike urlsplit it does not raise on what is no address."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found in an article, before anything is weighed."""

    signals: tuple[Signal, ...]
    signs: tuple[Sign, ...]
    local: bool


def keyword_scorer(brand: Brand) -> "KeywordScorer":
    """The scorer of a brand. To make one takes a tenth of a second, and a run asks for it up to
    three times: for scores, for a second opinion and for the brand's own lines.
    """
    return _made(brand.model_dump_json())


@lru_cache(maxsize=8)
def _made(brand: str) -> "KeywordScorer":
    return KeywordScorer(Brand.model_validate_json(brand))


class KeywordScorer:
    """Reads the brand file once; `judge` is then pure and takes about a millisecond."""

    def __init__(self, brand: Brand) -> None:
        self._own_lines = OwnLines(brand)
        self._books = topics(brand), context(brand)
        self._gate = SafetyGate(brand)
        regions = {region.casefold() for region in brand.regions}
        home = [place for place in places() if place.name in regions]
        self._outlets = frozenset(name.casefold() for place in home for name in place.publishers)
        self._domains = tuple(domain for place in home for domain in place.domains)

    def judge(self, candidate: Candidate, weights: Weights = FITTED) -> Verdict:
        """Score, reason, angle, subject and safety of one article."""
        reading = self.read(candidate)
        signals = reading.signals
        evidence = weigh(signals, local=reading.local, risk=risk(reading.signs, weights))
        found, happening = telling(signals), moments(signals)
        lines = self._own_lines.fitting(signals)
        safety = verdict(reading.signs, weights)
        return Verdict(
            candidate_id=candidate.id,
            score=score(evidence, weights),
            reason=reason(found, happening, local=reading.local),
            angle=lines[0] if lines and safety.safe else "",
            safety=safety,
            scorer="keyword",
            step="keyword",
            subject=subject(signals, found),
        )

    def lines(self, candidate: Candidate) -> tuple[str, ...]:
        """The brand's own lines that fit, best first; `judge` suggests the first one."""
        return self._own_lines.fitting(find_signals(prepare(candidate), *self._books))

    def read(self, candidate: Candidate) -> Reading:
        article = prepare(candidate)
        signals = find_signals(article, *self._books)
        trade_named = any(signal.sense.name for signal in telling(signals))
        signs = self._gate.signs(article, trade_named=trade_named)
        in_region = any(s.sense.kind == "region" and s.place != "text" for s in signals)
        local = in_region or self._is_local(article, candidate.site)
        return Reading(signals, tuple(signs), local)

    def _is_local(self, article: Article, site: str) -> bool:
        host = HOST.match(article.url)
        outlets = {article.publisher.casefold(), site.casefold()}
        is_of_our_domain = host is not None and host[1].casefold().endswith(self._domains)
        return is_of_our_domain or not self._outlets.isdisjoint(outlets)
