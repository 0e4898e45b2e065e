"""Telephone and fax numbers among a page's lines.

What may be a number is found by a bounded pattern; `phonenumbers` (Google's libphonenumber) says
whether it is one in a country that the page speaks of; the words before it say whether it is a
fax, or no number to call at all (a registration, a price, a date).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final, Literal

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat

from app.agents.leads.facts.number_labels import is_fax, is_phone, is_something_else
from app.agents.leads.facts.regions import Regions

Kind = Literal["phone", "fax"]

MAX_NUMBERS: Final = 300
MAX_TRIED: Final = 2_000
_FEWEST_DIGITS, _MOST_DIGITS = 7, 15
_BETWEEN: Final = r"[\s.()\[\]/\u2010-\u2015\u2212-]"
_CANDIDATE: Final = re.compile(
    r"(?<![A-Z0-9@#$€£%=?&_])(?<!\d[.,/:])(?<![A-Za-z][-/])"
    rf"(?:\+|00\s?)?[(\[]{{0,2}}\s?\+?\d(?:{_BETWEEN}{{0,4}}\d){{5,24}}"
    r"(?![\d@%€£_]|[ap]m\b|[.,:]\d|[-/][A-Za-z]|\s?(?:%|€|£|km\b|kg\b|mm\b))"
)
_VANITY: Final = re.compile(
    r"(?<![\w-])(?:\+?1[\s.-]?)?\(?8(?:00|33|44|55|66|77|88)\)?[\s.-]{1,3}"
    r"(?=[A-Z0-9.\s-]{7,18}(?![\w-]))(?=[0-9.\s-]{0,7}[A-Z])[A-Z0-9]{2,9}"
    r"(?:[.\s-]?[A-Z0-9]{2,9}){0,2}(?![\w-])"
)
_BREAK: Final = re.compile(r"\s?/\s?|\s[\u2010-\u2015-]{1,2}\s|(?<=\d)\s?(?=\((?!0\)))|\s{2,}|,\s?")
_ELSEWHERE: Final = ("US", "GB", "AU", "ZA", "IN")
"""Where a page may be from that names no country: the largest of those where English is spoken."""
_GROUPED: Final = re.compile(r"\d[\s().\u2010-\u2015-]{1,3}\d")
_BEFORE, _LABEL_LINE, _AFTER = 40, 45, 16


@dataclass(frozen=True, slots=True)
class Number:
    """`value` in E.164 when it is valid, else as written; `written` stands in line number `line`
    at `start`. `is_labelled`: words before it say what it is.
    """

    kind: Kind
    value: str
    written: str
    line: int
    start: int
    is_valid: bool
    is_labelled: bool


@dataclass(frozen=True, slots=True)
class _Candidate:
    written: str
    before: str
    after: str
    line: int
    start: int


def find_numbers(lines: Sequence[str], regions: Regions) -> Sequence[Number]:
    """In the page's order, one again as often as it stands there."""
    found: list[Number] = []
    with_digits = (at for at, line in enumerate(lines) if _may_have(line))
    tried = (one for at in with_digits for one in _candidates(lines, at))
    for candidate in islice(tried, MAX_TRIED):
        found.extend(_numbers(candidate, regions.at(candidate.line)))
        if len(found) >= MAX_NUMBERS:
            break
    return _with_known_faxes(found[:MAX_NUMBERS])


def number_in_link(href: str, regions: Sequence[str]) -> str | None:
    """What a tel: link dials, as `Number.value`; None when it is no number."""
    dialled = href.partition(":")[2].partition(";")[0].partition("?")[0].replace("%20", " ")
    parsed = parse_number(dialled[:40], regions)
    return e164(parsed) if parsed else None


def e164(number: PhoneNumber) -> str:
    return str(phonenumbers.format_number(number, PhoneNumberFormat.E164))


def parse_number(written: str, regions: Sequence[str]) -> PhoneNumber | None:
    """The number in the first of the countries in which it is valid, with or without the code of
    the country and its plus."""
    plain = re.sub(r"^[(\[\s]{0,3}\+", "+", written.strip())
    if plain.startswith("+"):
        return _valid(plain, None)
    for region in regions:
        number = _valid(plain, region)
        if number is None and _begins_with_code(plain, region):
            number = _valid(f"+{plain.lstrip('([ ')}", None)
        if number is not None:
            return number
    return None


def _begins_with_code(written: str, region: str) -> bool:
    code = str(phonenumbers.country_code_for_region(region))
    return "".join(filter(str.isdigit, written[:8])).startswith(code)


def _valid(written: str, region: str | None) -> PhoneNumber | None:
    try:
        number = phonenumbers.parse(written, region)
    except NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None


def _may_have(line: str) -> bool:
    return sum(map(str.isdigit, line)) >= 3


def _is_label(line: str) -> bool:
    """May it say what stands in the next line? One with a number of its own speaks of that."""
    return len(line) <= _LABEL_LINE and not _may_have(line)


def _candidates(lines: Sequence[str], at: int) -> Iterator[_Candidate]:
    line, end = lines[at], 0
    for match in sorted(
        [*_CANDIDATE.finditer(line), *_VANITY.finditer(line)], key=lambda one: one.start()
    ):
        before = line[max(end, match.start() - _BEFORE) : match.start()]
        if not before.strip(" :-|([") and not end and at and _is_label(lines[at - 1]):
            before = f"{lines[at - 1]} "
        end = match.end()
        yield _Candidate(match[0], before, line[end : end + _AFTER], at, match.start())


def _numbers(candidate: _Candidate, regions: Sequence[str]) -> Iterator[Number]:
    """One, or those that are written one after another: "011 1234567 / 7654321"."""
    if is_something_else(_bare(candidate.written), candidate.before):
        return
    whole = _number(candidate, regions)
    parts = [] if whole and whole.is_valid else list(_parts(candidate))
    numbers = [number for part in parts if (number := _number(part, regions))]
    if any(number.is_valid for number in numbers) or whole is None:
        yield from numbers
    else:
        yield whole


def _parts(candidate: _Candidate) -> Iterator[_Candidate]:
    start = 0
    for gap in [*_BREAK.finditer(candidate.written), None]:
        end = gap.start() if gap else len(candidate.written)
        part = candidate.written[start:end]
        if start < end < len(candidate.written) or start:
            yield replace(candidate, written=part, start=candidate.start + start)
        start = gap.end() if gap else end


def _number(candidate: _Candidate, regions: Sequence[str]) -> Number | None:
    written = _bare(candidate.written)
    if not _FEWEST_DIGITS <= _digits(written) <= _MOST_DIGITS + 1:
        return None
    kind: Kind = "fax" if is_fax(candidate.before, candidate.after) else "phone"
    may_be = [one] if (one := parse_number(written, regions)) else _elsewhere(written)
    labelled = kind == "fax" or is_phone(candidate.before, surely=not may_be)
    if not labelled and not (may_be and _looks_like_one(written)):
        return None
    start = candidate.start + candidate.written.find(written)
    value = e164(may_be[0]) if len(may_be) == 1 else written
    return Number(kind, value, written, candidate.line, start, bool(may_be), labelled)


def _elsewhere(written: str) -> list[PhoneNumber]:
    """What the number may be where no country is named: American ones are known by their form, and
    "021 555 0100" is one in Sydney as well as in Cape Town, so that it is not told whose it is."""
    found = [one for region in _ELSEWHERE if (one := parse_number(written, (region,)))]
    return found[:1] if found and found[0].country_code == 1 else found


def _looks_like_one(written: str) -> bool:
    """Is it written as telephone numbers are, where nothing says that it is one?"""
    if written.startswith("+"):
        return True
    is_grouped = _GROUPED.search(written) is not None and written.count("/") < 2
    return is_grouped and _digits(written) > _FEWEST_DIGITS


def _bare(written: str) -> str:
    """Without what stands around it; a bracket that is never closed was not its own."""
    bare = written.strip(" .-/[]")
    bare = bare if bare.count("(") == bare.count(")") else bare.strip("(").rstrip(" (")
    return bare if bare.count("(") == bare.count(")") else bare.replace("(", "", 1)


def _digits(written: str) -> int:
    return sum(one.isalnum() for one in written)


def _with_known_faxes(numbers: Sequence[Number]) -> Sequence[Number]:
    """What is called a fax in one place is one where nothing is said of it."""
    faxes = {number.value for number in numbers if number.kind == "fax"}
    return [
        replace(number, kind="fax") if number.value in faxes and not number.is_labelled else number
        for number in numbers
    ]
