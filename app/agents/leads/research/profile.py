"""A profile's text that somebody pasted, in the place of a page that programs may not read. Pure.

What it says was given by whoever pasted it: it counts for the score, not as something found.
"""

import re
from collections.abc import Iterator

from app.agents.leads.facts.types import Fact
from app.agents.leads.research.plan import Known
from app.agents.leads.research.site_page import SitePage
from app.agents.leads.score import PASTED_PROFILE
from app.parts.reading.clean import visible

LONGEST = 50_000
_INTERESTS = re.compile(
    r"^(?:interests?|hobbies|causes|volunteering)\s*(?:&\s*\w+\s*)?[:\u2013-]\s*(\S.{2,200})$",
    re.IGNORECASE | re.MULTILINE,
)
_POSITION = re.compile(r"^(\S.{2,80}?)\s(?:at|@|bei|chez|by)\s(\S.{1,80})$", re.MULTILINE)


def profile_page(known: Known) -> tuple[SitePage, list[Fact]]:
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
