"""A smoothed liking for each site, subject and headline word, from votes. Pure.

The votes on a find (-1 to 1) are explained by what the find is: ridge regression (Hoerl and
Kennard 1970), solved by backfitting (Friedman and Stuetzle 1981). So a site is not blamed for its
subject, and a few votes move little. Only differences count: a team that says no to nearly
everything still gets its mail, in another order.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Literal, NamedTuple

TraitKind = Literal["site", "subject", "word"]

POINTS_A_UNIT = 110.0
"""A find that is sure to get a yes, where half of all do, moves up by so many points."""
POINTS_AT_MOST = 60
PRIOR = 8.0
"""As if a trait had so many more finds with votes of no opinion: one or two may be chance."""
HALF_LIFE_DAYS = 60.0
LITTLE = 3
"""With votes on fewer finds than this, the team's opinion of a site or subject is not known."""
SWEEPS = 12


class Trait(NamedTuple):
    """Something that finds have in common: a site (its id: two may have one name), the subject
    "sport", a word.

    A tuple, because two thousand votes look up a hundred thousand of them.
    """

    kind: TraitKind
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
        tally = self.tally(trait)
        return tally.all if tally else 0

    def tally(self, trait: Trait) -> Tally | None:
        """None when nobody voted on a find with the trait."""
        return self._tallies.get(trait)

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
    liked, disliked, told = Counter[Trait](), Counter[Trait](), Counter[Trait]()
    for opinion in opinions:
        told.update(opinion.traits)
        if opinion.yes != opinion.no:
            (liked if opinion.yes > opinion.no else disliked).update(opinion.traits)
    return {trait: Tally(trait, liked[trait], disliked[trait], told[trait]) for trait in told}


def weighed(opinion: Opinion, now: datetime) -> Weighed:
    days = max(0.0, (now - opinion.voted_at).total_seconds() / 86_400)
    return Weighed(ordered(opinion.traits), opinion.value, math.pow(0.5, days / HALF_LIFE_DAYS))


@lru_cache(maxsize=4_096)
def ordered(traits: frozenset[Trait]) -> tuple[Trait, ...]:
    """A set comes in another order in each process; the result must not."""
    return tuple(sorted(traits))


@dataclass(frozen=True, slots=True)
class Having:
    """The opinions that have a trait, by their numbers; their weights, and the sum of these."""

    numbers: Sequence[int]
    weights: Sequence[float]
    weight: float

    def smoothed(self, before: float, unexplained: Sequence[float]) -> float:
        """The weighted mean of what the other traits leave unexplained, drawn towards nothing."""
        total = before * self.weight
        for number, weight in zip(self.numbers, self.weights, strict=True):
            total += weight * unexplained[number]
        return total / (self.weight + PRIOR)


def likings(opinions: Sequence[Weighed]) -> dict[Trait, float]:
    """What each trait adds to a find's value, beside the others."""
    usual = mean(opinions)
    unexplained = [opinion.value - usual for opinion in opinions]
    traits = by_trait(opinions)
    found = dict.fromkeys(traits, 0.0)
    for _ in range(SWEEPS):
        for trait, own in traits.items():
            new = own.smoothed(found[trait], unexplained)
            change = new - found[trait]
            for number in own.numbers:
                unexplained[number] -= change
            found[trait] = new
    return found


def by_trait(opinions: Sequence[Weighed]) -> dict[Trait, Having]:
    numbers: defaultdict[Trait, list[int]] = defaultdict(list)
    for number, opinion in enumerate(opinions):
        for trait in opinion.traits:
            numbers[trait].append(number)
    return {trait: having(own, opinions) for trait, own in numbers.items()}


def having(numbers: Sequence[int], opinions: Sequence[Weighed]) -> Having:
    weights = [opinions[number].weight for number in numbers]
    return Having(numbers, weights, sum(weights))


def mean(opinions: Sequence[Weighed]) -> float:
    weight = sum(opinion.weight for opinion in opinions)
    return sum(opinion.weight * opinion.value for opinion in opinions) / weight if weight else 0.0
