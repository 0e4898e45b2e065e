"""How well pages and feeds are read, measured on real ones: `python -m benchmarks.quality_reading`.

The data lies beside the project (BRAND_SCOUT_DATA); its README says how each figure is defined.
"""

import csv
import gzip
import json
import re
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from app.parts.reading.discover import discover
from app.parts.reading.extract import extract
from app.parts.reading.types import Extract, Page, UnreadableError
from benchmarks import fit_links
from benchmarks.given_data import given_data

Figures = Mapping[str, float]
Reader = Callable[[Page], Extract | None]

_TOKEN = re.compile(r"\w+")
_JOINT = r"(?:\s[-\u2013\u2014]\s|[|:\u00b7\u2022\u00bb\u3163])\s*"
_SET_OFF = re.compile(rf"{_JOINT}\0|\0\s*{_JOINT}")
_QUOTES = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a", "'"),
        **dict.fromkeys("\u201c\u201d\u201e", '"'),
        "\u00ad": "",
    }
)
_NOW = datetime(2026, 12, 31, tzinfo=UTC)


def read_or_none(page: Page) -> Extract | None:
    """What the product reads on a page, None where it says that there is nothing to read."""
    try:
        return extract(page)
    except UnreadableError:
        return None


def text_f1(pairs: Iterable[tuple[str, str]]) -> tuple[float, float, float]:
    """Precision, recall and F1 over (gold, found) texts as bags of word 4-grams.

    As in the article-extraction-benchmark's evaluate.py: every page counts the same.
    """
    right = extra = missed = 0.0
    for gold, found in pairs:
        wanted, got = _grams(gold), _grams(found)
        hit = (wanted & got).total()
        total = wanted.total() + got.total() - hit
        if total:
            right += hit / total
            extra += (got.total() - hit) / total
            missed += (wanted.total() - hit) / total
    precision = right / (right + extra) if right else 0.0
    recall = right / (right + missed) if right else 0.0
    return precision, recall, 2 * right / (2 * right + extra + missed) if right else 0.0


def _grams(text: str) -> Counter[tuple[str, ...]]:
    tokens = _TOKEN.findall(text)
    if not tokens:
        return Counter()
    return Counter(tuple(tokens[i : i + 4]) for i in range(max(1, len(tokens) - 3)))


def benchmark_text(reader: Reader = read_or_none) -> Figures:
    """The article-extraction-benchmark's pages."""
    folder = given_data("articles-aeb")
    truth = json.loads((folder / "ground-truth.json").read_text("utf-8"))
    pairs: list[tuple[str, str]] = []
    seconds = 0.0
    for name, gold in truth.items():
        page = _page(folder / "html" / f"{name}.html.gz", gold["url"])
        started = time.process_time()
        found = reader(page)
        seconds += time.process_time() - started
        pairs.append((gold["articleBody"], found.text if found else ""))
    precision, recall, f1 = text_f1(pairs)
    return {
        "aeb text precision": precision,
        "aeb text recall": recall,
        "aeb text F1": f1,
        "aeb ms a page": 1000 * seconds / len(pairs),
    }


def news_articles(reader: Reader = read_or_none) -> Figures:
    """Text, headline and day of the news pages."""
    folder = given_data("articles")
    gold = [json.loads(line) for line in (folder / "gold.jsonl").read_text("utf-8").splitlines()]
    pairs: list[tuple[str, str]] = []
    titles = days = attached = 0
    seconds = 0.0
    for item in gold:
        page = _page(folder / "html" / Path(item["file"]).name, item["url"])
        started = time.process_time()
        found = reader(page)
        seconds += time.process_time() - started
        pairs.append((item["body"], found.text if found else ""))
        title, wanted = plain_title(found.title if found else None), plain_title(item["title"])
        titles += title == wanted
        attached += has_name_attached(title, wanted)
        days += found is not None and same_day(item["date"], found.published_at)
    precision, recall, f1 = text_f1(pairs)
    return {
        "news text precision": precision,
        "news text recall": recall,
        "news text F1": f1,
        "news title exact": titles / len(gold),
        "news title with a name attached": attached / len(gold),
        "news day exact": days / len(gold),
        "news ms a page": 1000 * seconds / len(gold),
    }


def plain_title(title: str | None) -> str:
    """A title as the measure compares it."""
    plain = unicodedata.normalize("NFKC", title or "").translate(_QUOTES)
    return " ".join(plain.split())


def has_name_attached(title: str, wanted: str) -> bool:
    """Is `title` the wanted one with more before or after it, set off by a dash or bar?"""
    before, _, after = title.partition(wanted)
    return title != wanted and wanted in title and bool(_SET_OFF.search(f"{before}\0{after}"))


def same_day(gold: str, found: datetime | None) -> bool:
    """The calendar day of the gold date, in the gold date's own zone."""
    wanted = datetime.fromisoformat(gold)
    if found is None:
        return False
    return (found.astimezone(wanted.tzinfo) if wanted.tzinfo else found).date() == wanted.date()


def feeds() -> Figures:
    """Entries with an address, against what the reference finds, and the slowest feed."""
    folder = given_data("feeds")
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    wanted = found = dated = dates = failed = 0
    slowest = 0.0
    for row in rows:
        page = _page(folder / row["path"], "https://feeds.example.org/feed.xml")
        started = time.process_time()
        try:
            links = discover(page, now=_NOW).links
        except UnreadableError:
            failed, links = failed + 1, ()
        slowest = max(slowest, time.process_time() - started)
        wanted += int(row["linked"])
        dates += min(int(row["dated"]), int(row["linked"]))
        found += min(int(row["linked"]), len(links))
        dated += min(int(row["dated"]), sum(link.published_at is not None for link in links))
    return {
        "feed entries found": found / wanted,
        "feed dates found": dated / dates,
        "feeds unreadable": failed,
        "feed slowest s": slowest,
    }


def _page(path: Path, url: str) -> Page:
    body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return Page(url, url, "", None, body)


def figures() -> Figures:
    """All figures of reading, by name."""
    return {**benchmark_text(), **news_articles(), **fit_links.figures(), **feeds()}


def main() -> None:
    """Prints the figures as a table."""
    for name, value in figures().items():
        print(f"{name:34} {value:8.4f}")


if __name__ == "__main__":
    main()
