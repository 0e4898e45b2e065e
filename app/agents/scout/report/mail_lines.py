"""The lines of the summary mail, ready to print: short enough, links checked, lists cut. Pure.

Both parts of the mail are made from these, so they cannot say different things. The limits keep
the HTML under the 102 KB at which Gmail cuts a mail off, whatever the titles and addresses are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from app.agents.scout.report import phrases
from app.agents.scout.report.links import VoteLinks
from app.agents.scout.report.result_schema import AlsoIn, BadLink, HeldBackFind, SiteResult, TopFind
from app.lib.printable import one_line
from app.lib.templating import age, local_time, web_link

TITLE_CHARACTERS = 200
NAME_CHARACTERS = 50
SENTENCE_CHARACTERS = 340
"""A reason of 240 and what votes had to do with it."""
FOOT_CHARACTERS = 100
TROUBLE_CHARACTERS = 200
OTHER_TITLE_CHARACTERS = 100
OTHER_OUTLETS, FEWER_OUTLETS = 5, 2
"""Fewer where the mail would be cut off otherwise: headlines of all outlets and finds at their
longest are 14 KB."""
OTHER_LINK_CHARACTERS = 240
LISTED = 8
BAD_LINKS_LISTED = 5
SITE_NAMES = 40


@dataclass(frozen=True, slots=True)
class Outlet:
    """Where else the story ran. `link` may be "", and so may `different`, where one says that it is
    not the same story, and the headline of a result of before."""

    name: str
    link: str
    title: str = ""
    different: str = ""


@dataclass(frozen=True, slots=True)
class FindLines:
    """One find as the mail prints it; `link` is "" when a person must not be sent there."""

    rank: int
    title: str
    link: str
    site: str
    age: str
    published: str
    score: int
    scorer: str
    reason: str
    angle: str
    angle_source: str
    others: tuple[Outlet, ...]
    more_others: int
    yes_url: str
    no_url: str

    @property
    def angle_shown(self) -> str:
        """What can be posted as it stands is in quotation marks."""
        return f"“{self.angle}”" if self.angle_source else self.angle


@dataclass(frozen=True, slots=True)
class Listing:
    """The first lines of a list, and how many more there are."""

    lines: tuple[str, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Moment:
    """When, and where the reader is."""

    now: datetime
    zone: ZoneInfo

    @property
    def local(self) -> str:
        return local_time(self.now, self.zone)


def find_lines(
    find: TopFind, votes: VoteLinks, moment: Moment, outlets: int = OTHER_OUTLETS
) -> FindLines:
    """With so many other outlets; how many more there are is counted."""
    published_at = datetime.fromisoformat(find.published_at) if find.published_at else None
    return FindLines(
        rank=find.rank,
        title=one_line(find.title, TITLE_CHARACTERS) or "A find without a title",
        link=web_link(find.url),
        site=one_line(find.site, NAME_CHARACTERS),
        age=age(published_at, moment.now),
        published=local_time(published_at, moment.zone),
        score=max(0, min(100, find.score)),
        scorer="by the keyword scorer" if find.scorer == "keyword" else "",
        reason=one_line(find.reason, SENTENCE_CHARACTERS),
        angle=one_line(find.angle, SENTENCE_CHARACTERS),
        angle_source=phrases.OWN_LINE if find.own_line else "",
        others=tuple(
            outlet(other, votes.different.get(other.article_id, ""))
            for other in find.also_in[:outlets]
        ),
        more_others=max(0, len(find.also_in) - outlets),
        yes_url=votes.yes,
        no_url=votes.no,
    )


def outlet(other: AlsoIn, different: str = "") -> Outlet:
    return Outlet(
        name=one_line(other.site, NAME_CHARACTERS),
        link=web_link(other.url, OTHER_LINK_CHARACTERS),
        title=one_line(other.title, OTHER_TITLE_CHARACTERS)
        or ("An article without a title" if other.article_id else ""),
        different=different,
    )


def listing(lines: Sequence[str], limit: int = LISTED, total: int = 0) -> Listing:
    shown = tuple(lines[:limit])
    return Listing(shown, max(total, len(lines)) - len(shown))


def held_back_lines(held_back: Sequence[HeldBackFind], total: int) -> Listing:
    """`total` counts those too that would not have been good enough and are not in the list."""
    return listing([held_back_line(held) for held in held_back], total=total)


def held_back_line(held: HeldBackFind) -> str:
    """What was kept from the team, by which rule, and the words that say so."""
    title, site = one_line(held.title, FOOT_CHARACTERS), one_line(held.site, NAME_CHARACTERS)
    words = one_line(held.quote, FOOT_CHARACTERS)
    because = f", because it says “{words}”" if words else ""
    return f"{title} ({site}): {one_line(held.rule, NAME_CHARACTERS)}{because}"


def bad_link_lines(bad_links: Sequence[BadLink], again: str = "run") -> Listing:
    """`again`: what comes next, a run or a digest."""
    return listing([bad_link_line(bad, again) for bad in bad_links], BAD_LINKS_LISTED)


def bad_link_line(bad: BadLink, again: str) -> str:
    """A find that would have been mailed, and what is wrong with its address."""
    title, site = one_line(bad.title, FOOT_CHARACTERS), one_line(bad.site, NAME_CHARACTERS)
    when = f" It is tried again with the next {again}." if bad.waits else ""
    return f"{title} ({site}): {one_line(bad.reason, FOOT_CHARACTERS)}{when}"


def unread_lines(sites: Sequence[SiteResult], zone: ZoneInfo) -> Listing:
    return listing([unread_line(site, zone) for site in phrases.unread_sites(sites)])


def unread_line(site: SiteResult, zone: ZoneInfo) -> str:
    return f"{name(site)}, {one_line(phrases.trouble(site, zone), TROUBLE_CHARACTERS)}"


def elsewhere_lines(sites: Sequence[SiteResult]) -> Listing:
    return listing([elsewhere_line(site) for site in phrases.elsewhere_sites(sites)])


def elsewhere_line(site: SiteResult) -> str:
    """ "Town News: 3 stories lead to a page that asks for consent"."""
    return f"{name(site)}: {one_line(phrases.elsewhere(site), TROUBLE_CHARACTERS)}"


def read_names(sites: Sequence[SiteResult]) -> Listing:
    return listing([name(site) for site in phrases.read_sites(sites)], SITE_NAMES)


def name(site: SiteResult) -> str:
    return one_line(site.name or site.url, NAME_CHARACTERS)
