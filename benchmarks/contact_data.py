"""The contact and company pages of other people, and how what they hold is compared with what was
read from them (docs/contacts.md)."""

import gzip
import json
import random
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from app.agents.leads.facts.mail_addresses import checked
from app.agents.leads.facts.names.word_lists import beside_names, plain
from app.parts.reading.types import Page
from app.parts.reading.urls import ascii_host_of
from benchmarks.given_data import given_data

NO_ADDRESS = "https://example.invalid/saved-page"
COMPARED_DIGITS = 7
_KEYS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")
_NICKNAME = re.compile(r"[\"\u201c(\u2018`'][^)\"\u201d\u2019`']{1,20}[\")\u201d\u2019`']+")
_TITLE = re.compile(r"<title[^>]*>([^<]*)", re.IGNORECASE)

Name = tuple[str, ...]
"""The words of a name in lower case, without titles and degrees."""


@dataclass(frozen=True)
class GoldPage:
    """A page with what people marked in it: kind (TEL, PER, ...) and words, as often as marked."""

    id: str
    base: str | None
    html: str
    gold: Sequence[tuple[str, str]]

    @property
    def page(self) -> Page:
        url = self.base or NO_ADDRESS
        return Page(url, url, "text/html", "utf-8", self.html.encode())

    @property
    def site(self) -> str:
        """Its host; of a page saved without its address, how its title begins."""
        title = _TITLE.search(self.html)
        return ascii_host_of(self.base or "") or re.sub(r"\W", "", title[1] if title else "")[:12]

    def marked(self, kind: str) -> list[str]:
        return [words for marked, words in self.gold if marked == kind]

    @cached_property
    def people(self) -> frozenset[Name]:
        """Those of whom the page says more than one name; "Mike & Cindy Ford" is Cindy Ford."""
        return frozenset(name for name in self._names if len(name) > 1)

    @cached_property
    def by_one_name(self) -> frozenset[Name]:
        """Those whom the page names by one word only, wherever it does."""
        alone = (name for name in self._names if len(name) == 1)
        return frozenset(one for one in alone if not any(one[0] in name for name in self.people))

    @cached_property
    def _names(self) -> frozenset[Name]:
        marked = (re.split(r"\s(?:&|and|&amp;)\s", words) for words in self.marked("PER"))
        return frozenset(name for parts in marked for part in parts if (name := name_of(part)))


def gold_pages() -> Sequence[GoldPage]:
    with gzip.open(given_data("contacts", "pages.jsonl.gz"), "rt", encoding="utf-8") as file:
        rows: list[Mapping[str, object]] = [json.loads(line) for line in file]
    return [
        GoldPage(
            str(row["id"]), str(row["base"]) if row["base"] else None, str(row["html"]), _gold(row)
        )
        for row in rows
    ]


def folds_of(pages: Iterable[GoldPage], folds: int, seed: int = 0) -> Mapping[str, int]:
    """By site: no fold learns from another page of a site that it is judged by."""
    sites = sorted({page.site for page in pages})
    random.Random(seed).shuffle(sites)
    return {site: number % folds for number, site in enumerate(sites)}


def number_key(written: str) -> str:
    """The last digits of a number, letters as the keys they stand on: without a country's code,
    a trunk's zero and an extension the same number is the same, however it is written."""
    if written.startswith("+"):
        return re.sub(r"\D", "", written)[-COMPARED_DIGITS:]
    first = re.split(r"\s*(?:x|ext\.?|extension)\s*\d", written, flags=re.IGNORECASE)[0]
    first = re.sub(r"\(\d{3}-\d{4}\)$|\d+[ap]m.*", "", first)
    start = re.search(r"\d", first)
    plain_number = first[start.start() :] if start else first
    if re.search(r"[A-Z]{3}", plain_number):
        plain_number = plain_number.upper().translate(_KEYS)
    return re.sub(r"\D", "", plain_number)[-COMPARED_DIGITS:]


def mail_key(written: str) -> str:
    return checked(written.replace(" at ", "@").replace(" dot ", ".")) or written


def name_of(words: str) -> Name:
    """ "Walter (Bill) Babb, MD" is walter babb."""
    bare = _NICKNAME.sub(" ", words.replace("``", ' "').replace("''", '"')).split(",")[0]
    parts = [plain(word).strip(".") for word in re.findall(r"[^\W\d_][\w'\u2019.-]*", bare)]
    while parts and parts[0] in beside_names("titles"):
        parts = parts[1:]
    while parts and parts[-1] in beside_names("degrees"):
        parts = parts[:-1]
    return tuple(parts)


def same_name(one: Name, other: Name) -> bool:
    """First and last are the same; of one of them the first may be an initial."""
    if one[-1] != other[-1]:
        return False
    is_initial = len(one[0]) == 1 or len(other[0]) == 1
    return one[0] == other[0] or (is_initial and one[0][0] == other[0][0])


def _gold(row: Mapping[str, object]) -> Sequence[tuple[str, str]]:
    marked = row["gold"]
    assert isinstance(marked, list)
    return [(str(kind), str(words)) for kind, words in marked]
