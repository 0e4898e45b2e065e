"""What stands behind a headline's dash: the outlet's name, or what this one is about."""

import pytest

from app.parts.reading.group import StoryItem, group

GUIDE = "Our guide to the best tables in town, from wood-fired ovens to late slices, with prices."
FORM = (
    "Form 8.3, public opening position disclosure by a person with interests in relevant "
    "securities representing 1% or more, under rule 8.3 of the Takeover Code."
)
RAIN = "Heavy rain closed the N2 outside Makhanda on Monday and left forty lorries stranded."


def stories(titles: tuple[str, str], summary: str, sites: tuple[str, str] = ("a", "a")) -> int:
    items = [
        StoryItem(title, title, summary, site=site)
        for title, site in zip(titles, sites, strict=True)
    ]
    return len(set(group(items)))


@pytest.mark.parametrize("summary", ["", GUIDE])
@pytest.mark.parametrize(
    "titles",
    [
        (
            "Fast food menu prices compared \u2013 Debonairs",
            "Fast food menu prices compared \u2013 Steers",
        ),
        ("Where to eat pizza tonight - Durban", "Where to eat pizza tonight - Pretoria"),
        (
            "Where to find the cheapest large pizza with cheese tonight | Durban",
            "Where to find the cheapest large pizza with cheese tonight | Pretoria",
        ),
    ],
)
def test_one_sites_headlines_that_end_in_other_subjects_are_two(
    titles: tuple[str, str], summary: str
) -> None:
    assert stories(titles, summary) == 2


@pytest.mark.parametrize("sites", [("a", "a"), ("a", "b")])
def test_one_form_filled_in_for_two_companies_is_two(sites: tuple[str, str]) -> None:
    titles = ("Form 8.3 - Domino's Pizza Group plc", "Form 8.3 - Greggs plc")
    assert stories(titles, FORM, sites) == 2


@pytest.mark.parametrize("summary", ["", RAIN])
@pytest.mark.parametrize(
    ("names", "sites"),
    [
        (("Sunday Courier", "News24"), ("search", "search")),
        (("TimesLIVE", "rugby365.com"), ("7", "7")),
        (("Maroela", "Bhekisisa"), ("maroela.example", "www.bhekisisa.example")),
        (("Maroela", "Bhekisisa"), ("7", "8")),
    ],
    ids=["common names", "addresses", "names of their sites", "unknown names elsewhere"],
)
def test_one_headline_before_two_outlets_names_is_one(
    names: tuple[str, str], sites: tuple[str, str], summary: str
) -> None:
    one, other = (f"Rain closes the N2 outside Makhanda - {name}" for name in names)
    assert stories((one, other), summary, sites) == 1


def test_one_country_by_its_initials_and_in_full_is_no_form_filled_in_twice() -> None:
    text = "Half of those who survive TB live with lung damage that nobody treats, experts say."
    titles = (
        "Large numbers of TB survivors in SA struggle with lung damage",
        "Large numbers of TB survivors in South Africa struggle with lung damage",
    )
    assert stories(titles, text, ("a", "b")) == 1
