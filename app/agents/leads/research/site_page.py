"""One page of a company as research takes it: its text, what stands in it, where it leads. Pure;
runs in a process of the extraction pool."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from app.agents.leads.facts.contacts import contacts_in
from app.agents.leads.facts.page_lines import Line
from app.agents.leads.facts.read_page import ReadPage, read_page
from app.agents.leads.facts.types import Fact
from app.agents.leads.research.about import own_sentence
from app.agents.leads.research.news import NewsItem, news_in
from app.parts.reading.clean import one_line
from app.parts.reading.elements import base_among
from app.parts.reading.same_site import same_site
from app.parts.reading.types import Page
from app.parts.reading.urls import absolute_url, normal_url

MAX_LINKS: Final = 80
_LONGEST_WORDS: Final = 100
_LEAST_TEXT: Final = 200
"""Characters; a page with scripts that shows fewer without them may be empty."""


@dataclass(frozen=True, slots=True)
class SiteLink:
    """A link within the page's own site, with its words."""

    url: str
    words: str


@dataclass(frozen=True, slots=True)
class SitePage:
    """`text` holds the quote of each of `facts` and `news` verbatim; its first line is the title.
    `needs_scripts`: it shows next to nothing without them."""

    url: str
    title: str
    text: str
    facts: tuple[Fact, ...] = ()
    news: tuple[NewsItem, ...] = ()
    links: tuple[SiteLink, ...] = ()
    needs_scripts: bool = False


def read_site_page(page: Page) -> SitePage:
    """Raises UnreadableError when there is no markup."""
    read = read_page(page)
    contacts = contacts_in(read)
    company = contacts.company.value if contacts.company else ""
    about = own_sentence(read, company)
    more = [one for one in (read.title or "", about) if one and one not in contacts.text]
    text = "\n".join([*more, contacts.text])
    facts = [*contacts.facts(), *([Fact("company_info", about, about)] if about else [])]
    return SitePage(
        url=page.url,
        title=read.title or "",
        text=text,
        facts=tuple(fact for fact in facts if fact.quote in text),
        news=tuple(item for item in news_in(read.lines) if item.quote in text),
        links=tuple(links_in(read)),
        needs_scripts=_is_empty_without_scripts(read),
    )


def links_in(read: ReadPage) -> Sequence[SiteLink]:
    """Each page of the same site once, the first ones."""
    own = normal_url(read.url)
    base = base_among(read.tree.iter("base"), read.url)
    found: dict[str, SiteLink] = {}
    for address, words in _addresses(read.lines, base):
        key = normal_url(address)
        if key != own and len(found) < MAX_LINKS and same_site(address, read.url):
            found.setdefault(key, SiteLink(address, words))
    return list(found.values())


def _addresses(lines: Sequence[Line], base: str) -> Iterator[tuple[str, str]]:
    for line in lines:
        for link in line.links:
            address = absolute_url(base, link.href)
            if address:
                yield address, one_line(link.words, _LONGEST_WORDS) or ""


def _is_empty_without_scripts(read: ReadPage) -> bool:
    shown = sum(len(line.text) for line in read.lines)
    return shown < _LEAST_TEXT and next(read.tree.iter("script"), None) is not None
