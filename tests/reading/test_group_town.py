"""Shared names alone make no story: one town, one week, the same people, twenty stories."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest

from app.parts.reading.group import StoryItem, group
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
