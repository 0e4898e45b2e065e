"""The ways of a plan, carried out: each asks for what it names, or reads what was pasted, and ends
in an outcome."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.agents.leads.facts.types import Fact
from app.agents.leads.research.company_site import CompanySite
from app.agents.leads.research.mentions import facts_of_person
from app.agents.leads.research.pages import Pages
from app.agents.leads.research.plan import Known, Way, WayKind
from app.agents.leads.research.searching import Searching
from app.agents.leads.research.site_page import SitePage
from app.agents.leads.research.stored import Outcome
from app.agents.leads.score import PASTED_PROFILE
from app.parts.reading.clean import visible
from app.parts.reading.types import READING_ERRORS, BlockedError, RefusedAddressError

LONGEST = 50_000
_INTERESTS = re.compile(
    r"^(?:interests?|hobbies|causes|volunteering)\s*(?:&\s*\w+\s*)?[:\u2013-]\s*(\S.{2,200})$",
    re.IGNORECASE | re.MULTILINE,
)
_POSITION = re.compile(r"^(\S.{2,80}?)\s(?:at|@|bei|chez|by)\s(\S.{1,80})$", re.MULTILINE)
NOT_FOUND = Outcome("nothing", "Nothing of the lead was found there.")


@dataclass(frozen=True, slots=True)
class Ways:
    """Takes the ways of one lead's plan."""

    known: Known
    pages: Pages
    site: CompanySite
    searching: Searching | None = None

    async def take(self, way: Way) -> Outcome:
        """What can go wrong with one way costs no other. Raises LeaseLostError."""
        if way.barred:
            return Outcome("skipped" if way.kind is WayKind.SEARCH else "blocked", way.barred)
        try:
            return await self._take(way)
        except (BlockedError, RefusedAddressError) as error:
            return Outcome("blocked", str(error))
        except READING_ERRORS as error:
            return Outcome("failed", str(error))

    async def _take(self, way: Way) -> Outcome:
        match way.kind:
            case WayKind.PROFILE_TEXT:
                return self._profile()
            case WayKind.SEARCH:
                return await self._search(way.target)
            case WayKind.COMPANY_SITE:
                return await self.site.read(way.target)
            case _:
                return await self._link(way.target)

    def _profile(self) -> Outcome:
        page, facts = profile_page(self.known)
        kept = self.pages.desk.store_page(page.url, page, facts)
        return Outcome("found", f"{kept} facts of the pasted text") if kept else NOT_FOUND

    async def _search(self, query: str) -> Outcome:
        if self.searching is None:
            return Outcome("skipped", "No search is set up (SEARCH_PROVIDER).")
        return await self.searching.find(query)

    async def _link(self, address: str) -> Outcome:
        """A page of the lead's own, given with it."""
        page = await self.pages.read(address)
        kept = self.pages.keep(address, page, [*facts_of_person(self.known, page)])
        return Outcome("found", f"{kept} facts on {page.url}") if kept else NOT_FOUND


def profile_page(known: Known) -> tuple[SitePage, list[Fact]]:
    """A profile's text that somebody pasted, in the place of a page that programs may not read.

    What it says was given by whoever pasted it: it counts for the score, not as something found.
    """
    lines = (" ".join(line.split()) for line in visible(known.profile_text[:LONGEST]).split("\n"))
    text = "\n".join(line for line in lines if line)
    return SitePage(PASTED_PROFILE, "Profile, pasted", text), list(_facts(text, known))


def _facts(text: str, known: Known) -> Iterator[Fact]:
    for found in _INTERESTS.finditer(text):
        yield Fact("personal_interests", found[1].strip(), found[0])
    for found in _POSITION.finditer(text):
        if known.company and known.company.casefold() in found[2].casefold():
            yield Fact("title", found[1], found[0])
            return
