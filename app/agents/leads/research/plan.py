"""Which ways research takes to find out about a lead, in which order, and why. Pure.

A pasted profile comes first, then given links, a search, the company's own site: where a depth
allows fewer ways than there are, the last are left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from app.agents.leads.depth import Depth
from app.agents.leads.research.networks import network_of
from app.parts.reading.same_site import same_site
from app.parts.reading.urls import ascii_host_of

_FREEMAIL = Path(__file__).with_name("freemail.txt")
_RESERVED = (".example", ".invalid", ".localhost", ".test")
"""RFC 2606: nobody has a site there, and no name server needs to be asked."""


class WayKind(StrEnum):
    """As in `lead_research.way`."""

    PROFILE_TEXT = "profile_text"
    GIVEN_LINK = "given_link"
    SEARCH = "search"
    COMPANY_SITE = "company_site"
    BROWSER = "browser"
    SCRAPER = "scraper"
    MODEL = "model"


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one research: ways taken, pages of a site, pages of others that a search found, seconds
    in all, US dollars in all."""

    ways: int
    pages: int
    results: int
    seconds: float
    usd: float


LIMITS = {
    Depth.QUICK: Limits(ways=3, pages=3, results=1, seconds=60, usd=0.02),
    Depth.STANDARD: Limits(ways=5, pages=5, results=2, seconds=80, usd=0.05),
    Depth.DEEP: Limits(ways=8, pages=10, results=4, seconds=100, usd=0.15),
}


@dataclass(frozen=True, slots=True)
class Known:
    """What the team knows of a lead before anything is asked; "" for what it does not."""

    lead_id: int
    name: str = ""
    email: str = ""
    company: str = ""
    title: str = ""
    website_url: str = ""
    linkedin_url: str = ""
    twitter_url: str = ""
    ig_url: str = ""
    profile_text: str = ""

    @property
    def profile_links(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.linkedin_url, self.twitter_url, self.ig_url)))


@dataclass(frozen=True, slots=True)
class Way:
    """`target`: an address or a query. `barred`: why it is never gone, for people to read."""

    kind: WayKind
    target: str
    reason: str
    barred: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    depth: Depth
    limits: Limits
    ways: tuple[Way, ...]


def plan_for(known: Known, depth: Depth, *, can_search: bool) -> Plan:
    """What is barred costs nothing, so it takes no other way's place: it is told, and left out."""
    limits = LIMITS[depth]
    ways = [*_profiles(known), *_searches(known, can_search=can_search), *_sites(known)]
    open_ways = [way for way in ways if not way.barred][: limits.ways]
    barred = [way for way in ways if way.barred]
    return Plan(depth, limits, (*barred, *open_ways))


def _profiles(known: Known) -> Iterator[Way]:
    if known.profile_text.strip():
        yield Way(WayKind.PROFILE_TEXT, "", "The text of a profile was pasted.")
    for link in known.profile_links:
        network = network_of(link)
        if network is None:
            yield Way(WayKind.GIVEN_LINK, link, "The link was given with the lead.")
            continue
        barred = f"{network} does not allow programs to read profiles, so it is not asked"
        advice = "." if known.profile_text.strip() else ": paste the profile's text instead."
        yield Way(WayKind.GIVEN_LINK, link, "The link was given with the lead.", barred + advice)


def _searches(known: Known, *, can_search: bool) -> Iterator[Way]:
    if not known.company:
        return
    barred = "" if can_search else "No search is set up (SEARCH_PROVIDER)."
    asked = " ".join(filter(None, (f'"{known.company}"', known.name)))
    yield Way(WayKind.SEARCH, asked, "The company is known by name.", barred)


def _sites(known: Known) -> Iterator[Way]:
    if known.website_url:
        yield Way(WayKind.COMPANY_SITE, known.website_url, "The site was given with the lead.")
    domain = company_domain(known.email)
    if domain and not (known.website_url and same_site(known.website_url, f"https://{domain}/")):
        reason = f"The mail address is one of {domain}, which is no free mail service."
        yield Way(WayKind.COMPANY_SITE, f"https://{domain}/", reason)


def company_domain(email: str) -> str:
    """The domain of an address, unless anybody can have one there, or nobody; "" then."""
    domain = ascii_host_of(f"https://{email.rpartition('@')[2]}/") if "@" in email else ""
    has_site = domain and not domain.endswith(_RESERVED) and not is_freemail(domain)
    return domain if has_site else ""


def is_freemail(domain: str) -> bool:
    """By whole domain, or by first name where a service has one in each country (yahoo.co.za)."""
    services = _freemail()
    return domain in services or f"{domain.partition('.')[0]}.*" in services


@lru_cache(maxsize=1)
def _freemail() -> frozenset[str]:
    lines = _FREEMAIL.read_text("utf-8").split("\n")
    return frozenset(line for line in lines if line and not line.startswith("#"))
