"""`scout contacts`: what research would know of a company from one page."""

import asyncio
from pathlib import Path

from pydantic import BaseModel

from app.agents.leads.facts.contacts import read_contacts
from app.agents.leads.facts.types import Contacts
from app.parts.reading.types import Page
from app.parts.web.named_page import fetcher_of_commands, get_anew, is_address, page_of_file


class SeenPerson(BaseModel):
    name: str
    role: str | None
    email: str | None
    phone: str | None


class SeenContacts(BaseModel):
    """What `scout contacts --json` prints. Numbers are in E.164, or as written when not valid."""

    company: str | None
    people: list[SeenPerson]
    emails: list[str]
    phones: list[str]
    faxes: list[str]
    addresses: list[str]
    socials: list[str]

    def readable(self) -> str:
        lines = [f"company: {self.company}"] if self.company else []
        for one in self.people:
            known = (one.name, one.role, one.email, one.phone)
            lines.append(f"person: {', '.join(filter(None, known))}")
        for name, values in (
            *(("email", self.emails), ("phone", self.phones), ("fax", self.faxes)),
            *(("address", self.addresses), ("profile", self.socials)),
        ):
            lines += [f"{name}: {value}" for value in values]
        return "\n".join(lines) or "The page names nobody and says no way to reach anybody."


def contacts_of(target: str, url: str | None) -> SeenContacts:
    """Raises ScoutError when the page cannot be had or read."""
    page = asyncio.run(_fetched(target)) if is_address(target) else page_of_file(Path(target), url)
    return seen_contacts(read_contacts(page))


async def _fetched(url: str) -> Page:
    async with fetcher_of_commands() as fetcher:
        return await get_anew(fetcher, url)


def seen_contacts(found: Contacts) -> SeenContacts:
    return SeenContacts(
        company=found.company.value if found.company else None,
        people=[
            SeenPerson(name=one.name, role=one.role, email=one.email, phone=one.phone)
            for one in found.people
        ],
        emails=[one.value for one in found.emails],
        phones=[one.value for one in found.phones],
        faxes=[one.value for one in found.faxes],
        addresses=[one.value for one in found.addresses],
        socials=[one.value for one in found.socials],
    )
