"""A smoothed liking for each site, subject and headline word, from votes. Pure.

The votes on a find (-1 to 1) are explained by what the find is: ridge regression (Hoerl and
Kennard 1970), solved by backfitting (Friedman and Stuetzle 1981). So a site is not blamed for its
subject, and a few votes move little. Only differences count: a team that says no to nearly
everything still gets its mail, in another order.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Kind = Literal["site", "subject", "word"]

POINTS_A_UNIT = 110.0
"""A find that is sure to get a yes, where half of all do, moves up by so many points."""
POINTS_AT_MOST = 60
PRIOR = 8.0
"""As if a trait had so many more finds with votes of no opinion: one or two may be chance."""
HALF_LIFE_DAYS = 60.0
LITTLE = 3
"""With votes on fewer finds than this, the team's opinion of a site or subject is not known."""
SWEEPS = 12


@dataclass(frozen=True, slots=True)
class Trait:
    """Something that finds have in common: the site "IOL", the subject "sport", a word."""

    kind: Kind
    name: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """What people said of one find: counts of their answers, and when the last one came."""

    traits: frozenset[Trait]
    yes: int
    no: int
    voted_at: datetime

    @property
    def value(self) -> float:
        """1 when all said yes, -1 when all said no."""
        return (self.yes - self.no) / (self.yes + self.no)


@dataclass(frozen=True, slots=True)
class Tally:
    """Of the finds with a trait: how many got more yes than no, more no than yes, votes at all."""

    trait: Trait
    liked: int
    disliked: int
    all: int

    @property
    def balance(self) -> int:
        return self.liked - self.disliked


@dataclass(frozen=True, slots=True)
class Move:
    """How many points votes move a find, and the trait that moves it most that way."""

    points: int = 0
    because: Tally | None = None


NOT_MOVED = Move()


@dataclass(frozen=True, slots=True)
class Weighed:
    """An opinion made ready: its traits that count, its value, its weight by age."""

    traits: tuple[Trait, ...]
    value: float
    weight: float


class Taste:
    """The team's taste by its opinions up to `now`. Where people disagree evenly it has none."""

    def __init__(self, opinions: Iterable[Opinion], now: datetime) -> None:
        given = [opinion for opinion in opinions if opinion.yes + opinion.no]
        self._tallies = tallies(given)
        self._likings = likings([weighed(one, now) for one in given if one.value])

    @property
    def is_blank(self) -> bool:
        return not self._tallies

    def is_little_known(self, traits: Iterable[Trait]) -> bool:
        """Has the team said little so far of the site, or of one of the subjects?"""
        return not self.is_blank and any(
            self.finds_with(trait) < LITTLE for trait in traits if trait.kind != "word"
        )

    def finds_with(self, trait: Trait) -> int:
        """Finds with the trait that somebody voted on, also where people disagreed."""
        return self._tallies[trait].all if trait in self._tallies else 0

    def move(self, traits: Iterable[Trait]) -> Move:
        """How a find with these traits should be moved."""
        felt = {trait: self._likings[trait] for trait in traits if trait in self._likings}
        points = round(POINTS_A_UNIT * sum(felt.values()))
        points = max(-POINTS_AT_MOST, min(POINTS_AT_MOST, points))
        if not points:
            return NOT_MOVED
        return Move(points, self._strongest(felt, math.copysign(1.0, points)))

    def _strongest(self, felt: Mapping[Trait, float], direction: float) -> Tally | None:
        """What moves a find most that way, among what most people felt so about."""
        telling = [
            trait
            for trait in felt
            if felt[trait] * direction > 0 and self._tallies[trait].balance * direction > 0
        ]
        telling.sort(key=lambda trait: (felt[trait] * direction, str(trait)))
        return self._tallies[telling[-1]] if telling else None


def tallies(opinions: Sequence[Opinion]) -> dict[Trait, Tally]:
    values: defaultdict[Trait, list[float]] = defaultdict(list)
    for opinion in opinions:
        for trait in opinion.traits:
            values[trait].append(opinion.value)
    return {
        trait: Tally(trait, sum(v > 0 for v in of), sum(v < 0 for v in of), len(of))
        for trait, of in values.items()
    }


def weighed(opinion: Opinion, now: datetime) -> Weighed:
    days = max(0.0, (now - opinion.voted_at).total_seconds() / 86_400)
    traits = tuple(sorted(opinion.traits, key=str))
    return Weighed(traits, opinion.value, math.pow(0.5, days / HALF_LIFE_DAYS))


def likings(opinions: Sequence[Weighed]) -> dict[Trait, float]:
    """What each trait adds to a find's value, beside the others."""
    having: defaultdict[Trait, list[int]] = defaultdict(list)
    for number, opinion in enumerate(opinions):
        for trait in opinion.traits:
            having[trait].append(number)
    usual = mean(opinions)
    unexplained = [opinion.value - usual for opinion in opinions]
    found = dict.fromkeys(having, 0.0)
    for _ in range(SWEEPS):
        for trait, numbers in having.items():
            new = smoothed(found[trait], numbers, opinions, unexplained)
            for number in numbers:
                unexplained[number] -= new - found[trait]
            found[trait] = new
    return found


def smoothed(
    before: float,
    numbers: Sequence[int],
    opinions: Sequence[Weighed],
    unexplained: Sequence[float],
) -> float:
    """The weighted mean of what the other traits leave unexplained, drawn towards nothing."""
    total = sum(opinions[number].weight * (unexplained[number] + before) for number in numbers)
    return total / (sum(opinions[number].weight for number in numbers) + PRIOR)


def mean(opinions: Sequence[Weighed]) -> float:
    weight = sum(opinion.weight for opinion in opinions)
    return sum(opinion.weight * opinion.value for opinion in opinions) / weight if weight else 0.0
