"""Which numbers of a page one may call or fax: those that it shows, links to and declares. Pure."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from app.agents.leads.facts.declared import Declared, Thing
from app.agents.leads.facts.page_lines import Line
from app.agents.leads.facts.phones import (
    Kind,
    Number,
    e164,
    find_numbers,
    number_in_link,
    parse_number,
)
from app.agents.leads.facts.read_page import ReadPage
from app.agents.leads.facts.regions import Regions, region_named
from app.agents.leads.facts.types import Stated

_BARE_WORDS: Final = 4
"""Beside a number or an address in a drawer; an order to somebody takes more."""


def numbers_of(
    read: ReadPage, lines: Sequence[Line], declared: Sequence[Thing]
) -> Sequence[Number]:
    return find_numbers([line.text for line in lines], _regions(read, lines, declared))


def called(
    read: ReadPage, seen: Sequence[Number], declared: Sequence[Thing], kind: Kind
) -> Iterator[Stated]:
    regions = _regions(read, read.lines, declared)
    yield from (
        Stated(one.value, _quote(read.lines[one.line].text, one))
        for one in seen
        if one.kind == kind
    )
    if kind == "phone":
        yield from _linked(read, seen, regions)
    for thing in declared:
        for one in thing.all("telephone" if kind == "phone" else "faxNumber"):
            value = dialled(one, regions.of_page)
            if value:
                yield Stated(value, one.quote)
    yield from _in_drawers(read, seen, declared, kind)


def _in_drawers(
    read: ReadPage, seen: Sequence[Number], declared: Sequence[Thing], kind: Kind
) -> Iterator[Stated]:
    known = {one.value for one in seen}
    for one in numbers_of(read, read.drawers, declared) if read.drawers else ():
        line = read.drawers[one.line].text
        if one.kind == kind and one.value not in known and is_bare(line, one.written):
            yield Stated(one.value, line)


def _linked(read: ReadPage, seen: Sequence[Number], regions: Regions) -> Iterator[Stated]:
    faxes = {one.value for one in seen if one.kind == "fax"}
    for at, line in enumerate(read.lines):
        for link in line.links:
            if link.href.strip().lower().startswith("tel:"):
                value = number_in_link(link.href.strip(), regions.at(at))
                if value and value not in faxes:
                    yield Stated(value, link.href.strip()[:60])


def _regions(read: ReadPage, lines: Sequence[Line], declared: Sequence[Thing]) -> Regions:
    said = [region_named(one.value) for thing in declared for one in thing.all("addressCountry")]
    texts = [line.text for line in lines]
    return Regions(texts, read.url, read.language, [region for region in said if region])


def dialled(one: Declared, regions: Sequence[str]) -> str | None:
    """A declared number in E.164, or as written; None for what is none."""
    parsed = parse_number(one.value[:40], regions)
    if parsed is not None:
        return e164(parsed)
    return (
        one.value if 7 <= sum(map(str.isdigit, one.value)) <= 15 and len(one.value) < 30 else None
    )


def _quote(line: str, number: Number) -> str:
    """The number with what is said beside it."""
    start, end = max(0, number.start - 40), number.start + len(number.written) + 20
    return line[start:end].strip() if len(line) > 100 else line


def is_bare(line: str, taken: str) -> bool:
    """Is the line nothing but this and a label, no words that could be an order?"""
    rest = re.sub(r"[\w.+-]+@[\w.-]+", " ", line.replace(taken, " "))
    words = re.findall(r"[^\W\d_]{2,}", rest)
    return len(words) <= _BARE_WORDS and len(line) <= 100
