"""What is kept of an article so that later ones can be compared with it: under 2 KB. Pure."""

import json
import sys
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from struct import pack, unpack

from app.parts.reading.grouping.common_words import language_of
from app.parts.reading.grouping.headline import Headline, headline
from app.parts.reading.grouping.names import NOUNS_WITH_CAPITALS, names
from app.parts.reading.grouping.words import has_digit, phrases, telling, words
from app.parts.reading.urls import host_of

MAX_TITLE, MAX_SUMMARY, MAX_TEXT = 400, 1_500, 3_000
"""Characters read of each. Measured: what comes after 400 words of text does not help, and a
press release ends in what all of its company's end in."""

LEAD_WORDS = 48
"""Words of summary and of text whose phrases are kept: copies share their beginning."""

MAX_TERMS = 80
"""Measured: more terms than that do not group full texts better."""


@dataclass(frozen=True, slots=True)
class StoryItem:
    """One article as it is compared. `id` names it in the answer; a time without zone is UTC."""

    id: str
    title: str
    summary: str = ""
    text: str = ""
    url: str = ""
    site: str = ""
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """`terms` are the stems that title, summary and text have most, with their `counts`, falling.

    `lead` are the packed hashes of the phrases at the beginning of summary and text, `length`
    is in words without the title, `at` in seconds since 1970, `names` those terms that are names.
    """

    id: str
    site: str
    at: int | None
    headline: Headline
    terms: tuple[str, ...]
    counts: tuple[int, ...]
    lead: bytes
    length: int
    names: frozenset[str] = frozenset()

    @property
    def phrases(self) -> frozenset[int]:
        return frozenset(unpack(f">{len(self.lead) // 4}I", self.lead))

    @property
    def figures(self) -> frozenset[str]:
        return frozenset(filter(has_digit, self.terms))

    @property
    def subjects(self) -> frozenset[str]:
        """The words of the headline that the body takes up."""
        repeated = (term for term, n in zip(self.terms, self.counts, strict=True) if n > 1)
        return self.headline.telling.intersection(repeated)

    def to_json(self) -> str:
        kept = {
            "id": self.id,
            "site": self.site,
            "at": self.at,
            "headline": " ".join(self.headline.words),
            "label": " ".join(self.headline.label),
            "tail": " ".join(self.headline.tail),
            "language": self.headline.language,
            "terms": " ".join(self.terms),
            "counts": self.counts,
            "lead": b64encode(self.lead).decode(),
            "length": self.length,
            "names": " ".join(sorted(self.names)),
        }
        return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, kept: str) -> "Fingerprint":
        """Raises ValueError, KeyError or TypeError on what `to_json` did not write."""
        value = json.loads(kept)
        return cls(
            id=value["id"],
            site=value["site"],
            at=value["at"],
            headline=Headline(
                _shared(value["headline"]),
                _shared(value["label"]),
                _shared(value["tail"]),
                value["language"],
            ),
            terms=_shared(value["terms"]),
            counts=tuple(value["counts"]),
            lead=b64decode(value["lead"]),
            length=value["length"],
            # Fingerprints of before 30 November 2026 know no names.
            names=frozenset(_shared(value.get("names", ""))),
        )


def _shared(text: str) -> tuple[str, ...]:
    # One string for each word, however many of 20,000 articles have it: a tenth of the memory.
    return tuple(map(sys.intern, text.split()))


def fingerprint(item: StoryItem) -> Fingerprint:
    """The comparable form of an article; reads at most 4,900 characters of it."""
    title = words(item.title[:MAX_TITLE])
    summary = _unless_repeated(title, words(item.summary[:MAX_SUMMARY]))
    text = words(item.text[:MAX_TEXT])
    language = language_of(chain(title, summary, text))
    head = headline(item.title[:MAX_TITLE], language)
    found = Counter(telling(chain(head.words, summary, text), language)).most_common(MAX_TERMS)
    lead = phrases(summary[:LEAD_WORDS]) | phrases(text[:LEAD_WORDS])
    terms = tuple(term for term, _ in found)
    return Fingerprint(
        id=item.id,
        site=item.site or host_of(item.url),
        at=_seconds(item.published_at),
        headline=head,
        terms=terms,
        counts=tuple(count for _, count in found),
        lead=pack(f">{len(lead)}I", *sorted(lead)),
        length=len(summary) + len(text),
        names=_names(item, language).intersection(terms),
    )


def _names(item: StoryItem, language: str) -> frozenset[str]:
    """Each part by itself: a headline in title case says nothing of the text's names."""
    if language in NOUNS_WITH_CAPITALS:
        return frozenset()
    parts = (item.title[:MAX_TITLE], item.summary[:MAX_SUMMARY], item.text[:MAX_TEXT])
    return frozenset().union(*map(names, parts))


def _unless_repeated(title: Sequence[str], summary: Sequence[str]) -> Sequence[str]:
    """Nothing for a summary that only says the title again, as news searches give it."""
    return () if set(summary[: len(title)]) <= set(title) else summary


def _seconds(at: datetime | None) -> int | None:
    if at is None:
        return None
    return int((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp())
