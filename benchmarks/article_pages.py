"""Saved article pages with their texts, and how near another text comes to them."""

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from courlan import extract_domain

from app.parts.reading.clean import visible
from app.parts.reading.types import Page
from benchmarks.given_data import given_data

_TOKEN = re.compile(r"\w+")

Grams = Counter[tuple[str, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class ArticlePage:
    """`collection`: "aeb" (article-extraction-benchmark) or "news". Title and date, in ISO 8601,
    are known of news only. Pages are the same only if they are one object."""

    collection: str
    page: Page
    text: str
    title: str = ""
    date: str = ""

    @property
    def publisher(self) -> str:
        """The registrable domain."""
        return extract_domain(self.page.url) or self.page.url


@dataclass(frozen=True, slots=True)
class Overlap:
    """Of the word 4-grams of two texts, as shares of those of either: in both, only in what was
    found, only in what was wanted."""

    hit: float
    extra: float
    missed: float


def overlap(wanted: Grams, found: Grams) -> Overlap:
    hit = (wanted & found).total()
    total = wanted.total() + found.total() - hit
    if not total:
        return Overlap(0.0, 0.0, 0.0)
    return Overlap(hit / total, (found.total() - hit) / total, (wanted.total() - hit) / total)


def precision_recall_f1(overlaps: Iterable[Overlap]) -> tuple[float, float, float]:
    """As in the article-extraction-benchmark's evaluate.py: every page counts the same."""
    parts = list(overlaps)
    hit = sum(one.hit for one in parts)
    extra, missed = sum(one.extra for one in parts), sum(one.missed for one in parts)
    if not hit:
        return 0.0, 0.0, 0.0
    return hit / (hit + extra), hit / (hit + missed), 2 * hit / (2 * hit + extra + missed)


def grams(text: str) -> Grams:
    """Of the text as it is given."""
    tokens = _TOKEN.findall(text)
    if not tokens:
        return Counter()
    return Counter(tuple(tokens[i : i + 4]) for i in range(max(1, len(tokens) - 3)))


def seen_grams(text: str) -> Grams:
    """Of the text as a reader sees it: some of the known texts have soft hyphens within words, some
    the dots of an umlaut as a sign of their own, which no word of the product has."""
    return grams(visible(text))


@cache
def article_pages() -> Sequence[ArticlePage]:
    """All pages of both collections."""
    return (*_benchmark_pages(), *_news_pages())


def page_of(path: Path, url: str) -> Page:
    """A saved page, packed or not."""
    body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return Page(url, url, "", None, body)


def _benchmark_pages() -> Iterable[ArticlePage]:
    folder = given_data("articles-aeb")
    truth = json.loads((folder / "ground-truth.json").read_text("utf-8"))
    for name, gold in truth.items():
        page = page_of(folder / "html" / f"{name}.html.gz", gold["url"])
        yield ArticlePage("aeb", page, gold["articleBody"])


def _news_pages() -> Iterable[ArticlePage]:
    folder = given_data("articles")
    for line in (folder / "gold.jsonl").read_text("utf-8").splitlines():
        gold = json.loads(line)
        page = page_of(folder / "html" / Path(gold["file"]).name, gold["url"])
        yield ArticlePage("news", page, gold["body"], gold["title"], gold["date"])
