"""Why a find that is good enough has no place among the five. Pure.

A run's result keeps it: votes, age and likeness, which decide, are others a day later.
"""

from collections.abc import Sequence
from datetime import datetime

from app.agents.scout.pick.link_check import Seen
from app.agents.scout.pick.pick_finds import Picked
from app.agents.scout.pick.rule import (
    PLACES,
    TOLD_POINTS,
    Find,
    is_alike,
    is_stale,
    places_per_site,
    worth,
)
from app.agents.scout.report.result_schema import WhyNoPlace, WithoutPlace


def without_place(
    picked: Picked, *, now: datetime, min_score: int, sites: int
) -> tuple[WithoutPlace, ...]:
    """Of the finds that do not compete again. `sites` is how many sites are read."""
    settled = {one.id for one in picked.chosen} | picked.competing_again
    gone = {one.id for one in picked.left_out(Seen.GONE)}

    def why(find: Find) -> WithoutPlace:
        if find.voted_score < min_score:
            return no_place(find, "votes")
        if find.id in gone:
            return no_place(find, "gone")
        return beaten(find, picked.chosen, now, places_per_site(sites))

    return tuple(
        why(one)
        for one in picked.judged
        if one.safe and one.may_be_mailed and max(one.score, one.voted_score) >= min_score
        if one.id not in settled
    )


def no_place(find: Find, why: WhyNoPlace, beside: int = 0) -> WithoutPlace:
    return WithoutPlace(article_id=find.id, why=why, beside=beside)


def beaten(find: Find, chosen: Sequence[Find], now: datetime, per_site: int) -> WithoutPlace:
    """By what it would have had a place without."""
    same = next((rank for rank, one in enumerate(chosen, 1) if one.story == find.story), 0)
    if same:
        return no_place(find, "same_story", same)
    if is_stale(find, now):
        return no_place(find, "stale")
    own = worth(find, now)
    if not reaches(own + TOLD_POINTS * find.told, chosen, now):
        return no_place(find, "beaten")
    if sum(one.site_id == find.site_id for one in chosen) >= per_site:
        return no_place(find, "site")
    if not reaches(own, chosen, now):
        return no_place(find, "told")
    alike = next((rank for rank, one in enumerate(chosen, 1) if is_alike(find, [one])), 0)
    if alike:
        return no_place(find, "alike", alike)
    return no_place(find, "try" if chosen and chosen[-1].is_try else "beaten")


def reaches(own: float, chosen: Sequence[Find], now: datetime) -> bool:
    """Would so much have been enough?"""
    return len(chosen) < PLACES or own >= min(worth(one, now) for one in chosen)
