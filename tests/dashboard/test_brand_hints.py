"""What in a brand file is allowed but hardly meant."""

from app.agents.scout.brand.brand_file import Brand, Colours, Keywords
from app.agents.scout.pages.brand_hints import MOST_HINTS, hints
from tests.dashboard.sample_brand import BARE
from tests.scout.stored import BRAND


def seen(brand: Brand) -> str:
    return "\n".join(f"{hint.what} {hint.do}" for hint in hints(brand))


def but(**changes: object) -> Brand:
    return BRAND.model_copy(update=changes)


def test_a_brand_file_in_order_gets_no_hint() -> None:
    assert hints(BRAND) == ()


def test_a_bare_brand_is_told_what_it_lacks_and_where_to_write_it() -> None:
    told = seen(BARE)
    assert "no keywords at all" in told
    assert "under keywords: core" in told
    assert "under no_go_topics" in told
    assert "under example_copy" in told


def test_keywords_without_a_core_are_told_apart_from_none() -> None:
    assert "There are no core keywords" in seen(but(keywords=Keywords(extended=("burger",))))


def test_example_copy_with_a_banned_word_is_quoted_whatever_its_form() -> None:
    told = seen(but(example_copy={"deals": ("The CHEAPEST pizza.",)}))
    assert "uses the banned word “cheap”: “The CHEAPEST pizza.” (deals)." in told
    assert "Reword what uses it" in told


def test_a_banned_word_in_many_lines_is_one_hint() -> None:
    lines = tuple(f"Free pizza {number}" for number in range(5))
    (hint,) = hints(but(example_copy={"all": lines}))
    assert "“Free pizza 0” (all), and 4 more." in hint.what


def test_a_word_that_only_begins_like_a_banned_one_is_fine() -> None:
    assert seen(but(example_copy={"deals": ("Freedom of choice.",)})) == ""


def test_a_keyword_that_is_part_of_a_no_go_topic_is_named_with_it() -> None:
    told = seen(but(no_go_topics=("alcohol and Burger",)))
    assert "“burger” is a keyword and also a no-go topic (“alcohol and Burger”)" in told


def test_a_topic_that_merely_holds_a_keyword_is_fine() -> None:
    assert seen(but(no_go_topics=("restaurant fires",))) == ""


def test_a_rival_that_is_the_brand_itself_is_named() -> None:
    assert "“DEBONAIRS” is a rival and also a name" in seen(but(rivals=("DEBONAIRS",)))


def test_a_banned_word_in_a_product_s_name_is_named() -> None:
    told = seen(but(banned_words=("deal",)))
    assert "“deal” is part of “Real Deal”" in told


def test_colours_that_look_the_same_are_named() -> None:
    assert "look the same (#FFF and #FAFAFA)" in seen(
        but(colours=Colours(primary="#fff", secondary="#fafafa"))
    )


def test_nobody_reads_a_thousand_hints() -> None:
    words = tuple(f"word{number}" for number in range(100))
    lines = tuple(f"The {word} of pizza" for word in words)
    assert len(hints(but(banned_words=words, example_copy={"all": lines}))) == MOST_HINTS
