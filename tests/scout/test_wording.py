import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.parts.model.clean_text import occurs, plain, uses_any


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("A new pizza, at R99.90 from 10.30.", "A new pizza, at R99.90 from 10.30."),
        ("Read https://evil.example/x?y=1 now", "Read now"),
        ("Read [the story](https://evil.example) now", "Read the story now"),
        ("See www.evil.example today", "See today"),
        ("Write to mailto:a@evil.example", "Write to"),
        ("javascript:alert(1) is bad", "is bad"),
        ("Visit evil.example/x", "Visit evil. example/x"),
        ("Ask me@evil.example", "Ask me@evil. example"),
        ("<b>Bold</b> &amp; *brave* `code`", "Bold & brave code"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;Fun", "Fun"),
        ("one\r\ntwo\ttwo\n\nthree", "one two two three"),
        ("bell\x07 and \u202eright to left", "bell and right to left"),
        ("# Heading", "Heading"),
        ("\uff48ttps://evil.example", ""),
        ("evil\u3002example", "evil. example"),
        ("No. Really no.", "No. Really no."),
        ("e.g. pizza, i.e. food", "e.g. pizza, i.e. food"),
        ("", ""),
        ("https://evil.example", ""),
    ],
)
def test_links_markup_and_control_characters_go_the_words_stay(words: str, left: str) -> None:
    assert plain(words, 200) == left


@given(st.text(max_size=400), st.integers(10, 120))
def test_what_is_left_is_one_short_line_without_a_link(text: str, limit: int) -> None:
    left = plain(f"{text} https://a.example/{text}", limit)
    assert len(left) <= limit
    assert "\n" not in left
    assert not re.search(r"[<>`*]|https?://|www\.", left, re.IGNORECASE)


def test_a_long_line_is_cut_after_a_word() -> None:
    assert plain("word " * 100, 24) == "word word word word…"


def test_a_megabyte_takes_no_time() -> None:
    assert len(plain("[" * 500_000 + "a." * 500_000, 240)) <= 240


@pytest.mark.parametrize(
    "line",
    [
        "A cheap thrill",
        "Cheaper than ever",
        "the CHEAPEST slice",
        "cheap-looking",
        "A guilty pleasure, some say",
        "guilty-pleasures for all",
        "Guilty  pleasure",
        "\uff43\uff48\uff45\uff41\uff50 deal",
    ],
)
def test_banned_words_are_found_in_all_their_forms(line: str) -> None:
    assert uses_any(line, ("cheap", "guilty pleasure"))


@pytest.mark.parametrize("line", ["Cheapside market", "No guilt, all pleasure", "a chip", ""])
def test_words_that_only_look_alike_are_not_banned(line: str) -> None:
    assert not uses_any(line, ("cheap", "guilty pleasure"))


def test_no_banned_words_ban_nothing() -> None:
    assert not uses_any("anything", ())


@pytest.mark.parametrize(
    ("quote", "stands"),
    [
        ("Two men were ARRESTED", True),
        ("\u201ctwo men were arrested\u201d", True),
        ("two  men\nwere", True),
        ("two women were arrested", False),
        ("wo men were arr", False),
        ("", False),
        ("...", False),
    ],
)
def test_a_quote_must_stand_in_the_text(quote: str, stands: bool) -> None:
    assert occurs(quote, "On Friday two men were arrested in Durban.") is stands
