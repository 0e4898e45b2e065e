"""Is a page, or a search's result, about the lead? Pure.

Strangers' pages name many people and companies. What is taken for the lead's must name it.
"""

import re
from collections.abc import Iterator, Sequence

from app.agents.leads.facts.types import Fact
from app.agents.leads.research.networks import network_of
from app.agents.leads.research.plan import Known
from app.agents.leads.research.site_page import SitePage
from app.parts.search.search import SearchResult

_LEGAL = re.compile(
    r"\b(?:\(?pty\)?|ltd|limited|inc|incorporated|llc|llp|plc|gmbh|ag|bv|nv|cc|corp|co|company|"
    r"group|holdings|the)\b",
    re.IGNORECASE,
)


def mentions_lead(known: Known, text: str) -> bool:
    """By the company's name, or by the person's whole name."""
    told = f" {_words(text)} "
    company, person = _words(_LEGAL.sub(" ", known.company)), _words(known.name)
    by_company = len(company) > 3 and f" {company} " in told
    return by_company or (" " in person and f" {person} " in told)


def is_same_company(known: Known, page: SitePage) -> bool:
    """Is it the company's own site, by the name it gives itself?"""
    named = next((fact.value for fact in page.facts if fact.field == "company"), "")
    wanted = _words(_LEGAL.sub(" ", known.company))
    return bool(wanted) and _words(_LEGAL.sub(" ", named)) == wanted


def facts_of_person(known: Known, page: SitePage) -> Iterator[Fact]:
    """What the page says the lead's position is."""
    for fact in page.facts:
        name, _, role = fact.value.partition(", ")
        if fact.field == "person" and role and is_same_person(known.name, name):
            yield Fact("title", role, fact.quote)


def is_same_person(one: str, other: str) -> bool:
    """First and last name alike; what stands between them may be left out."""
    first, second = _words(one).split(), _words(other).split()
    if len(first) < 2 or len(second) < 2:
        return False
    return (first[0], first[-1]) == (second[0], second[-1])


def linkedin_among(known: Known, results: Sequence[SearchResult]) -> SearchResult | None:
    """The result whose title names the lead, and whose words name its company."""
    company = _words(_LEGAL.sub(" ", known.company))
    for one in results:
        title = _words(one.title)
        named = _words(known.name)
        if network_of(one.url) != "LinkedIn" or "/in/" not in one.url or " " not in named:
            continue
        told = f"{title} {_words(one.snippet)}"
        if title.startswith(f"{named} ") and company and company in told:
            return one
    return None


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
