"""Labelled links of news sites' front pages, page by page, with their publishers."""

import csv
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from courlan import extract_domain

from app.parts.reading.link_signals import LinkSignals, link_signals
from app.parts.reading.links import by_address
from app.parts.reading.urls import absolute_url, normal_url
from benchmarks.given_data import given_data


@dataclass(frozen=True, slots=True)
class LabelledLink:
    """`place`: of the link among its page's `signals`; None for what the product leaves out."""

    url: str
    text: str
    place: int | None
    is_story: bool


@dataclass(frozen=True, slots=True)
class LabelledPage:
    """What was labelled of one front page. `signals`: of its addresses, each once."""

    publisher: str
    links: tuple[LabelledLink, ...]
    signals: tuple[LinkSignals, ...]

    @property
    def placed(self) -> Iterator[tuple[int, bool]]:
        """Of each link that the product looks at: its place, and is it a story?"""
        return ((one.place, one.is_story) for one in self.links if one.place is not None)


Rows = Sequence[Mapping[str, str]]


def labelled_pages() -> list[LabelledPage]:
    """All pages, in the order of the file."""
    by_page: dict[str, list[Mapping[str, str]]] = defaultdict(list)
    with given_data("links", "labeled.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            by_page[row["handle"]].append(row)
    return [_page(handle, rows) for handle, rows in by_page.items()]


def folds(pages: Iterable[LabelledPage], number: int, seed: int = 0) -> Mapping[str, int]:
    """The fold of each publisher."""
    publishers = sorted({page.publisher for page in pages})
    random.Random(seed).shuffle(publishers)
    return {publisher: place % number for place, publisher in enumerate(publishers)}


def _page(handle: str, rows: Rows) -> LabelledPage:
    publisher = _publisher(handle, rows)
    base = f"https://{publisher}/"
    addresses = [absolute_url(base, row["url"]) for row in rows]
    keys = [normal_url(address) if address else None for address in addresses]
    found = by_address(((row["url"], " ".join(row["text"].split())) for row in rows), base)
    found.pop(normal_url(base), None)
    read = {key: link_signals(*link) for key, link in found.items()}
    places = {key: place for place, key in enumerate(key for key in read if read[key])}
    links = tuple(
        LabelledLink(
            row["url"], row["text"], places.get(key or ""), row["is_story"].lower() == "true"
        )
        for row, key in zip(rows, keys, strict=True)
    )
    return LabelledPage(publisher, links, tuple(filter(None, read.values())))


def _publisher(handle: str, rows: Rows) -> str:
    """The registrable domain of most links that have one, else a name made of the page's."""
    found = (extract_domain(row["url"]) for row in rows if row["url"].startswith(("http", "//")))
    domains = Counter(domain for domain in found if domain)
    return next((name for name, _ in domains.most_common(1)), f"{handle.replace('_', '-')}.example")
