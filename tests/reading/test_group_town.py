"""Shared names alone make no story: one town, one week, the same people, twenty stories."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations

import pytest

from app.agents.scout.pick.rule import ALIKE
from app.parts.reading.group import Resemblance, StoryItem, fingerprint, group
from benchmarks.one_town import towns

MOST_JOINED = 0.01


@pytest.mark.parametrize(
    "told",
    [
        lambda item: item,
        lambda item: replace(item, text=""),
        lambda item: replace(item, summary="", text=""),
        lambda item: replace(item, published_at=None),
    ],
    ids=["texts", "summaries", "headlines", "texts without dates"],
)
def test_stories_that_share_people_and_places_stay_apart(
    told: Callable[[StoryItem], StoryItem],
) -> None:
    joined = items = 0
    for town in towns():
        sizes = Counter(group([told(item) for item in town]))
        joined += sum(size for size in sizes.values() if size > 1)
        items += len(town)
    assert items == 200
    assert joined <= MOST_JOINED * items


def resemblance(one: StoryItem, other: StoryItem) -> float:
    return Resemblance([fingerprint(one)]).of(fingerprint(other))


def test_other_news_of_a_town_does_not_lose_its_place_to_news_of_the_same_people() -> None:
    pairs = [pair for town in towns() for pair in combinations(town, 2)]
    alike = sum(resemblance(one, other) >= ALIKE for one, other in pairs)
    assert alike <= MOST_JOINED * len(pairs)


ROSES = StoryItem(
    id="roses",
    title="Mayor Mokoena opens a rose garden at Protea Square in Wagendrift",
    text="Mayor Thandi Mokoena opened a rose garden at Protea Square in Wagendrift on Friday. It "
    "has forty varieties, from old ramblers to modern floribundas, and a paved path that is wide "
    "enough for wheelchairs. Head gardener Pieter Louw pruned the first rose with the mayor and "
    "handed out cuttings to the public. It cost R800,000, half of which local growers gave.",
    site="trowel",
)
ORCHID = StoryItem(
    id="orchid",
    title="Pieter Louw finds a rare orchid at Protea Square in Wagendrift",
    text="A ground orchid that nobody had seen in Wagendrift for sixty years is in flower in the "
    "middle of the lawn at Protea Square. Head gardener Pieter Louw noticed it when he was about "
    "to mow. Botanists at the university confirmed the species from photographs and asked for a "
    "fence. Mayor Thandi Mokoena said the lawn would remain unmown until the seed had ripened.",
    site="valley",
)
ROSES_AGAIN = StoryItem(
    id="roses again",
    title="Forty kinds of roses and a path for wheelchairs in Wagendrift's new garden",
    text="Protea Square has a rose garden since Friday. Its paved path is wide enough for "
    "wheelchairs, and forty varieties are in flower. Pieter Louw pruned the first rose with Mayor "
    "Thandi Mokoena; the public took the cuttings home. Local growers paid half of the R800,000.",
    site="herald",
)


def test_a_story_resembles_another_telling_and_not_other_news_of_the_same_people() -> None:
    assert resemblance(ROSES, ROSES_AGAIN) >= ALIKE
    assert resemblance(ROSES, ORCHID) < ALIKE
