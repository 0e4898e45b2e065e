"""The keyword scorer for a brand of another trade: only the brand file is another one."""

from itertools import product
from pathlib import Path

import pytest

from app.agents.scout.brand.brand_file import load_brands
from app.agents.scout.judge.keyword import KeywordScorer
from app.agents.scout.types import Candidate, Verdict

GARDEN_CENTRE = Path(__file__).with_name("garden_centre.yaml")
PIZZA = Path(__file__).resolve().parents[2] / "brand_repo.yaml"
GARDENS = KeywordScorer(load_brands(GARDEN_CENTRE)["groenkloof"])
MAIL_WORTHY, MUST_SEE, UNRELATED = 60, 80, 30

OWN_TRADE = [
    "Groenkloof opens a rose maze in Pretoria",
    "Stodels celebrates half a century of seedlings",
    "Garden centre in Durban lets customers borrow spades",
    "The houseplant craze is back, and this time it is ferns",
    "Johannesburg nursery grows succulents for small balconies",
    "Why your lawn turns brown in August",
    "Compost clubs spring up in Cape Town",
    "Chelsea Flower Show honours a fynbos garden",
]
NEAR_IT = [
    "Leroy Merlin tests a paint robot in Sandton",
    "Hardware chain Cashbuild opens its first store in Knysna",
    "A landscaper turns a Soweto rooftop into a meadow",
]
BESIDE_IT = [
    "Ten sofa trends for small living rooms",
    "Beekeepers count more hives than last spring",
]
UNRELATED_TO_IT = [
    "Springboks name their squad for Saturday",
    "KFC brings back its bucket for two",
    "Reserve Bank leaves the repo rate alone",
    "Nuclear plant near the coast gets a new manager",
    "Seed funding for a payments start-up doubles",
    "Root cause of the power cut is still unknown",
    "Madison Square Garden sells out in an hour",
    "Top seed beaten in straight sets",
    "The grassroots of the party want a vote",
    "Police raid a flat in the city centre",
]


def judge(title: str, scorer: KeywordScorer = GARDENS) -> Verdict:
    return scorer.judge(Candidate("1", title, "https://news.example/1"))


@pytest.mark.parametrize("title", OWN_TRADE)
def test_news_of_the_trade_is_worth_a_mail(title: str) -> None:
    assert judge(title).score >= MAIL_WORTHY
    assert judge(title).safety.safe


@pytest.mark.parametrize("title", UNRELATED_TO_IT)
def test_what_only_sounds_like_the_trade_is_unrelated(title: str) -> None:
    assert judge(title).score < UNRELATED


@pytest.mark.parametrize(("above", "below"), [*product(OWN_TRADE + NEAR_IT, UNRELATED_TO_IT)])
def test_news_of_the_trade_rises_above_unrelated_news(above: str, below: str) -> None:
    assert judge(above).score > judge(below).score


@pytest.mark.parametrize(("near", "beside"), [*product(NEAR_IT, BESIDE_IT)])
def test_what_lies_beside_the_trade_stays_below_what_is_near_it(near: str, beside: str) -> None:
    assert judge(near).score > judge(beside).score > judge(UNRELATED_TO_IT[0]).score


def test_the_brand_itself_comes_first() -> None:
    assert max(OWN_TRADE, key=lambda title: judge(title).score) == OWN_TRADE[0]
    assert judge(OWN_TRADE[0]).score >= MUST_SEE


def test_the_same_headlines_are_nothing_to_a_pizza_chain() -> None:
    pizza = KeywordScorer(load_brands(PIZZA)["debonairs"])
    assert all(judge(title, pizza).score < UNRELATED for title in OWN_TRADE[1:])


def test_its_dangers_are_known_by_their_words_too() -> None:
    safety = judge("Garden centre owner arrested after shed fire kills two").safety
    assert not safety.safe
    assert safety.rule in {"crime", "death and grief"}


def test_its_own_lines_fit_its_own_occasions() -> None:
    assert judge("A garden for every balcony").angle == "Grab your gloves. We have the soil."
    assert judge("DIY stores are full again").angle == "Paint fades. A hedge grows."
