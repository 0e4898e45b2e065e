"""Street and post box addresses among a page's lines: a street by its form, with the lines below
it down to the postal code, the city or the country."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from app.agents.leads.facts.regions import regions_in
from app.agents.leads.facts.types import Stated

MAX_ADDRESSES: Final = 100
MAX_LENGTH: Final = 220
_LONGEST_PART: Final = 90
_MOST_LINES: Final = 6
_NUMBER: Final = r"(?:[NSEW]?\d{1,6}[A-Za-z]?(?:\s?[-/&]\s?\d{1,5}[A-Za-z]?)?)"
_KINDS: Final = (
    r"(?:street|st|str|road|rd|avenue|ave|av|drive|dr|lane|ln|boulevard|blvd|court|ct|place|pl|way"
    r"|highway|hwy|parkway|pkwy|pkw|terrace|crescent|cres|cr|close|square|sq|circle|cir|trail"
    r"|plaza|quay|row|grove|gardens|mews|park|estate|freeway|loop|pike|walk|hill|rise|wharf|broadway"
    r"|main|alley|gate|centre|center|rylaan|laan|straat|weg|singel)"
)
_WORD: Final = r"[A-Za-z0-9À-ÿ.'\u2019-]{1,25}"
_STREET: Final = re.compile(
    rf"(?<![\w$€£.-]){_NUMBER},?\s(?:{_WORD}\s){{0,4}}{_KINDS}\b\.?"
    r"|\b[A-ZÀ-Þ][\w'\u2019.-]{0,30}(?:stra(?:ß|ss)e|str\.|weg|gasse|platz|allee|straat|laan|gatan|vägen"
    r"|gade|vej|gata|veien|katu|tie)\s\d{1,4}[a-z]?\b"
    rf"|\b(?:rue|avenue|boulevard|via|viale|piazza|calle|avenida|rua|plaza|paseo|carrer|ul\.|ulica)"
    rf"\s(?:{_WORD}\s){{0,4}}{_WORD},?\s(?:n[º°o]\.?\s?)?\d{{1,5}}\b"
    rf"|{_NUMBER},?\s(?:bis,?\s)?(?:rue|avenue|boulevard|place|quai|chemin)\s(?:{_WORD}\s?){{1,5}}"
    r"|\b(?:p\.?\s?o\.?\s?box|post\soffice\sbox|postbus|postfach|private\sbag|posbus)\s?#?\s?X?\d{1,7}",
    re.IGNORECASE,
)
_PART: Final = re.compile(
    r"^\W{0,2}(?:suite|ste|unit|floor|level|building|block|house|office|room|shop|\d{1,3}(?:st|nd|rd|th)"
    r"\s(?:floor|fl)|first\sfloor|second\sfloor|third\sfloor|ground\sfloor|c/o|stand|erf|tower)\b"
    r"|\b(?:house|building|tower|centre|center|office\spark|business\spark|estate|court|floor)$",
    re.IGNORECASE,
)
_POSTAL: Final = re.compile(
    r"\b(?:[A-Z]{2}[\s.,]{1,2}\d{5}(?:-\d{4})?|\d{4,6}|[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}"
    r"|[A-Z]\d[A-Z]\s?\d[A-Z]\d|(?:[A-Z]-)?\d{4,5}\s[A-ZÀ-Þ][\w-]+)\b"
)
_CITY: Final = re.compile(r"[A-ZÀ-Þ][\w.'\u2019-]*(?:[\s,]{1,2}[A-ZÀ-Þ][\w.'\u2019-]*){0,4}[.,]?")
_NO_ADDRESS: Final = re.compile(
    r"@|https?:|www\.|\b(?:tel|phone|fax|e-?mail|call|mobile|cell|hours?|open|directions|map|click"
    r"|copyright|contact|website|menu|home|view|get|read|more)\b|[?!©]",
    re.IGNORECASE,
)
_ENDS: Final = re.compile(
    r"\s(?:tel|phone|ph|fax|e-?mail|call|t|p|f|m)\s?[.:]|\s\+\d|\s\(\d{3}\)|[|•]", re.I
)


def find_streets(lines: Sequence[str]) -> Sequence[Stated]:
    """In the page's order, each once. The value is one line, with a comma between two."""
    found: dict[str, Stated] = {}
    at = 0
    while at < len(lines) and len(found) < MAX_ADDRESSES:
        parts, following = _address_at(lines, at)
        if parts:
            value = re.sub(r"[\s,]{0,5},[\s,]{0,5}", ", ", ", ".join(parts))[:MAX_LENGTH].strip(
                " ,"
            )
            found.setdefault(re.sub(r"\W", "", value).casefold(), Stated(value, "\n".join(parts)))
        at = following
    return list(found.values())


def _address_at(lines: Sequence[str], at: int) -> tuple[Sequence[str], int]:
    """The words of the address whose street stands in this line, and where to look on."""
    street = _STREET.search(lines[at][:1_000]) if any(map(str.isdigit, lines[at])) else None
    if street is None or not _is_capitalised(street[0]):
        return (), at + 1
    own = _own_part(lines[at], street)
    above = [lines[at - 1]] if at and _is_part(lines[at - 1]) and lines[at].startswith(own) else []
    if not lines[at].endswith(own) or _is_complete(own[len(street[0]) :]):
        return [*above, own], at + 1
    below = list(_below(lines, at + 1))
    return [*above, own, *below], at + 1 + len(below)


def _own_part(line: str, street: re.Match[str]) -> str:
    """From what an address has before its street to where another thing begins."""
    before = line[: street.start()]
    start = 0 if len(before) <= 60 and not _NO_ADDRESS.search(before) else street.start()
    if start == 0 and ":" in before:
        start = line.index(":", 0, street.start() + 1) + 1
    tail = line[street.end() : street.end() + _LONGEST_PART]
    end = _ENDS.search(tail)
    tail = tail[: end.start()] if end else tail
    postal = list(_POSTAL.finditer(tail))
    if postal and len(tail) - postal[-1].end() > 25:
        tail = tail[: postal[-1].end()]
    elif not postal and len(line) > MAX_LENGTH:
        tail = re.split(r"[.;]\s", tail)[0]
    return line[start : street.end() + len(tail)].strip(" ,;|•-\u2013")


def _below(lines: Sequence[str], at: int) -> Iterator[str]:
    for line in lines[at : at + _MOST_LINES]:
        is_short = 1 < len(line) <= _LONGEST_PART and len(line.split()) <= 9
        if not is_short or _NO_ADDRESS.search(line):
            return
        complete = _is_complete(line)
        if not (complete or _is_part(line) or _CITY.fullmatch(line) or _STREET.search(line)):
            return
        if sum(map(str.isdigit, line)) > 8:
            return
        yield line
        if regions_in(line):
            return


def _is_complete(text: str) -> bool:
    return _POSTAL.search(text) is not None or bool(regions_in(text))


def _is_part(line: str) -> bool:
    return len(line) <= _LONGEST_PART and _PART.search(line) is not None and "." not in line[-2:]


def _is_capitalised(street: str) -> bool:
    """ "5 minutes' drive" and "24 hour way" are none."""
    words = [word for word in re.findall(r"[A-Za-zÀ-ÿ][\w'\u2019.-]*", street) if len(word) > 1]
    return bool(words) and all(word[0].isupper() or len(word) < 4 for word in words)
