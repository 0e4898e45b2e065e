import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.parts.model.tokens import at_most_tokens, cut_to_tokens


@given(st.text(max_size=300), st.integers(1, 60))
def test_a_cut_text_never_has_more_tokens_than_allowed(text: str, limit: int) -> None:
    cut = cut_to_tokens(text, limit)
    assert at_most_tokens(cut.removesuffix("…")) <= limit


@given(st.text(max_size=200))
def test_the_bound_is_never_above_the_bytes(text: str) -> None:
    assert at_most_tokens(text) <= len(text.encode("utf-8", "replace"))


def test_a_text_that_fits_is_left_alone() -> None:
    assert cut_to_tokens("a short line", 100) == "a short line"


def test_a_long_text_is_cut_after_a_word() -> None:
    assert cut_to_tokens("one two three four five", 6) == "one two…"


@pytest.mark.parametrize("letter", ["a", "漢", "🍕", "é", "\u200d"])
def test_two_million_characters_are_cut_in_no_time(letter: str) -> None:
    assert at_most_tokens(cut_to_tokens(letter * 2_000_000, 1_000)) <= 1_004
