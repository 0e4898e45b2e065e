"""Who works there: names, with the role, mail and number that stand beside each."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from app.agents.leads.facts.mail_addresses import Address
from app.agents.leads.facts.names.find_names import FoundName, find_names
from app.agents.leads.facts.names.signals import PageWords
from app.agents.leads.facts.names.word_lists import has_role, plain
from app.agents.leads.facts.page_lines import Line
from app.agents.leads.facts.phones import Number
from app.agents.leads.facts.types import Person

MAX_PEOPLE: Final = 200
LONGEST_ROLE: Final = 80
REACH: Final = 6
"""Lines below a name in which its mail and number stand, as far as no other name comes before."""
_BREAK: Final = re.compile(r"[.!?;|•·]\s|\s[\u2013—-]\s|[(),:|/](?=\s)|[()]")
_DEGREES: Final = re.compile(r"^(?:[A-Z]{2,4}[a-z]?\.?(?:,\s|\s[-\u2013—]\s))+")
"""Behind a name and before what somebody does: "Jane Doe, MBA - Owner"."""
_REACHED_BY: Final = re.compile(
    r"\+?\(?\d[\d\s().-]{5,40}|\b[\w.+-]{1,64}@|\b(?:tel|phone|fax|mobile|cell|e-?mail)\b", re.I
)
_EDGES: Final = ' \t,:;|/()-\u2013—.•·*"“”'


@dataclass(slots=True)
class _Reach:
    """What stands beside a name: its own line and those below, up to the next name's."""

    first: int
    last: int
    after: int = 0
    before: int = field(default=10_000)

    def has(self, line: int | None, start: int = 0) -> bool:
        if line is None or not self.first <= line <= self.last:
            return False
        return line != self.first or self.after <= start <= self.before or start == 0


def read_people(
    lines: Sequence[Line], words: PageWords, mails: Sequence[Address], numbers: Sequence[Number]
) -> Sequence[Person]:
    """Each once, in the page's order, with what one place or another says of them."""
    names = find_names(words)
    people: dict[tuple[str, str], Person] = {}
    for at in range(len(names)):
        person = _person(lines, names, at, mails, numbers)
        key = _key(person.name)
        people[key] = _merged(people[key], person) if key in people else person
    return list(people.values())[:MAX_PEOPLE]


def _person(
    lines: Sequence[Line],
    names: Sequence[FoundName],
    at: int,
    mails: Sequence[Address],
    numbers: Sequence[Number],
) -> Person:
    name = names[at]
    reach = _reach(names, at)
    role, quote = _role(lines, names, at)
    own = next((mail.value for mail in mails if _is_of(mail.value, name.text)), None)
    near = [mail.value for mail in mails if reach.has(mail.line)]
    phones = [
        one.value for one in numbers if one.kind == "phone" and reach.has(one.line, one.start)
    ]
    is_listed = role is not None or own is not None
    return Person(
        name=_whole_name(name.text),
        role=role,
        email=own or (near[0] if near and is_listed and len(set(near)) == 1 else None),
        phone=phones[0] if phones and is_listed else None,
        quote=quote,
    )


def _reach(names: Sequence[FoundName], at: int) -> _Reach:
    name = names[at]
    later = next((one for one in names[at + 1 :] if one.line >= name.line), None)
    if later is None:
        return _Reach(name.line, name.line + REACH, name.end)
    if later.line == name.line:
        return _Reach(name.line, name.line, name.end, later.start)
    return _Reach(name.line, min(later.line - 1, name.line + REACH), name.end)


def _role(lines: Sequence[Line], names: Sequence[FoundName], at: int) -> tuple[str | None, str]:
    """What they do, by the words after the name, before it, below and above; and the words of the
    page that say so."""
    name, text = names[at], lines[names[at].line].text
    end = _next_start(names, at, len(text))
    start = names[at - 1].end if at and names[at - 1].line == name.line else 0
    beside = _part_with_role(text[name.end : end], first=True)
    beside = beside or _part_with_role(text[start : name.start], first=False)
    if beside:
        return beside, _around(text, name)
    named = {one.line for one in names}
    for line in (name.line + 1, name.line + 2, name.line - 1):
        if 0 <= line < len(lines) and line not in named and _is_role(lines[line].text):
            first, second = sorted((name.line, line))
            quote = "\n".join(one.text for one in lines[first : second + 1])
            return lines[line].text.strip(_EDGES), quote
    return None, _around(text, name)


def _next_start(names: Sequence[FoundName], at: int, end: int) -> int:
    is_same = at + 1 < len(names) and names[at + 1].line == names[at].line
    return names[at + 1].start if is_same else end


def _part_with_role(text: str, *, first: bool) -> str | None:
    """Of what stands on one side of a name the part nearest to it that says what they do."""
    near = text[: LONGEST_ROLE * 2] if first else text[-LONGEST_ROLE * 2 :]
    parts = [part for part in re.split(r"[.!?;|•·\"”]\s", near) if part.strip(_EDGES)]
    if not parts:
        return None
    nearest = (parts[0] if first else parts[-1]).strip(_EDGES)
    if not first:
        nearest = _BREAK.split(nearest)[-1].strip(_EDGES)
    if first and not nearest[:1].isupper() and not text[:2].strip(" ").startswith((",", "(")):
        return None
    nearest = _DEGREES.sub("", _REACHED_BY.split(nearest)[0]).strip(_EDGES)
    return nearest if _is_role(nearest) else None


def _is_role(text: str) -> bool:
    """Short, no question, and not broken off in the middle."""
    is_short = len(text) <= LONGEST_ROLE and len(text.split()) <= 9
    return is_short and not text.endswith(("?", "!", " and", "&")) and has_role(text)


def _around(text: str, name: FoundName) -> str:
    """The sentence or so that a name stands in, word by word as it is."""
    start, end = max(0, name.start - 120), min(len(text), name.end + 160)
    start = text.find(" ", start) + 1 if start else 0
    end = text.rfind(" ", name.end, end) if end < len(text) else end
    return text[start : end if end >= name.end else name.end]


def _is_of(mail: str, name: str) -> bool:
    """Is it made of the name, as "jane.doe", "jdoe" and "doe" are of Jane Doe?"""
    local = re.sub(r"[^a-z]", "", mail.partition("@")[0])
    words = [re.sub(r"[^a-z]", "", plain(word)) for word in name.split()]
    given, surname = words[0], words[-1]
    if len(surname) < 3 or not given:
        return False
    forms = {given + surname, surname + given, given[0] + surname, surname + given[0], surname}
    return local in forms | {given + surname[0], given if len(given) > 2 else surname}


def _whole_name(text: str) -> str:
    """Capitals as names are written, where a page has them all in capitals."""
    if not text.isupper():
        return text
    from nameparser import HumanName

    name = HumanName(text)
    name.capitalize(force=True)
    return str(name) or text


def _key(name: str) -> tuple[str, str]:
    words = [plain(word).strip(".") for word in name.split()]
    return words[0], words[-1]


def _merged(known: Person, other: Person) -> Person:
    """The first that was said of each; the quote is that of the role, if any."""
    return Person(
        name=known.name if len(known.name) >= len(other.name) else other.name,
        role=known.role or other.role,
        email=known.email or other.email,
        phone=known.phone or other.phone,
        quote=known.quote if known.role or not other.role else other.quote,
    )
