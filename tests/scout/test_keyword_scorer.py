"""The keyword scorer: what it thinks of an article, and how it says so."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.agents.scout.brand.brand_file import Brand, Site, load_brands
from app.agents.scout.judge.keyword import KeywordScorer
from app.agents.scout.judge.keyword.score import on_scale
from app.agents.scout.types import Candidate, Verdict

SHIPPED = Path(__file__).resolve().parents[2] / "brand_repo.yaml"
MAIL_WORTHY, MUST_SEE, UNRELATED = 60, 80, 30

DEBONAIRS = KeywordScorer(load_brands(SHIPPED)["debonairs"])
SHOE_SHOP = Brand.model_validate(
    {
        "id": "solo",
        "display_name": "Solo Shoes",
        "keywords": {
            "core": ["sneakers", "running shoes", "shoe store"],
            "extended": ["fashion", "sportswear"],
            "products": ["Cloud Nine"],
        },
        "banned_words": ["cheap"],
        "no_go_topics": ["crime", "gambling"],
        "example_copy": {"footwear": ["Cheap thrills.", "Lace up."], "fashion": ["Cheap chic."]},
        "rivals": ["Stride Rite Kicks"],
        "regions": ["South Africa"],
        "sites": [{"url": "https://news.example/"}],
    }
)
SHOES = KeywordScorer(SHOE_SHOP)


def judge(title: str, summary: str = "", *, by: KeywordScorer = DEBONAIRS) -> Verdict:
    return by.judge(Candidate("1", title, "https://news.example/1", summary=summary))


@pytest.mark.parametrize(
    "title",
    [
        "Debonairs brings back the Triple-Decker",
        "Domino's to open its first store in Mthatha",
        "Roman's Pizza turns thirty",
        "World Pizza Day: Joburg's students build the longest pizza",
    ],
)
def test_the_brand_its_field_and_its_closest_rivals_are_must_see(title: str) -> None:
    assert judge(title).score >= MUST_SEE


@pytest.mark.parametrize(
    "title",
    [
        "KFC tries a robot fryer in Durban",
        "Nando's new advert pokes fun at load shedding",
        "Uber Eats adds scooters in Soweto",
        "Restaurant chain Ocean Basket opens in Polokwane",
    ],
)
def test_the_trade_around_the_brand_is_worth_a_mail(title: str) -> None:
    assert MAIL_WORTHY <= judge(title).score < judge("Debonairs opens in Durban").score


@pytest.mark.parametrize(
    "title",
    [
        "Five takeaways from the budget speech",
        "The first domino falls in the coalition talks",
        "Domino effect feared as mine closes",
        "Minister steers talks to a close",
        "Spurs beat Arsenal in the derby",
        "Every department wants a bigger slice of the pie",
        "Wendy's sister wins a seat on the council",
        "Young batter Burger joins the Royals for the final",
        "The real deal: how a scrumhalf became captain",
        "The red wings of the old theatre are restored",
    ],
)
def test_words_that_only_sound_like_the_trade_do_not_count(title: str) -> None:
    assert judge(title).score < UNRELATED


def test_the_same_word_counts_in_company() -> None:
    alone = judge("Subway is late again this morning")
    in_company = judge("Subway and Burger King fight over the sandwich")
    assert alone.score < UNRELATED
    assert in_company.score >= MAIL_WORTHY


def test_a_rival_with_a_common_word_for_a_name_counts_where_only_a_name_has_a_capital() -> None:
    assert judge("Durban's oldest Spur turns fifty").score >= MAIL_WORTHY
    assert judge("Cohen & Steers names a new chairman").score < UNRELATED
    assert judge("City draw with Spurs in the rain").score < UNRELATED


def test_a_headline_weighs_more_than_the_summary() -> None:
    said_above = judge("A robot bakes pizza on the beach", "Students built it in a month.")
    said_below = judge("Students built it in a month", "A robot bakes pizza on the beach.")
    assert said_above.score > said_below.score


def test_neighbouring_fields_stay_below_the_line() -> None:
    assert judge("Ten air fryer recipes for a rainy Sunday").score < MAIL_WORTHY
    assert judge("Wheat farmers expect a good harvest").score < MAIL_WORTHY


def test_a_notice_for_investors_counts_less_than_news_of_the_same_chain() -> None:
    news = judge("Burger King brings back its breakfast menu")
    notice = judge(
        "BURGER KING 4TH QTR NET", "Shr 27 cts vs 81 cts. Revs 2.7 mln vs 1.2 mln. Qtly dividend."
    )
    assert news.score >= MAIL_WORTHY > notice.score


def test_a_place_to_eat_counts_more_near_by_than_far_away() -> None:
    near, far = judge("A restaurant opens in Durban"), judge("A restaurant opens in Osaka")
    assert near.score > far.score


def test_the_outlet_named_after_the_headline_is_not_part_of_it() -> None:
    with_outlet = judge("Council votes on new bus lanes - Burger King Daily")
    assert with_outlet.score == judge("Council votes on new bus lanes").score


def test_a_big_match_at_home_is_a_moment_but_no_must_see() -> None:
    verdict = judge("Springboks win the World Cup final")
    other = judge("Sorenstam wins the Hammons Classic")
    assert other.score < verdict.score < MAIL_WORTHY
    assert verdict.subject == "sport"


@pytest.mark.parametrize("word", ["cheap", "discount", "voucher"])
def test_banned_words_are_for_our_copy_and_reject_no_article(word: str) -> None:
    verdict = judge(f"Pizza chain tries a {word} lunch")
    assert verdict.safety.safe
    assert verdict.score >= MUST_SEE


def test_the_reason_quotes_what_the_article_says_and_where() -> None:
    assert judge("Debonairs doubles its On The Double range").reason == (
        "Names Debonairs and On The Double in the headline, close to home."
    )
    assert judge("Council votes", "A pizzeria may stay open.").reason == (
        "Names pizzeria in the summary."
    )
    assert judge("Council votes on bus lanes").reason == "Names nothing the brand is about."


def test_the_subject_is_a_short_label() -> None:
    titles = {
        "Debonairs opens in Durban": "own brand",
        "Pepperoni is back": "pizza",
        "KFC opens in Durban": "fast food",
        "DoorDash buys a rival": "food delivery",
        "Council votes on bus lanes": "other",
    }
    assert {title: judge(title).subject for title in titles} == titles


def test_the_angle_is_a_line_of_the_brand_that_fits_the_subject() -> None:
    copy = load_brands(SHIPPED)["debonairs"].example_copy
    assert judge("A robot bakes pizza").angle in copy["pizza"]
    assert judge("Springboks win the World Cup final").angle in copy["sport"]


def test_the_angle_never_uses_a_banned_word() -> None:
    assert judge("Sneakers are back", by=SHOES).angle == "Lace up."
    assert judge("Fashion week opens", by=SHOES).angle == ""


def test_there_is_no_angle_for_what_is_unrelated_or_held_back() -> None:
    assert judge("Council votes on bus lanes").angle == ""
    assert judge("Pizza delivery man shot dead").angle == ""


def test_a_brand_without_example_copy_has_no_angle() -> None:
    silent = KeywordScorer(SHOE_SHOP.model_copy(update={"example_copy": {}}))
    assert judge("Sneakers are back", by=silent).angle == ""


def test_another_brand_file_gives_another_judgement_of_the_same_news() -> None:
    sneakers, pizza = "A self-lacing sneaker goes on sale", "A robot bakes pizza"
    assert judge(sneakers, by=SHOES).score >= MUST_SEE
    assert judge(pizza, by=SHOES).score < UNRELATED
    assert judge(sneakers).score < UNRELATED


def test_a_rival_nobody_else_knows_counts_for_the_brand_that_names_it() -> None:
    assert judge("Stride Rite Kicks moves to Durban", by=SHOES).score >= MUST_SEE
    assert judge("Stride Rite Kicks moves to Durban").score < UNRELATED


def test_the_world_near_another_brand_is_near_for_it_too() -> None:
    assert judge("Streetwear takes over Cape Town's fashion week", by=SHOES).score >= MAIL_WORTHY
    assert judge("Big shoes to fill for the new coach", by=SHOES).score < UNRELATED


def test_a_brand_file_with_hardly_anything_in_it_still_scores() -> None:
    bare = Brand(id="bare", display_name="Bare", sites=(Site(url="https://news.example/"),))
    scorer = KeywordScorer(bare)
    assert judge("Bare opens a shop", by=scorer).score >= MUST_SEE
    assert judge("KFC opens a shop", by=scorer).score < UNRELATED


def test_archives_with_broken_apostrophes_are_read_all_the_same() -> None:
    assert judge("Domino #39;s opens in Durban").score == judge("Domino's opens in Durban").score


def test_a_verdict_says_who_gave_it() -> None:
    verdict = judge("KFC opens in Durban")
    assert (verdict.candidate_id, verdict.scorer, verdict.step) == ("1", "keyword", "keyword")
    assert verdict.usage.calls == 0


@given(st.text(max_size=600), st.text(max_size=600), st.text(max_size=600))
def test_whatever_a_page_holds_gets_a_score_between_0_and_100(
    title: str, summary: str, text: str
) -> None:
    candidate = Candidate("1", title, "https://[", summary=summary, text=text)
    verdict = DEBONAIRS.judge(candidate)
    assert 0 <= verdict.score <= 100
    assert verdict.reason
    assert DEBONAIRS.judge(candidate) == verdict


def test_an_article_of_a_million_words_takes_no_longer_than_its_beginning() -> None:
    words = "pizza police court " * 300_000
    assert judge("Pizza", words).score == judge("Pizza", words[:20_000]).score


def test_the_text_stands_in_for_a_missing_summary() -> None:
    url, text = "https://news.example/1", "Students baked the longest pizza of the province."
    with_text = DEBONAIRS.judge(Candidate("1", "A record for Durban", url, text=text))
    with_summary = DEBONAIRS.judge(Candidate("1", "A record for Durban", url, summary=text))
    assert with_text.score == with_summary.score
    assert with_text.reason == with_summary.reason


def test_what_a_text_mentions_in_passing_does_not_make_the_story() -> None:
    passing = "They met at a restaurant near the app start-up, then at KFC, then over pizza."
    candidate = Candidate(
        "1",
        "Council votes on bus lanes",
        "https://news.example/1",
        summary="The vote was close.",
        text="The council sat for hours. " * 20 + passing,
    )
    assert DEBONAIRS.judge(candidate).score < UNRELATED


def test_more_evidence_is_never_a_lower_score_and_all_of_it_is_a_hundred() -> None:
    scores = [round(on_scale(hundredths / 100)) for hundredths in range(-50, 1_201)]
    assert scores == sorted(scores)
    assert (scores[0], scores[-1]) == (0, 100)
    assert len(set(scores)) > 90  # nowhere do many grades share a score


def test_among_must_see_stories_scores_still_tell_apart() -> None:
    whole_story = "Debonairs bakes pizza in Durban. Its pizzeria there turns thirty."
    about_us = judge("Debonairs opens its biggest pizzeria in Durban", whole_story)
    about_pizza = judge("Students in Durban bake the longest pizza", "It fed the whole street.")
    assert about_us.score - about_pizza.score >= 5
    assert about_pizza.score >= MUST_SEE
