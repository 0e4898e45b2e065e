"""A site that floods us with copies must not stall a run: the time grows with their number."""

import time
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from app.parts.reading.group import Stories, StoryItem, fingerprint, group
from tests.timing import takes

TITLE = "Win a free pizza at the old station in Durban this weekend"
OFFER = (
    "Customers who order two large pizzas this weekend get a third one free at all stores of the "
    "chain, the company said on Friday."
)
SECONDS = 20
pytestmark = pytest.mark.timed


def copies(number: int, title: str = TITLE, summary: str = OFFER) -> list[StoryItem]:
    """`{}` in title or summary is each copy's own number."""
    return [
        StoryItem(str(n), title.format(n), summary.format(n), site="flood") for n in range(number)
    ]


def every_minute(items: Sequence[StoryItem], start: datetime) -> list[StoryItem]:
    return [
        StoryItem(item.id, item.title, item.summary, published_at=start + timedelta(minutes=n))
        for n, item in enumerate(items)
    ]


@pytest.mark.long
def test_ten_thousand_copies_are_one_story() -> None:
    with takes(SECONDS, time.process_time):
        assert set(group(copies(10_000))) == {"0"}


def test_copies_of_every_minute_are_one_story(noon: datetime) -> None:
    with takes(SECONDS, time.process_time):
        assert set(group(every_minute(copies(700), noon))) == {"0"}


@pytest.mark.long
@pytest.mark.parametrize(
    ("title", "summary"), [(TITLE, OFFER + " Offer {}"), (TITLE + " {}", OFFER), (TITLE, "{}")]
)
def test_thousands_of_copies_with_a_number_each_take_no_longer(title: str, summary: str) -> None:
    with takes(SECONDS, time.process_time):
        assert len(group(copies(1_500, title, summary))) == 1_500


@pytest.mark.long
def test_a_flood_of_an_earlier_run_holds_up_no_later_one() -> None:
    stories = Stories((fingerprint(item), "flood") for item in copies(10_000))
    newcomers = [fingerprint(StoryItem(f"new {n}", TITLE, OFFER, site="flood")) for n in range(99)]
    with takes(SECONDS, time.process_time):
        assert {stories.add(newcomer) for newcomer in newcomers} == {"flood"}


def test_a_flood_hides_no_other_story() -> None:
    rain = "Heavy rain closed the N2 outside Durban on Friday and left forty lorries stranded."
    others = [StoryItem("a", "Rain closes N2", rain), StoryItem("b", "Forty lorries stuck", rain)]
    assert group([*copies(2_000), *others])[-2:] == ("a", "a")
