"""Company pages made up for the tests of what is read from them."""

from app.agents.leads.facts.contacts import read_contacts
from app.agents.leads.facts.types import Contacts, Stated
from app.parts.reading.types import Page

ADDRESS = "https://www.acme.co.za/contact"


def page(markup: str, *, url: str = ADDRESS, title: str = "Contact us | Acme Ovens") -> Page:
    whole = f"<html><head><title>{title}</title></head><body>{markup}</body></html>"
    return Page(url, url, "text/html", "utf-8", whole.encode())


def contacts(
    markup: str, *, url: str = ADDRESS, title: str = "Contact us | Acme Ovens"
) -> Contacts:
    return read_contacts(page(markup, url=url, title=title))


def values(stated: tuple[Stated, ...]) -> list[str]:
    return [one.value for one in stated]
