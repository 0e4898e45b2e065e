"""How well pages and feeds are read, measured on real ones: `python -m benchmarks.quality_reading`.

The data lies beside the project (BRAND_SCOUT_DATA); its README says how each figure is defined.
"""

import csv
import re
import time
import unicodedata
from datetime import UTC, datetime

from app.parts.reading.discover import discover
from app.parts.reading.extract import extract
from app.parts.reading.types import Extract, Page, UnreadableError
from benchmarks import fit_article, fit_links
from benchmarks.article_pages import article_pages, page_of
from benchmarks.figures import Figures
from benchmarks.given_data import given_data

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


def news_articles() -> Figures:
    """Headline and day of the news pages, and the time to read one."""
    pages = [one for one in article_pages() if one.collection == "news"]
    titles = days = attached = 0
    seconds = 0.0
    for one in pages:
        started = time.process_time()
        found = read_or_none(one.page)
        seconds += time.process_time() - started
        title, wanted = plain_title(found.title if found else None), plain_title(one.title)
        titles += title == wanted
        attached += has_name_attached(title, wanted)
        days += found is not None and same_day(one.date, found.published_at)
    return {
        "news title exact": titles / len(pages),
        "news title with a name attached": attached / len(pages),
        "news day exact": days / len(pages),
        "news ms a page": 1000 * seconds / len(pages),
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
        page = page_of(folder / row["path"], "https://feeds.example.org/feed.xml")
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


def figures() -> Figures:
    """All figures of reading, by name."""
    return {**fit_article.figures(), **news_articles(), **fit_links.figures(), **feeds()}


def main() -> None:
    """Prints the figures as a table."""
    for name, value in figures().items():
        print(f"{name:34} {value:8.4f}")


if __name__ == "__main__":
    main()
