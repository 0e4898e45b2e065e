"""Whose page it is: the company's name, by what the page declares, its foot, its title."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from app.agents.leads.facts.declared import Thing
from app.agents.leads.facts.read_page import ReadPage
from app.agents.leads.facts.types import Stated
from app.parts.reading.clean import one_line
from app.parts.reading.urls import ascii_host_of

LONGEST_NAME: Final = 80
_MOST_WORDS: Final = 8
_FEW_WORDS: Final = 4
"""Of more than so many small ones are a sentence, and so is what ends with a full stop."""
_HOLDER: Final = re.compile(
    r"(?:©|\(c\)(?=\s?(?:19|20)\d\d)|copyright)(?:[\s©:,]{1,3}|copyright|\(c\)|by\s){0,4}"
    r"(?:(?:19|20)\d\d(?:\s?[-\u2013,/]\s?(?:19|20)?\d\d)?)?[\s,.:|\u2013-]{0,4}(?:by\s)?([^\d\s©|•·][^©|•·]{1,100})",
    re.IGNORECASE,
)
_HOLDER_FIRST: Final = re.compile(
    r"^([A-Z][^©|•·]{1,60}?)[\s,]{0,3}(?:©|\(c\)|copyright)", re.IGNORECASE
)
_AFTER_NAME: Final = re.compile(
    r"\W{0,3}\b(?:all\srights|rights\sreserved|19\d\d|20\d\d|web\s?site|site\sby|site\sdesign|designed|design\sby"
    r"|powered|privacy|terms|registered|reg\.|vat|company\sno|tel|phone|a\sdivision|sitemap"
    r"|disclaimer|home|contact|hosted|legal|is\sa|part\sof|reserved)\b.*|[.,]\s(?=[A-Z]).*|\s[-\u2013—]\s.*",
    re.IGNORECASE | re.DOTALL,
)
_BETWEEN_PARTS: Final = re.compile(r"\s[-\u2013—|:»•·>/]{1,2}\s|\s?[|»•]\s?|:\s")
_PAGES: Final = re.compile(
    r"\W{0,3}(?:home(?:\s?page)?|welcome(?:\sto)?|contacts?(?:\s(?:us|details|information))?|about"
    r"(?:\sus)?|our\steam|(?:the\s)?team|services|kontakt|impressum|untitled.{0,40}|index|products"
    r"|news|careers|privacy(?:\spolicy)?|shipping(?:\spolicy)?|locations?|testimonials)\W{0,3}",
    re.IGNORECASE,
)
_NO_NAMES: Final = frozenset({"us", "copyright", "home", "the", "contact", "about", "you", "menu"})
_LEGAL: Final = re.compile(
    r"\b(?:ltd|limited|inc|incorporated|llc|llp|plc|pty|gmbh|ag|bv|nv|cc|corp|corporation|sarl|sas|srl|spa|oy|ab|as)\b\.?$",
    re.IGNORECASE,
)


def company_of(page: ReadPage, declared: Sequence[Thing]) -> Stated | None:
    """The likeliest of all that name it; None when nothing does."""
    said = [*_declared(declared), *_in_meta(page), *_in_foot(page), *_in_title(page)]
    if not said:
        return None
    host = re.sub(r"\W", "", ascii_host_of(page.url).removeprefix("www.").partition(".")[0])
    ranked = sorted(said, key=lambda pair: -(pair[0] + _likeness(pair[1].value, host)))
    return ranked[0][1]


def _declared(things: Sequence[Thing]) -> Iterator[tuple[float, Stated]]:
    for thing in things:
        name = thing.first("legalName", "name") if thing.is_company else None
        if name and _is_name(name.value):
            yield 4.0, Stated(name.value, name.quote)


def _in_meta(page: ReadPage) -> Iterator[tuple[float, Stated]]:
    for meta in page.tree.iter("meta"):
        if (meta.get("property") or "").lower() == "og:site_name":
            name = one_line(meta.get("content"), LONGEST_NAME)
            if name and _is_name(name):
                yield 3.0, Stated(name, f"og:site_name: {name}")


def _in_foot(page: ReadPage) -> Iterator[tuple[float, Stated]]:
    for line in page.lines:
        text = line.text[:300]
        if not any(sign in text.lower() for sign in ("©", "copyright", "(c)")):
            continue
        for found in (_HOLDER.search(text), _HOLDER_FIRST.search(text)):
            name = _AFTER_NAME.sub("", found[1]).strip(" .,;:-\u2013|") if found else ""
            if _is_name(name):
                yield 2.5 + bool(_LEGAL.search(name)) / 4, Stated(name, text)


def _in_title(page: ReadPage) -> Iterator[tuple[float, Stated]]:
    parts = [part.strip() for part in _BETWEEN_PARTS.split(page.title or "") if part.strip()]
    named = [re.sub(r"^(?:welcome\sto|about|contact)\s", "", one, flags=re.I) for one in parts]
    named = [part for part in named if not _PAGES.fullmatch(part) and _is_name(part)]
    for at, part in enumerate(named):
        yield (
            1.0 + 0.5 * (at == len(named) - 1) - 0.1 * len(part.split()),
            Stated(part, page.title or ""),
        )


def _is_name(text: str) -> bool:
    """Short, and no sentence: a foot may say more than whose it is, and a page may lie."""
    words = text.split()
    is_short = 1 < len(text) <= LONGEST_NAME and len(words) <= _MOST_WORDS
    is_word = any(map(str.isalpha, text)) and text.casefold() not in _NO_NAMES
    small = sum(word[0].islower() for word in words)
    reads_on = len(words) > _FEW_WORDS and (small * 2 > len(words) or words[-1].endswith("."))
    ends = len(words) > _FEW_WORDS and _LEGAL.search(text) is not None
    is_plain = not re.search(r"[!?@]|https?:|www\.", text)
    return is_short and is_word and is_plain and (ends or not reads_on)


def _likeness(name: str, host: str) -> float:
    """How much of the name stands in the site's own."""
    if not host:
        return 0.0
    words = [re.sub(r"[\W_]", "", word) for word in name.lower().split()]
    held = sum(len(word) for word in words if len(word) > 2 and word in host)
    initials = "".join(word[0] for word in words if word)
    if len(initials) > 2 and host.startswith(initials):
        return 1.0
    return 3.0 * held / max(len(host), sum(map(len, words)) or 1)
