"""What a company's page says of itself: `read_contacts`."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from app.agents.leads.facts.called_numbers import called, dialled, is_bare, numbers_of
from app.agents.leads.facts.company import company_of
from app.agents.leads.facts.declared import Thing, read_declared
from app.agents.leads.facts.mail_addresses import (
    Address,
    checked,
    find_addresses,
    shielded_addresses,
)
from app.agents.leads.facts.names.signals import PageWords
from app.agents.leads.facts.people import read_people
from app.agents.leads.facts.phones import Number
from app.agents.leads.facts.read_page import ReadPage, read_page
from app.agents.leads.facts.socials import find_socials, profile_at
from app.agents.leads.facts.street_addresses import find_streets
from app.agents.leads.facts.types import Contacts, Person, Stated
from app.parts.reading.types import Page
from app.parts.reading.urls import ascii_host_of

_LONGEST_NAME: Final = 5
_ADDRESS_PARTS: Final = (
    *("streetAddress", "postOfficeBoxNumber", "addressLocality", "addressRegion"),
    *("postalCode", "addressCountry"),
)


def read_contacts(page: Page) -> Contacts:
    """All that the page says of how to reach a company and its people, each with its quote.

    Pure: nothing is asked for, and nothing but the page is read. Raises UnreadableError when there
    is no markup.
    """
    return contacts_in(read_page(page))


def contacts_in(read: ReadPage) -> Contacts:
    """As read_contacts, for whoever reads more of the page than its contacts."""
    declared = read_declared(read.tree, read.url)
    mails, numbers = [*find_addresses(read.lines)], numbers_of(read, read.lines, declared)
    contacts = Contacts(
        url=read.url,
        company=company_of(read, declared),
        people=_people(read, declared, mails, numbers),
        emails=_each_once(_mails(read, mails, declared)),
        phones=_each_once(called(read, numbers, declared, "phone")),
        faxes=_each_once(called(read, numbers, declared, "fax")),
        addresses=_addresses(read, declared),
        socials=_socials(read, declared),
    )
    return _with_text(contacts, read)


def _people(
    read: ReadPage,
    declared: Sequence[Thing],
    mails: Sequence[Address],
    numbers: Sequence[Number],
) -> tuple[Person, ...]:
    found = read_people(read.lines, words_of_page(read), mails, numbers)
    known = {one.name.casefold() for one in found}
    more = (one for one in _declared_people(declared) if one.name.casefold() not in known)
    return (*found, *more)


def words_of_page(read: ReadPage) -> PageWords:
    """What names are weighed by, of the page as a whole."""
    site = f"{ascii_host_of(read.url).rpartition('.')[0]}{read.title or ''}".lower()
    mails = (mail.value.partition("@")[0] for mail in find_addresses(read.lines))
    return PageWords(read.lines, re.sub(r"\W", "", site), frozenset(mails))


def _declared_people(declared: Sequence[Thing]) -> Iterator[Person]:
    for thing in declared:
        name, role = thing.first("name"), thing.first("jobTitle")
        if thing.is_person and name and role and _may_be_name(name.value):
            mail, phone = thing.first("email"), thing.first("telephone")
            yield Person(
                name=name.value,
                role=role.value,
                email=checked(mail.value.removeprefix("mailto:")) if mail else None,
                phone=dialled(phone, ()) if phone else None,
                quote=f"{name.quote}\n{role.quote}",
            )


def _may_be_name(text: str) -> bool:
    """Declared names may be of any script, but are no sentences."""
    words = text.split()
    return 1 < len(words) <= _LONGEST_NAME and sum(word[0].islower() for word in words) < 3


def _mails(read: ReadPage, seen: Sequence[Address], declared: Sequence[Thing]) -> Iterator[Stated]:
    yield from (Stated(one.value, one.quote) for one in (*seen, *shielded_addresses(read.tree)))
    for thing in declared:
        for one in thing.all("email"):
            value = checked(one.value.removeprefix("mailto:"))
            if value:
                yield Stated(value, one.quote)
    for address in find_addresses(read.drawers):
        if address.line is not None and is_bare(read.drawers[address.line].text, address.quote):
            yield Stated(address.value, address.quote)


def _addresses(read: ReadPage, declared: Sequence[Thing]) -> tuple[Stated, ...]:
    seen = find_streets([line.text for line in read.lines])
    known = [re.sub(r"\W", "", one.value).casefold() for one in seen]
    more: list[Stated] = []
    for thing in declared:
        parts = [one for name in _ADDRESS_PARTS if (one := thing.first(name))]
        if len(parts) > 1 and thing.first("streetAddress", "postOfficeBoxNumber"):
            street = re.sub(r"\W", "", parts[0].value).casefold()
            if not any(street in other for other in known):
                value = ", ".join(part.value for part in parts)
                more.append(Stated(value, "\n".join(part.quote for part in parts)))
    return _each_once([*seen, *more])


def _socials(read: ReadPage, declared: Sequence[Thing]) -> tuple[Stated, ...]:
    said = (one for thing in declared if thing.is_company for one in thing.all("sameAs"))
    profiles = ((profile_at(one.value), one.quote) for one in said)
    more = [Stated(profile, quote) for profile, quote in profiles if profile]
    return _each_once([*find_socials(read.lines, read.url), *more])


def _each_once(stated: Iterable[Stated]) -> tuple[Stated, ...]:
    found: dict[str, Stated] = {}
    for one in stated:
        found.setdefault(one.value.casefold(), one)
    return tuple(found.values())


def _with_text(contacts: Contacts, read: ReadPage) -> Contacts:
    """With the page's lines, and below them each quote that stands in none."""
    text = "\n".join(line.text for line in read.lines if line.text)
    more = dict.fromkeys(fact.quote for fact in contacts.facts() if fact.quote not in text)
    return replace(contacts, text="\n".join([text, *more]))
