"""Does the team get more of what it likes once it has voted? Measured by `make quality`.

Five months of South African feeds are replayed a day at a time: the five best of the day's new
items, by the keyword scorer, go to a simulated team that votes on each. Its taste is not the
keywords': it likes some outlets and themes and dislikes others, and is not always of one mind.
The themes are recognised here by words that the product does not know of. Votes and items are the
same with learning on and off, only the order differs.
"""

import gzip
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache

from app.agents.scout.pick.rule import Find, rank
from app.agents.scout.types import Candidate
from app.agents.scout.votes.learning.taste import Opinion, Taste, Trait
from app.agents.scout.votes.learning.traits import traits_of
from benchmarks.given_data import given_data
from benchmarks.quality_relevance import keyword_judge

SEEDS = (0, 1, 2)
ITEMS_OF_AN_OUTLET = 30
"""Fewer, and the team hardly meets it."""
OUTLETS, THEMES_OF_A_TEAM = 4, 3
"""So many are liked, and as many disliked."""
USUAL, STEP = 0.35, 0.4
"""The chance of a yes, and what each liked or disliked trait adds or takes."""
SURE = 0.97
NEVER_TOO_BAD = 0
"""No lower limit of the score: hardly any of these items is about the brand."""

THEMES = {
    "politics": r"ramaphosa|\banc\b|\bda\b|minister|parliament|election|zuma|cabinet",
    "rugby": r"springbok|rugby|\bboks?\b|stormers|bulls|sharks",
    "football": r"chiefs|pirates|soccer|\bpsl\b|bafana|sundowns",
    "crime": r"police|court|murder|arrest|crime|killed",
    "money": r"\brand\b|\btax|market|econom|bank|\bgdp\b|budget",
    "energy": r"eskom|load.?shedding|power|electricity",
    "health": r"health|hospital|disease|vaccine|cancer",
    "technology": r"\bai\b|tech|phone|samsung|starlink|google",
    "world": r"trump|\bus\b|israel|gaza|ukraine|china|iran",
    "school": r"school|universit|student|matric|teacher",
    "culture": r"music|film|\btv\b|festival|\bart\b|book|theatre",
}
PATTERNS = {theme: re.compile(words, re.IGNORECASE) for theme, words in THEMES.items()}


@dataclass(frozen=True, slots=True)
class Item:
    """One new item: what the product makes of it, and what the team looks at."""

    find: Find
    traits: frozenset[Trait]
    outlet: str
    seen_as: frozenset[str]


@dataclass(frozen=True, slots=True)
class Team:
    """Whether it says yes is settled for each item beforehand, whoever shows it."""

    liked: frozenset[str]
    disliked: frozenset[str]
    luck: Sequence[float]

    def says_yes(self, item: Item) -> bool:
        liking = len(item.seen_as & self.liked) - len(item.seen_as & self.disliked)
        chance = max(1 - SURE, min(SURE, USUAL + STEP * liking))
        return self.luck[item.find.id] < chance


@dataclass(frozen=True, slots=True)
class Replay:
    """By day: the share of yes among the five, and which five they were."""

    hits: tuple[float, ...]
    shown: tuple[tuple[int, ...], ...]

    @property
    def last_third(self) -> float:
        last = self.hits[len(self.hits) * 2 // 3 :]
        return sum(last) / len(last)


@cache
def days() -> Mapping[date, Sequence[Item]]:
    judge = keyword_judge()
    with gzip.open(given_data("replay", "items.jsonl.gz"), "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    by_day: defaultdict[date, list[Item]] = defaultdict(list)
    outlets: dict[str, int] = {}
    for number, row in enumerate(rows):
        seen_at = datetime.fromisoformat(row["first_snapshot"])
        site_id = outlets.setdefault(row["source"], len(outlets))
        told = (str(number), row["title"], row["url"], row["source"], row["summary"])
        candidate = Candidate(*told, site_id=site_id)
        verdict = judge(candidate)
        find = Find(candidate, verdict, story=number, found_at=seen_at)
        traits = traits_of(
            site_id=site_id,
            title=row["title"],
            summary=row["summary"],
            subject=verdict.subject,
        )
        themes = {theme for theme, words in PATTERNS.items() if words.search(row["title"])}
        seen_as = frozenset({row["source"], *themes})
        by_day[seen_at.date()].append(Item(find, traits, row["source"], seen_as))
    return dict(sorted(by_day.items()))


def team(seed: int) -> Team:
    draw = random.Random(seed)
    counts = Counter(item.outlet for items in days().values() for item in items)
    outlets = sorted(site for site, count in counts.items() if count >= ITEMS_OF_AN_OUTLET)
    some = draw.sample(outlets, 2 * OUTLETS)
    themes = draw.sample(sorted(THEMES), 2 * THEMES_OF_A_TEAM)
    return Team(
        frozenset(some[:OUTLETS] + themes[:THEMES_OF_A_TEAM]),
        frozenset(some[OUTLETS:] + themes[THEMES_OF_A_TEAM:]),
        [draw.random() for _ in range(counts.total())],
    )


def replay(voters: Team, *, learning: bool) -> Replay:
    opinions: list[Opinion] = []
    hits, shown = [], []
    for items in days().values():
        now = max(item.find.appeared_at for item in items)
        five = best_five(items, Taste(opinions if learning else [], now), now)
        answers = [voters.says_yes(item) for item in five]
        opinions += [
            Opinion(item.traits, int(yes), int(not yes), now)
            for item, yes in zip(five, answers, strict=True)
        ]
        hits.append(sum(answers) / len(answers))
        shown.append(tuple(item.find.id for item in five))
    return Replay(tuple(hits), tuple(shown))


def best_five(items: Sequence[Item], taste: Taste, now: datetime) -> list[Item]:
    by_id = {item.find.id: item for item in items}
    finds = [
        replace(
            item.find,
            move=taste.move(item.traits),
            little_known=taste.is_little_known(item.traits),
        )
        for item in items
    ]
    outlets = len({find.site_id for find in finds})
    places = rank(finds, now=now, min_score=NEVER_TOO_BAD, sites=outlets)
    return [by_id[place.id] for place in places]


def votes_until_a_change(on: Replay, off: Replay) -> int:
    """How many votes had been cast when the five first differed."""
    votes = 0
    for learnt, unlearnt in zip(on.shown, off.shown, strict=True):
        if learnt != unlearnt:
            return votes
        votes += len(learnt)
    return votes


def curves(seeds: Sequence[int] = SEEDS) -> list[tuple[Replay, Replay]]:
    """For each team: with the votes and without."""
    return [
        (replay(team(seed), learning=True), replay(team(seed), learning=False)) for seed in seeds
    ]


def figures() -> Mapping[str, float]:
    both = curves()
    gains = [on.last_third - off.last_third for on, off in both]
    return {
        "hit@5 gained by votes": sum(gains) / len(gains),
        "hit@5 gained by votes, least of the teams": min(gains),
        "votes until the first change": max(votes_until_a_change(on, off) for on, off in both),
    }


def main() -> None:
    """Prints the figures of more teams, one by one."""
    for seed in range(8):
        [(on, off)] = curves([seed])
        print(
            f"team {seed}: hit@5 of the last third {off.last_third:.3f} without votes, "
            f"{on.last_third:.3f} with them; first change after {votes_until_a_change(on, off)}"
        )
    print(figures())


if __name__ == "__main__":
    main()
