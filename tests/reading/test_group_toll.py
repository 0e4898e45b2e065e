"""One disaster with a higher toll is one story; its daily look-alikes are in series.yaml."""

from datetime import datetime, timedelta

import pytest

from app.parts.reading.group import StoryItem, group

FIRE = (
    "{} people were killed when a fire broke out in a warehouse in Durban on Monday night, "
    "emergency services said. Paramedics found the workers trapped behind a locked door."
)
TITLE = "Fire kills {} in Durban warehouse"


def stories(
    start: datetime, title: str, text: str, counts: tuple[str, str], hours: float = 4
) -> int:
    """How many the two counts make."""
    items = [
        StoryItem(
            number,
            title.format(number),
            text.format(number),
            published_at=start + timedelta(hours=hours * place),
        )
        for place, number in enumerate(counts)
    ]
    return len(set(group(items)))


@pytest.mark.parametrize(
    "title",
    [
        TITLE,
        "Durban warehouse fire: {} dead",
        "Death toll in Durban warehouse fire rises to {}",
        "{} workers injured as Durban warehouse burns",
        "At least {} people die in Durban warehouse fire",
    ],
)
@pytest.mark.parametrize("counts", [("12", "14"), ("nine", "11")])
def test_a_toll_that_grew_within_hours_is_one_story(
    noon: datetime, title: str, counts: tuple[str, str]
) -> None:
    assert stories(noon, title, FIRE, counts) == 1
    assert stories(noon, title, FIRE, counts, hours=30) == 1


def test_a_long_headline_needs_no_text_behind_it(noon: datetime) -> None:
    title = "Fire kills {} in Durban warehouse, locked doors blamed"
    assert stories(noon, title, "", ("12", "14")) == 1


@pytest.mark.parametrize(
    ("title", "counts", "hours"),
    [
        (TITLE, ("14", "12"), 4),
        (TITLE, ("12", "14"), 72),
        ("Crash on the N1 kills {}", ("4", "6"), 4),
        ("Fire in Durban warehouse burns {} cars", ("12", "14"), 4),
        ("Fire kills workers in Durban warehouse of R{}", ("12", "14"), 4),
    ],
    ids=["falling", "days apart", "no place", "no people", "money"],
)
def test_another_number_is_another_story(
    noon: datetime, title: str, counts: tuple[str, str], hours: float
) -> None:
    assert stories(noon, title, "{} were counted.", counts, hours) == 2
