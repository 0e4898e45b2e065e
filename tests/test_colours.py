import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.lib.colours import BLACK, READABLE, WHITE, contrast, luminance, readable_on, text_on

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06X}")


def test_contrast_goes_from_1_to_21() -> None:
    assert contrast(WHITE, WHITE) == pytest.approx(1)
    assert contrast(BLACK, WHITE) == pytest.approx(21)


def test_contrast_is_that_of_the_wcag() -> None:
    assert contrast("#777777", WHITE) == pytest.approx(4.48, abs=0.01)
    assert luminance("#FF0000") == pytest.approx(0.2126)


def test_three_digits_are_short_for_six() -> None:
    assert luminance("#F80") == luminance("#FF8800")


@given(COLOURS)
def test_black_or_white_can_be_read_on_any_colour(background: str) -> None:
    assert contrast(text_on(background), background) >= READABLE


@given(COLOURS, st.sampled_from(["#FFFFFF", "#242120"]))
def test_any_colour_can_be_made_readable(colour: str, background: str) -> None:
    assert contrast(readable_on(colour, background), background) >= READABLE


def test_a_colour_that_can_be_read_is_left_as_it_is() -> None:
    assert readable_on("#D2232A", WHITE) == "#D2232A"


def test_a_colour_that_cannot_be_read_keeps_its_hue() -> None:
    darker = readable_on("#FFC72C", WHITE)
    red, green, blue = bytes.fromhex(darker[1:])
    assert red > green > blue
