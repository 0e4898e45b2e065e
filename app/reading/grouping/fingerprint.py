"""What is kept of an article so that later ones can be compared with it: under 2 KB. Pure."""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from struct import pack, unpack

from app.reading.grouping.headline import Headline, headline
from app.reading.grouping.words import commonest, phrases, words

MAX_TITLE, MAX_SUMMARY, MAX_TEXT = 400, 1_500, 20_000
"""Characters read of each."""

LEAD_WORDS = 48
"""Words of summary and of text whose phrases are kept: copies share their beginning."""

MAX_TERMS = 60
"""More terms than that do not group full texts better (measured: 60 as good as all)."""

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
    the word runs at the beginning of summary and text; `length` is in words.
    """

    id: str
    site: str
    published_at: datetime | None
    headline: Headline
    terms: Mapping[str, int]
    phrases: frozenset[int]
    length: int

    def to_json(self) -> str:
        packed = pack(f">{len(self.phrases)}I", *sorted(self.phrases))
        kept = {
            "id": self.id,
            "site": self.site,
            "at": int(self.published_at.timestamp()) if self.published_at else None,
            "headline": " ".join(self.headline.words),
            "tail": " ".join(self.headline.tail),
            "terms": dict(self.terms),
            "phrases": b64encode(packed).decode(),
            "length": self.length,
        }
        return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, kept: str) -> "Fingerprint":
        """Raises ValueError or KeyError on anything `to_json` did not write."""
        value = json.loads(kept)
        packed = b64decode(value["phrases"])
        return cls(
            id=value["id"],
            site=value["site"],
            published_at=datetime.fromtimestamp(value["at"], UTC) if value["at"] else None,
            headline=Headline(tuple(value["headline"].split()), tuple(value["tail"].split())),
            terms=value["terms"],
            phrases=frozenset(unpack(f">{len(packed) // 4}I", packed)),
            length=value["length"],
        )


def fingerprint(item: StoryItem) -> Fingerprint:
    """The comparable form of an article; reads at most about 22,000 characters of it."""
    head = headline(item.title[:MAX_TITLE])
    summary = words(item.summary[:MAX_SUMMARY])
    text = words(item.text[:MAX_TEXT])
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
