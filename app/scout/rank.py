"""Which finds go into the mail: good, safe, fresh, one per story, not all from one site. Pure."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

PLACES = 5
FRESHNESS_POINTS = 25
"""The most that age takes away: a story of yesterday must be clearly better than today's."""
HALF_LIFE_HOURS = 36.0


@dataclass(frozen=True, slots=True)
class Find:
    """An article with its verdict. `published_at` falls back to when it was found."""

    article_id: int
    story: int
    site: str
    score: int
    safe: bool
    published_at: datetime


def rank(finds: Sequence[Find], *, now: datetime, min_score: int, sites: int) -> tuple[Find, ...]:
    """At most five, best first. `sites` is how many sites are read: few sites share more places."""
    eligible = [find for find in finds if find.safe and find.score >= min_score]
    best_first = sorted(eligible, key=lambda find: (-worth(find, now), find.article_id))
    per_site = places_per_site(sites)
    chosen: list[Find] = []
    taken: Counter[str] = Counter()
    stories: set[int] = set()
    for find in best_first:
        if len(chosen) < PLACES and find.story not in stories and taken[find.site] < per_site:
            chosen.append(find)
            taken[find.site] += 1
            stories.add(find.story)
    return tuple(chosen)


def places_per_site(sites: int) -> int:
    """Two, or more when there are too few sites to fill five places with two each."""
    return max(2, math.ceil(PLACES / max(1, sites)))


def worth(find: Find, now: datetime) -> float:
    """Score less what age takes: nothing at once, half of it after a day and a half."""
    hours = max(0.0, (now - find.published_at).total_seconds() / 3600)
    return find.score - FRESHNESS_POINTS * (1 - math.pow(0.5, hours / HALF_LIFE_HOURS))
