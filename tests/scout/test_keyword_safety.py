"""The safety gate: what a playful family brand must not be seen with, and what is only a word."""

from pathlib import Path

import pytest

from app.agents.scout.brand.brand_file import Brand, load_brands
from app.agents.scout.judge.keyword import KeywordScorer
from app.agents.scout.types import Candidate, Safety

SHIPPED = Path(__file__).resolve().parents[2] / "brand_repo.yaml"
BRAND = load_brands(SHIPPED)["debonairs"]
SCORER = KeywordScorer(BRAND)


def check(title: str, summary: str = "", text: str = "", *, brand: Brand | None = None) -> Safety:
    scorer = KeywordScorer(brand) if brand else SCORER
    candidate = Candidate("1", title, "https://news.example/", summary=summary, text=text)
    return scorer.judge(candidate).safety


@pytest.mark.parametrize(
    ("title", "rule"),
    [
        ("Pizza delivery man shot dead in Soweto", "death and grief"),
        ("Robbers hold up KFC outlet", "crime"),
        ("Waiter stabbed outside a Nando's", "violence and abuse"),
        ("Soldiers shell the bakery, dozens of refugees flee", "war and terrorism"),
        ("Salmonella found in frozen pizza", "illness and food poisoning"),
        ("Eight injured as car ploughs into burger stand", "accidents and disasters"),
        ("Floods destroy pizzeria: earthquake follows", "accidents and disasters"),
        ("Trump orders pizza for the senators", "party politics"),
        ("Diner calls waiter a racial slur", "racism and discrimination"),
        ("Waitress says drug dealer hid cocaine in a pizza box", "drugs"),
        ("Burger King apologises after worker spat in food", "a rival's disgrace"),
    ],
)
def test_a_story_on_a_no_go_topic_is_held_back_under_that_topic(title: str, rule: str) -> None:
    safety = check(title)
    assert not safety.safe
    assert safety.rule == rule


def test_the_quote_is_the_words_of_the_article() -> None:
    title = "Waiter STABBED outside a Nando's"
    assert check(title).quote == "STABBED"


@pytest.mark.parametrize(
    "title",
    [
        "This pizza is to die for",
        "A killer deal on burgers all weekend",
        "Price war: pizza chains fight for students",
        "The chicken sandwich wars heat up again",
        "A flavour bomb of a burger",
        "Drop the sick beat: rapper opens a diner",
        "Joey wins the hot dog eating contest with a killer finish",
        "Pizza party at the old age home",
        "Steakhouse takes the city by storm",
        "Chef's new menu is on fire",
        "Ghost kitchens are dead, long live the drive-thru",
        "Burger joint voted best in Durban",
        "New food court opens in Sandton",
        "Video of a pizza the size of a car goes viral",
        "Pizzeria strikes a deal with its landlord",
        "The team at the restaurant is in charge of the braai",
        "Wood-fired pizza is back",
        "Die-hard fans queue for the new burger",
    ],
)
def test_a_figure_of_speech_holds_nothing_back(title: str) -> None:
    assert check(title).safe


@pytest.mark.parametrize(
    "title",
    [
        "Domino's sales fall for the third quarter",
        "Restaurant chain closes forty branches",
        "Pizza chain sues supplier over cheese",
        "Cyber shift: delivery app lays off staff",
        "Minister opens new fast food training school",
    ],
)
def test_plain_business_news_is_safe(title: str) -> None:
    assert check(title).safe


def test_one_unsure_word_is_not_enough_but_several_are() -> None:
    assert check("Police visit pizzeria for lunch").safe
    assert not check("Police charge owner of pizzeria, victim in court").safe


def test_an_outright_word_holds_back_from_the_headline_but_not_alone_from_below() -> None:
    assert not check("Pizzeria owner murdered").safe
    assert check("Pizzeria opens", "The street was once known for a murdered banker.").safe
    assert not check("Pizzeria opens", "Its founder was murdered; two were arrested.").safe


def test_the_lead_of_a_summary_weighs_more_than_its_end() -> None:
    danger = "Two men were arrested and the owner was hospitalised."
    filler = "The menu has forty dishes and a long list of drinks. " * 6
    assert not check("Pizzeria opens", f"{danger} {filler}").safe
    assert check("Pizzeria opens", f"{filler} {danger}").safe


def test_a_long_text_alone_cannot_hold_a_story_back() -> None:
    text = "Murdered, arrested, robbed, hospitalised, drowned, stabbed, jailed, poisoned."
    assert check("Pizzeria opens in Durban", "It seats forty.", text).safe


def test_a_rivals_disgrace_needs_a_company_of_the_trade() -> None:
    assert not check("Outrage over new Burger King advert").safe
    assert check("Outrage over new parking rules").safe


def test_acronyms_count_only_as_they_are_written() -> None:
    assert not check("ICE agents close a taqueria").safe
    assert check("Ice cream with pizza? Da Vinci would have").safe


def test_only_the_brands_own_no_go_topics_hold_back() -> None:
    free = BRAND.model_copy(update={"no_go_topics": ()})
    assert check("Waiter stabbed outside a Nando's", brand=free).safe
    only_politics = BRAND.model_copy(update={"no_go_topics": ("party politics",)})
    assert check("Waiter stabbed outside a Nando's", brand=only_politics).safe
    assert not check("Trump orders a pizza", brand=only_politics).safe


def test_a_topic_we_have_no_words_for_is_looked_for_by_its_own_name() -> None:
    careful = BRAND.model_copy(update={"no_go_topics": ("gambling or horse racing",)})
    safety = check("Gambling hall opens beside pizzeria", brand=careful)
    assert (safety.safe, safety.rule) == (False, "gambling or horse racing")
    assert safety.quote == "Gambling"
    assert not check("Horse racing returns to Greyville", brand=careful).safe


def test_a_held_back_story_keeps_its_score() -> None:
    candidate = Candidate("1", "Pizza delivery man shot dead", "https://news.example/")
    verdict = SCORER.judge(candidate)
    assert verdict.score >= 60
    assert not verdict.safety.safe
