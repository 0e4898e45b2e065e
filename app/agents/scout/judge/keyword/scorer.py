"""The keyword scorer: judges an article for a brand without a language model."""

import re

from app.agents.scout.brand.brand_file import Brand
from app.agents.scout.judge.keyword.evidence import weigh
from app.agents.scout.judge.keyword.lexicon_files import places
from app.agents.scout.judge.keyword.own_lines import OwnLines
from app.agents.scout.judge.keyword.reason import moments, reason, subject, telling
from app.agents.scout.judge.keyword.safety import SafetyGate
from app.agents.scout.judge.keyword.score import score
from app.agents.scout.judge.keyword.signals import Article, Signal, find_signals, prepare
from app.agents.scout.judge.keyword.vocabulary import context, topics
from app.agents.scout.types import Candidate, Verdict

HOST = re.compile(r"https?://([^/?#:@\s]+)")
"""Enough to see the domain; unlike urlsplit it does not raise on what is no address."""


class KeywordScorer:
    """Reads the brand file once; `judge` is then pure and takes well under a millisecond."""

    def __init__(self, brand: Brand) -> None:
        self._own_lines = OwnLines(brand)
        self._books = topics(brand), context(brand)
        self._gate = SafetyGate(brand)
        regions = {region.casefold() for region in brand.regions}
        home = [place for place in places() if place.name in regions]
        self._outlets = frozenset(name.casefold() for place in home for name in place.publishers)
        self._domains = tuple(domain for place in home for domain in place.domains)

    def judge(self, candidate: Candidate) -> Verdict:
        """Score, reason, angle, subject and safety of one article."""
        article, signals = self._read(candidate)
        evidence = weigh(signals, local=self._is_local(article, candidate.site))
        found, happening = telling(signals), moments(signals)
        about = subject(signals, found)
        lines = self._own_lines.fitting(signals)
        safety = self._gate.check(article, trade_named=any(s.sense.name for s in found))
        return Verdict(
            candidate_id=candidate.id,
            score=score(evidence),
            reason=reason(found, happening, local=evidence.local),
            angle=lines[0] if lines and safety.safe else "",
            safety=safety,
            scorer="keyword",
            step="keyword",
            subject=about,
        )

    def lines(self, candidate: Candidate) -> tuple[str, ...]:
        """The brand's own lines that fit, best first; `judge` suggests the first one."""
        _, signals = self._read(candidate)
        return self._own_lines.fitting(signals)

    def _read(self, candidate: Candidate) -> tuple[Article, tuple[Signal, ...]]:
        article = prepare(candidate)
        return article, find_signals(article, *self._books)

    def _is_local(self, article: Article, site: str) -> bool:
        host = HOST.match(article.url)
        outlets = {article.publisher.casefold(), site.casefold()}
        is_of_our_domain = host is not None and host[1].casefold().endswith(self._domains)
        return is_of_our_domain or not self._outlets.isdisjoint(outlets)
