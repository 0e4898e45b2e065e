"""What a company's page says of itself against what people marked in 240 of them.

Numbers and addresses of mail are read by rules alone, which nothing was fitted to but the eye of
whoever wrote them; their figures are over all pages, and the worst of the folds of sites is shown
beside. Names are weighed, and judged by the sites left out (fit_names.py).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import process_time

from app.agents.leads.facts.contacts import read_contacts
from app.agents.leads.facts.types import Contacts, Stated
from benchmarks import fit_names
from benchmarks.contact_data import GoldPage, folds_of, gold_pages, mail_key, number_key

Figures = Mapping[str, float]
Pair = tuple[frozenset[str], frozenset[str]]
"""What was found, what was marked."""
FOLDS = 8


@dataclass(frozen=True, slots=True)
class ReadGold:
    gold: GoldPage
    contacts: Contacts
    seconds: float

    @property
    def phones(self) -> Pair:
        return _numbers(self.contacts.phones, self.gold.marked("TEL"))

    @property
    def faxes(self) -> Pair:
        return _numbers(self.contacts.faxes, self.gold.marked("FAX"))

    @property
    def mails(self) -> Pair:
        found = frozenset(one.value for one in self.contacts.emails)
        return found, frozenset(map(mail_key, self.gold.marked("EMAIL")))

    @property
    def is_quoted(self) -> bool:
        return all(fact.quote in self.contacts.text for fact in self.contacts.facts())


def figures() -> Figures:
    pages = [_read(gold) for gold in gold_pages()]
    phones = [page.phones for page in pages]
    marked_mails = [page.mails for page in pages if page.mails[1]]
    return {
        **_shares("phones", phones),
        **{f"{k}, worst fold": v for k, v in _worst(pages).items()},
        **_shares("faxes", [page.faxes for page in pages]),
        **_shares("mail", [page.mails for page in pages]),
        "mail precision, pages with any marked": _precision(marked_mails),
        **_of_streets(pages),
        "companies named": _companies(pages),
        "pages with a quote that is not in the text": float(
            sum(not page.is_quoted for page in pages)
        ),
        "contacts slowest page s": max(page.seconds for page in pages),
        **fit_names.figures(),
    }


def _read(gold: GoldPage) -> ReadGold:
    start = process_time()
    contacts = read_contacts(gold.page)
    return ReadGold(gold, contacts, process_time() - start)


def _numbers(found: Sequence[Stated], marked: Sequence[str]) -> Pair:
    return frozenset(number_key(one.value) for one in found), frozenset(map(number_key, marked))


def _shares(name: str, pairs: Sequence[Pair]) -> Figures:
    return {f"{name} precision": _precision(pairs), f"{name} recall": _recall(pairs)}


def _precision(pairs: Sequence[Pair]) -> float:
    """Each value of a page counts once."""
    found = sum(len(found) for found, _ in pairs)
    return sum(len(found & marked) for found, marked in pairs) / found if found else 1.0


def _recall(pairs: Sequence[Pair]) -> float:
    marked = sum(len(marked) for _, marked in pairs)
    return sum(len(found & marked) for found, marked in pairs) / marked if marked else 1.0


def _worst(pages: Sequence[ReadGold]) -> Figures:
    folds = folds_of([page.gold for page in pages], FOLDS)
    by_fold = [
        _shares("phones", [page.phones for page in pages if folds[page.gold.site] == fold])
        for fold in range(FOLDS)
    ]
    return {name: min(of[name] for of in by_fold) for name in by_fold[0]}


def _of_streets(pages: Sequence[ReadGold]) -> Figures:
    """A marked street is found when it stands in an address, or begins as one in it does."""
    found = right = marked = known = 0
    for page in pages:
        addresses = [_plain(one.value) for one in page.contacts.addresses]
        streets = {_plain(words) for words in page.gold.marked("STREET")}
        found, marked = found + len(addresses), marked + len(streets)
        right += sum(any(street[:10] in one for street in streets) for one in addresses)
        known += sum(any(street[:14] in one for one in addresses) for street in streets)
    return {"addresses precision": right / found, "addresses recall": known / marked}


def _companies(pages: Sequence[ReadGold]) -> float:
    """Of the pages with a marked organisation: the company is one, or more or less of its name."""
    marked = [(page, {_plain(one) for one in page.gold.marked("ORG")}) for page in pages]
    named = [(_plain(page.contacts.company.value) if page.contacts.company else "", organisations)
             for page, organisations in marked if organisations]  # fmt: skip
    right = sum(
        any(name and (name in one or one in name) for one in organisations)
        for name, organisations in named
    )
    return right / len(named)


def _plain(text: str) -> str:
    return re.sub(r"\W", "", text).casefold()
