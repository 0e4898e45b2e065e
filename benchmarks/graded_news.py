"""The graded news: what people said of each item, and the fold that it belongs to.

The data lies beside the project (BRAND_SCOUT_DATA); its README says how it was graded.
"""

import calendar
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from app.agents.scout.types import Candidate
from benchmarks.given_data import given_data

HOME_FEEDS = "sa_feeds"
"""The corpus that is large enough to be a fold for each month."""
MONTHS = [name.casefold() for name in calendar.month_abbr[1:]]
KEPT_ASIDE = 3
"""One in so many outlets and months was not looked at while the word lists were written."""


@dataclass(frozen=True, slots=True)
class Graded:
    """One item of a graded file. `fold`: the corpus, and of the South African feeds the month."""

    candidate: Candidate
    grade: int
    unsafe: bool
    fold: str
    kept_aside: bool

    @property
    def worth(self) -> float:
        """The gain of nDCG: 0, 1, 3 or 7. Whether it is safe is the gate's to say."""
        return float(2**self.grade - 1)


@cache
def graded(name: str) -> tuple[Graded, ...]:
    """`dev`, which is graded by three readers, or `more`, which is thin on what is wanted."""
    lines = given_data("relevance", f"{name}.jsonl").read_text("utf-8").splitlines()
    return tuple(_graded(json.loads(line)) for line in lines)


def _graded(item: Mapping[str, str | int | None]) -> Graded:
    said = {key: str(item[key] or "") for key in ("id", "title", "url", "summary", "source")}
    corpus, month = str(item["corpus"]), _month(str(item["published"] or ""))
    return Graded(
        candidate=Candidate(
            id=said["id"],
            title=said["title"],
            url=said["url"],
            summary=said["summary"],
            site=said["source"],
        ),
        grade=int(item["grade"] or 0),
        unsafe=bool(item["unsafe"]),
        fold=f"{corpus} {month}" if corpus.startswith(HOME_FEEDS) else corpus,
        kept_aside=_number(f"{item['source']}|{month}") % KEPT_ASIDE == 0,
    )


def _month(published: str) -> str:
    """ "2026-02" of what feeds and archives write; "?" of what they leave out."""
    iso = re.match(r"\d{4}-\d{2}", published)
    written = re.search(r"\d[- ]([A-Za-z]{3})[- ](\d{4})", published)
    if iso or not written:
        return iso[0] if iso else "?"
    return f"{written[2]}-{MONTHS.index(written[1].casefold()) + 1:02}"


def _number(text: str) -> int:
    return int(hashlib.sha256(text.encode()).hexdigest(), 16)
