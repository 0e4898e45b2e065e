"""What is kept of an article so that later ones can be compared with it: about 1 KB. Pure."""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from struct import pack, unpack

from app.reading.grouping.headline import Headline, headline
from app.reading.grouping.words import commonest, has_digit, phrases, words

MAX_TITLE, MAX_SUMMARY, MAX_TEXT = 400, 1_500, 20_000
"""Characters read of each."""

LEAD_WORDS = 48
"""Words of summary and of text whose phrases are kept: copies share their beginning."""

MAX_TERMS = 60
"""Measured: more terms than that do not group full texts better."""

MAX_TERM_LENGTH = 24


@dataclass(frozen=True, slots=True)
class StoryItem:
    """One article as it is compared. `id` names it in the answer; times carry a zone."""

    id: str
    title: str
    summary: str = ""
    text: str = ""
    url: str = ""
    site: str = ""
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """`terms` counts the commonest telling words of title, summary and text; `phrases` hashes
    the word runs at the beginning of summary and text; `length` is in words without the title.
    """

    id: str
    site: str
    published_at: datetime | None
    headline: Headline
    terms: Mapping[str, int]
    phrases: frozenset[int]
    length: int

    @property
    def figures(self) -> frozenset[str]:
        return frozenset(term for term in self.terms if has_digit(term))

    @property
    def is_about_headline(self) -> bool:
        """Does the body take up a word of the headline, or is there no headline?"""
        telling = self.headline.telling
        return not telling or any(self.terms.get(word, 0) > 1 for word in telling)

    def to_json(self) -> str:
        packed = pack(f">{len(self.phrases)}I", *sorted(self.phrases))
        kept = {
            "id": self.id,
            "site": self.site,
            "at": int(self.published_at.timestamp()) if self.published_at else None,
            "headline": " ".join(self.headline.words),
            "rest": " ".join(self.headline.rest),
            "terms": dict(self.terms),
            "phrases": b64encode(packed).decode(),
            "length": self.length,
        }
        return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, kept: str) -> "Fingerprint":
        """Raises ValueError, KeyError or TypeError on anything `to_json` did not write."""
        value = json.loads(kept)
        packed = b64decode(value["phrases"])
        at = value["at"]
        return cls(
            id=value["id"],
            site=value["site"],
            published_at=None if at is None else datetime.fromtimestamp(at, UTC),
            headline=Headline(tuple(value["headline"].split()), tuple(value["rest"].split())),
            terms=value["terms"],
            phrases=frozenset(unpack(f">{len(packed) // 4}I", packed)),
            length=value["length"],
        )


def fingerprint(item: StoryItem) -> Fingerprint:
    """The comparable form of an article; reads at most about 22,000 characters of it."""
    title = words(item.title[:MAX_TITLE])
    summary = _unless_repeated(title, words(item.summary[:MAX_SUMMARY]))
    text = words(item.text[:MAX_TEXT])
    head = headline(item.title[:MAX_TITLE])
    everything = (word[:MAX_TERM_LENGTH] for word in chain(head.words, summary, text))
    return Fingerprint(
        id=item.id,
        site=item.site,
        published_at=item.published_at,
        headline=head,
        terms=commonest(everything, MAX_TERMS),
        phrases=phrases(summary[:LEAD_WORDS]) | phrases(text[:LEAD_WORDS]),
        length=len(summary) + len(text),
    )


def _unless_repeated(title: Sequence[str], summary: Sequence[str]) -> Sequence[str]:
    """Nothing for a summary that only says the title again, as news searches give it."""
    return () if set(summary[: len(title)]) <= set(title) else summary
