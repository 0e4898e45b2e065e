"""Which finds go into the mail: good, safe, new, liked, one per story, few per site. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.agents.scout.types import Candidate, Verdict
from app.agents.scout.votes.learning import telling
from app.agents.scout.votes.learning.taste import NOT_MOVED, Move
from app.parts.reading.group import Fingerprint, Resemblance

PLACES = 5
FRESHNESS_POINTS = 25
"""The most that age takes away: a story of yesterday must be clearly better than today's."""
HALF_LIFE_HOURS = 36.0
TOLD_POINTS = 25
"""What a mail of the last days surely told loses: more of it must be clearly better than other
news. What grouping cannot join may be one story even so: docs/same-story.md has the figures."""
ALIKE = 0.4
"""Two finds of one mail that are so likely one story: the second gets a place that is left."""
STALE_AFTER = timedelta(days=7)
"""An old page that a site links anew is no news. Only at a first visit may all be old."""
LIFTED_AT_MOST = 15
"""Votes may bring a find of 45 over a limit of 60, not one that is nothing to the brand."""
LOWERED_AT_MOST = 25
"""They may keep back a find of 80, but not what the brand must see, and nothing of a kind with
few votes: one single no would silence a site for good."""
TRY_WITHIN = 15
"""A try may be so many points worse than the find whose place it takes."""


@dataclass(frozen=True, slots=True)
class Find:
    """An article with its verdict, while it competes for a place in the mail.

    `run_id` is the run that judged it. `move`: what the votes so far say of its kind;
    `little_known`: few votes so far on its site or its subject; `is_try`: it has its place to
    learn more of them. `is_archive`: it was old already at its site's first visit, where all may
    be old. `own_line`: its angle is a line of the brand file. `copy`: an article of the same story
    to mail in its place, whose page opens. `fingerprint`: what it is compared by, if that is known;
    `told`: how likely a mail of the last days told it, from 0 to 1.
    """

    article: Candidate
    verdict: Verdict
    story: int
    found_at: datetime
    run_id: int = 0
    move: Move = NOT_MOVED
    little_known: bool = False
    is_archive: bool = False
    is_try: bool = False
    own_line: bool = False
    copy: Candidate | None = None
    fingerprint: Fingerprint | None = None
    told: float = 0.0

    @property
    def id(self) -> int:
        """The article's that was judged."""
        return int(self.article.id)

    @property
    def shown(self) -> Candidate:
        return self.copy or self.article

    @property
    def site_id(self) -> int:
        """Of the site whose page is shown."""
        return self.shown.site_id

    @property
    def safe(self) -> bool:
        return self.verdict.safety.safe

    @property
    def score(self) -> int:
        return self.verdict.score

    @property
    def voted_score(self) -> int:
        """The score with what the votes say, 0 to 100: this is what the mail's limit is about."""
        return max(0, min(100, self.score + felt(self.move.points, little_known=self.little_known)))

    @property
    def appeared_at(self) -> datetime:
        return self.article.published_at or self.found_at

    @property
    def reason(self) -> str:
        """Why it fits, and what votes had to do with its place."""
        site = self.article.site
        said = telling.a_try(site) if self.is_try else telling.told(self.move, site)
        return f"{self.verdict.reason} {said}".strip()

    @property
    def may_be_mailed(self) -> bool:
        """A triage's score decides who is reviewed, not what is mailed."""
        return self.verdict.step != "triage"


def felt(move: int, *, little_known: bool) -> int:
    """How many of the points that votes would move a find its score is moved."""
    lowered = 0 if little_known else LOWERED_AT_MOST
    return max(-lowered, min(LIFTED_AT_MOST, move))


def rank(finds: Sequence[Find], *, now: datetime, min_score: int, sites: int) -> tuple[Find, ...]:
    """At most five, best first. `sites` is how many sites are read: few sites share more places."""
    eligible = [find for find in finds if is_eligible(find, now, min_score)]
    best_first = sorted(eligible, key=lambda find: (-worth(find, now), find.id))
    per_site = places_per_site(sites)
    chosen = take([], best_first, PLACES, per_site)
    if len(chosen) < PLACES or any(find.little_known for find in chosen):
        return tuple(chosen)
    return with_a_try(chosen, best_first, now, per_site)


def is_eligible(find: Find, now: datetime, min_score: int) -> bool:
    return find.safe and find.voted_score >= min_score and not is_stale(find, now)


def is_stale(find: Find, now: datetime) -> bool:
    """Out of an archive it may be old, but it does not wait longer than others for a mail."""
    return now - (find.found_at if find.is_archive else find.appeared_at) > STALE_AFTER


def take(chosen: list[Find], best_first: Sequence[Find], places: int, per_site: int) -> list[Find]:
    """The chosen and the best of the others, up to so many, one per story, few per site; last what
    may be the story of another one."""
    chosen = list(chosen)
    for alike_too in (False, True):
        for find in best_first:
            is_left = len(chosen) < places and has_a_place(find, chosen, per_site)
            if is_left and (alike_too or not is_alike(find, chosen)):
                chosen.append(find)
    return chosen


def has_a_place(find: Find, chosen: Sequence[Find], per_site: int) -> bool:
    of_site = sum(one.site_id == find.site_id for one in chosen)
    return of_site < per_site and all(one.story != find.story for one in chosen)


def is_alike(find: Find, chosen: Sequence[Find]) -> bool:
    if find.fingerprint is None:
        return False
    others = (one.fingerprint for one in chosen if one.fingerprint is not None)
    return Resemblance(others).of(find.fingerprint) >= ALIKE


def with_a_try(
    chosen: Sequence[Find], best_first: Sequence[Find], now: datetime, per_site: int
) -> tuple[Find, ...]:
    """The last place for a find of a kind that has few votes, if it is nearly as good."""
    first, last = list(chosen[:-1]), chosen[-1]
    enough = worth(last, now) - TRY_WITHIN
    others = [find for find in best_first if find.little_known and worth(find, now) >= enough]
    tried = take(first, others, PLACES, per_site)
    return (*first, replace(tried[-1], is_try=True) if len(tried) == PLACES else last)


def places_per_site(sites: int) -> int:
    """Two, or more when there are too few sites to fill five places with two each."""
    return max(2, math.ceil(PLACES / max(1, sites)))


def worth(find: Find, now: datetime) -> float:
    """Score and votes, less what age takes: nothing at once, half of it after a day and a half;
    and less what it loses for having been told."""
    hours = max(0.0, (now - find.appeared_at).total_seconds() / 3600)
    return (
        find.score
        + find.move.points
        - FRESHNESS_POINTS * (1 - math.pow(0.5, hours / HALF_LIFE_HOURS))
        - TOLD_POINTS * find.told
    )
