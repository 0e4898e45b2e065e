"""The sites of a brand as their page shows them. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.agents.scout.pages.brand_choice import Choice
from app.agents.scout.pages.words import VISITS
from app.agents.scout.votes.precision import Precision
from app.parts.http.pages import Badge
from app.parts.reading.not_the_story import led_elsewhere
from app.parts.reading.types import may_be_offline

NEVER = Badge("Not visited yet", "quiet")
WORST_FIRST = ("blocked", "failed")
DAYS = 7
"""Over which articles are counted."""
WEEKS = 4
"""Over which votes are: twelve take a database with years behind it twice as long."""

WHAT_TO_DO = {
    "blocked": (
        "It does not let this service read it, and that is respected. Look for a feed of the same "
        "publisher, ask the publisher to allow it, or take the site out of the brand file."
    ),
    "failed": (
        "Open the address in a browser. If it has moved, correct its url in the brand file; if "
        "the site is down, wait: it is tried again by itself."
    ),
}
LEFT_ALONE = "Nothing is to be done: it asked to be left alone for a while, and it is."
OFFLINE = (
    "No site at all can be found, so look at the internet connection of the machine that this "
    "service runs on. The sites are tried again by themselves."
)
SILENT = (
    f"It can be read but named nothing new for {DAYS} days. Open it in a browser: it may have "
    "been given up, or its news may be at another address."
)
NO_RUN_YET = "It is read by the next run."


@dataclass(frozen=True, slots=True)
class SiteView:
    """One site. `status` None before its first visit; `reads_from` the feed that is read instead.

    `instead`: of its articles, those whose page was something else, by what that was.
    `next_at`: it is not asked before; `rests_until`: because its host asked for that.
    """

    name: str
    url: str
    status: str | None = None
    error: str | None = None
    reads_from: str | None = None
    succeeded_at: datetime | None = None
    failing_since: datetime | None = None
    next_at: datetime | None = None
    rests_until: datetime | None = None
    articles: int = 0
    precision: Precision | None = None
    instead: Mapping[str, int] = field(default_factory=dict)

    @property
    def elsewhere(self) -> str:
        """What stories lead to that is not the story, "" where they all lead to theirs."""
        return led_elsewhere(self.instead)

    @property
    def badge(self) -> Badge:
        return VISITS.get(self.status, NEVER) if self.status else NEVER

    @property
    def is_in_trouble(self) -> bool:
        return self.status in WORST_FIRST or self.rests_until is not None

    @property
    def what_to_do(self) -> str:
        """ "" for a site that is well."""
        if self.rests_until is not None:
            return LEFT_ALONE
        if self.status is None:
            return NO_RUN_YET
        well = "" if self.articles else SILENT
        return WHAT_TO_DO.get(self.status, well)

    @property
    def votes(self) -> str:
        """What the team said to the finds from here."""
        one = self.precision
        if one is None or not one.mailed:
            return "none mailed"
        if one.share is None:
            return f"{one.mailed} mailed, no votes yet"
        return f"{one.share:.0%} ({one.liked} of {one.voted})"

    @property
    def rank(self) -> tuple[int, str]:
        """Worst first, then by name."""
        troubles = {status: place for place, status in enumerate(WORST_FIRST)}
        place = troubles.get(self.status or "", len(troubles) + (not self.is_in_trouble))
        return place, self.name.casefold()


@dataclass(frozen=True, slots=True)
class SitesView:
    """All sites of a brand; votes are counted over `weeks`, articles over `days`."""

    sites: tuple[SiteView, ...]
    weeks: int
    choices: tuple[Choice, ...] = ()
    is_file_broken: bool = False
    days: int = DAYS

    @property
    def troubled(self) -> tuple[SiteView, ...]:
        return tuple(sorted((s for s in self.sites if s.is_in_trouble), key=lambda s: s.rank))

    @property
    def well(self) -> tuple[SiteView, ...]:
        return tuple(sorted((s for s in self.sites if not s.is_in_trouble), key=lambda s: s.rank))

    @property
    def is_offline(self) -> bool:
        """Not one of several sites was found by its name: hardly the sites' own fault."""
        visited = [site for site in self.sites if site.status]
        return len(visited) > 1 and all(may_be_offline(site.error or "") for site in visited)

    def advice(self, site: SiteView) -> str:
        return OFFLINE if site.status == "failed" and self.is_offline else site.what_to_do

    @property
    def is_unvisited(self) -> bool:
        return all(site.status is None for site in self.sites)
