"""What one vote changed for finds like the one it is about, in true numbers. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from app.agents.scout.pick.rule import felt
from app.agents.scout.votes.learning.opinions import VOTES_AT_MOST, Earlier, Vote, VotedFind
from app.agents.scout.votes.learning.taste import Opinion, Tally, Taste, Trait

SUBJECTS_TOLD = 2


@dataclass(frozen=True, slots=True)
class Standing:
    """How far votes move a find: among the others (`place`), and in the score that a mail asks
    for (`score`). Points, below 0 for down."""

    place: int
    score: int


@dataclass(frozen=True, slots=True)
class Effect:
    """One vote's. `tallies`: of the find's site and subjects, this vote among them; `yes`, `no`:
    all answers to the find; `voted`: finds with votes; `earlier`: the voter's answer before;
    `site`: the name of the find's."""

    site: str
    answer: str
    earlier: str | None
    before: Standing
    after: Standing
    yes: int
    no: int
    tallies: tuple[Tally, ...]
    voted: int
    all_alike: bool


def votes_before(
    votes: Sequence[Vote], pick_id: int, voter: str, earlier: Earlier | None
) -> list[Vote]:
    """The votes as they were before this person's answer to this find, the latest first."""
    mine = [vote for vote in votes if (vote.pick_id, vote.voter) == (pick_id, voter)]
    others = [vote for vote in votes if (vote.pick_id, vote.voter) != (pick_id, voter)]
    if earlier:
        others += [replace(vote, answer=earlier.answer, at=earlier.at) for vote in mine]
        others.sort(key=lambda vote: vote.at, reverse=True)
    return others[:VOTES_AT_MOST]


def effect_of(
    find: VotedFind,
    answer: str,
    earlier: Earlier | None,
    before: Sequence[VotedFind],
    after: Sequence[VotedFind],
    now: datetime,
) -> Effect:
    """`find` with this answer; all voted finds without it and with it."""
    traits = find.opinion.traits
    tastes = [taste_at(opinions_of(finds), full_hour(now)) for finds in (before, after)]
    return Effect(
        site=find.site,
        answer=answer,
        earlier=earlier.answer if earlier else None,
        before=standing(tastes[0], traits),
        after=standing(tastes[1], traits),
        yes=find.yes,
        no=find.no,
        tallies=tallies_told(tastes[1], traits),
        voted=len(after),
        all_alike=len({one.opinion.value for one in after}) == 1,
    )


def opinions_of(finds: Iterable[VotedFind]) -> tuple[Opinion, ...]:
    return tuple(find.opinion for find in finds)


def full_hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


@lru_cache(maxsize=4)
def taste_at(opinions: tuple[Opinion, ...], hour: datetime) -> Taste:
    """By the hour, which takes 0.05 percent of a vote's weight: so the taste after one vote is
    at hand as the one before the next."""
    return Taste(opinions, hour)


def standing(taste: Taste, traits: frozenset[Trait]) -> Standing:
    place = taste.move(traits).points
    return Standing(place, felt(place, little_known=taste.is_little_known(traits)))


def tallies_told(taste: Taste, traits: Iterable[Trait]) -> tuple[Tally, ...]:
    """The site's, and those of the subjects with most votes."""
    known = [tally for trait in traits if (tally := taste.tally(trait))]
    sites = [tally for tally in known if tally.trait.kind == "site"]
    subjects = [tally for tally in known if tally.trait.kind == "subject"]
    subjects.sort(key=lambda tally: (-tally.all, tally.trait))
    return (*sites, *subjects[:SUBJECTS_TOLD])
