"""Which of a brand's own lines the keyword scorer finds fitting."""

import pytest

from app.agents.scout.brand.brand_file import Brand, Keywords, Site
from app.agents.scout.judge.keyword import KeywordScorer
from app.agents.scout.types import Candidate
from tests.scout.evaluating import BRAND

COPY = {
    "own brand": ("About us one.", "About us two."),
    "pizza": ("Pizza one.", "Pizza two.", "Pizza three."),
    "Delivery": ("At the door.",),
    "food": ("On the table.",),
    "match_day": ("Kick-off.",),
    "moment": ("All together now.",),
    "sport": ("Final whistle.",),
}


def brand(**copy: tuple[str, ...]) -> Brand:
    return BRAND.model_copy(update={"example_copy": copy or COPY})


def lines(title: str, summary: str = "", text: str = "", *, of: Brand | None = None) -> list[str]:
    candidate = Candidate("1", title, "https://news.example/1", "", summary, text)
    return list(KeywordScorer(of or brand()).lines(candidate))


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Corner Pizza opens in Durban", {"About us one.", "About us two."}),
        ("A robot bakes pizza", {"Pizza one.", "Pizza two.", "Pizza three."}),
        ("Food delivery apps raise their fees", {"At the door."}),
        ("The rugby final is sold out", {"Final whistle.", "All together now."}),
    ],
)
def test_a_line_is_of_an_occasion_that_the_headline_names(title: str, expected: set[str]) -> None:
    found = lines(title)
    assert found[0] in expected
    assert set(found) >= expected


def test_a_story_of_the_brand_gets_lines_on_the_brand_first_and_then_on_what_else_it_names() -> (
    None
):
    found = lines("Corner Pizza teaches a robot to knead pizza dough")
    assert set(found[:2]) == set(COPY["own brand"])
    assert set(found[2:]) == set(COPY["pizza"])


@pytest.mark.parametrize(
    "title",
    [
        "Restaurant guards ask for better chairs",  # no occasion of that trade
        "Food safety inspectors visit the market",  # safety, and no food to be shown
        "Council votes on bus lanes",
    ],
)
def test_where_no_occasion_fits_there_is_no_line(title: str) -> None:
    assert lines(title) == []


def test_an_occasion_that_is_more_special_than_the_story_does_not_fit() -> None:
    special = brand(**{"pizza competition": ("And the winner is.",)})
    assert lines("A pizzeria opens in Durban", of=special) == []


def test_what_only_the_text_mentions_is_no_occasion() -> None:
    text = "The council sat for hours. " * 20 + "They ordered pizza."
    assert lines("Council votes on bus lanes", "The vote was close.", text) == []


def test_the_summary_speaks_where_the_headline_is_silent() -> None:
    assert set(lines("They built it in a month", "A robot that bakes pizza.")) == set(COPY["pizza"])


def test_the_same_story_has_the_same_first_line_and_a_kind_of_story_not_always() -> None:
    titles = [f"A robot bakes pizza with {word}" for word in ("salami", "cheddar", "mushrooms")]
    titles += ["Pizza for the town", "A pizzeria by the sea", "Pepperoni is back"]
    first = [lines(title)[0] for title in titles]
    assert first == [lines(title)[0] for title in titles]
    assert len(set(first)) > 1


def test_singular_and_plural_and_capitals_name_the_same_occasion() -> None:
    found = lines("A restaurant opens in Durban", of=brand(Restaurants=("A big hand.",)))
    assert found == ["A big hand."]


def test_a_brand_of_another_trade_is_served_alike() -> None:
    shoes = Brand(
        id="solo",
        display_name="Solo Shoes",
        keywords=Keywords(core=("sneakers",)),
        banned_words=("cheap",),
        example_copy={"footwear": ("Cheap thrills.", "Lace up.")},
        sites=(Site(url="https://news.example/"),),
    )
    assert lines("Sneakers are back", of=shoes) == ["Lace up."]
