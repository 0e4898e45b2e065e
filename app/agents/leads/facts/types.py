"""What a company's page says of itself, as it passes from reading to research and its pages."""

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Stated:
    """A value, and the words of `Contacts.text` that it was read from."""

    value: str
    quote: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody named on the page. `role` as written; `email` and `phone` as in `Contacts`."""

    name: str
    quote: str
    role: str | None = None
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is known of a lead, as it is stored: `quote` stands verbatim in the text."""

    field: str
    value: str
    quote: str


@dataclass(frozen=True, slots=True)
class Contacts:
    """What a page says of whoever it belongs to, each value once, in the page's order.

    Numbers are in E.164 when they are valid in a country that the page speaks of, else as they are
    written; addresses of mail in lower case; `socials` are addresses of profiles. `text` is the
    page as its quotes stand in it: the lines that a visitor sees, then those that were taken from
    closed drawers, from links and from what the page declares for machines.
    """

    url: str
    company: Stated | None = None
    people: tuple[Person, ...] = ()
    emails: tuple[Stated, ...] = ()
    phones: tuple[Stated, ...] = ()
    faxes: tuple[Stated, ...] = ()
    addresses: tuple[Stated, ...] = ()
    socials: tuple[Stated, ...] = ()
    text: str = field(default="", repr=False)

    def facts(self) -> Iterator[Fact]:
        """As research stores them; a person is one, with the role behind a comma."""
        if self.company is not None:
            yield Fact("company", self.company.value, self.company.quote)
        for one in self.people:
            yield Fact("person", ", ".join(filter(None, (one.name, one.role))), one.quote)
        for name, values in (
            *(("email", self.emails), ("phone", self.phones), ("fax", self.faxes)),
            *(("address", self.addresses), ("social", self.socials)),
        ):
            yield from (Fact(name, one.value, one.quote) for one in values)
