"""The links of a page vouch for those that are made like them."""

from app.parts.reading.like_links import are_stories
from app.parts.reading.link_signals import LinkSignals, link_signals

SITE = "https://www.example.co.za"
STORIES = [
    (f"{SITE}/news/harbour-crane-{word}-finds-a-new-home-1002{number}.html", "A crane moves, again")
    for number, word in enumerate(("one", "two", "three", "four", "five", "six"))
]
SHORT = (f"{SITE}/news/crane-sold-10029.html", "Crane sold")
SERIES = (f"{SITE}/summer-of-the-harbour-cranes/", "Summer of the cranes")


def is_story_among(link: tuple[str, str], others: list[tuple[str, str]]) -> bool:
    return are_stories([signals_of(*one) for one in (link, *others)])[0]


def signals_of(url: str, text: str) -> LinkSignals:
    signals = link_signals(url, text)
    assert signals is not None
    return signals


def test_a_short_headline_is_a_story_where_stories_look_like_it() -> None:
    assert not is_story_among(SHORT, [])
    assert is_story_among(SHORT, STORIES)


def test_a_long_name_is_a_series_where_all_stories_have_a_number() -> None:
    assert is_story_among(SERIES, [])
    assert not is_story_among(SERIES, STORIES)


def test_a_page_without_links_has_no_stories() -> None:
    assert are_stories([]) == []


def test_stories_whose_address_is_but_a_number_are_told_by_their_headlines() -> None:
    numbered = [(f"{SITE}/n/100{n}2847", "Why the price of cheese doubled again") for n in range(9)]
    sections = [(f"{SITE}/{name}", name) for name in ("sport", "food", "opinion", "about-us")]
    links = [signals_of(*one) for one in (*numbered, *sections)]
    assert are_stories(links) == [True] * 9 + [False] * 4


def test_an_address_that_is_but_a_code_is_told_by_its_headline() -> None:
    codes = [
        (f"{SITE}/news/articles/c0rx{n}q0pj0o", "Seven cranes are sold to a farmer")
        for n in range(9)
    ]
    assert all(are_stories([signals_of(*one) for one in codes]))
