"""Hours of the week as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.lib.weekly_window import NotAWindowError, parse_window


def test_a_window_has_days_and_hours_and_may_have_several_parts() -> None:
    window = parse_window("Mon-Thu 08:30-16:00, fri 9:00-13:00,Sat - Mon 10:00 - 24:00")
    assert [(sorted(p.days), p.opens, p.closes) for p in window.parts] == [
        ([0, 1, 2, 3], 510, 960),
        ([4], 540, 780),
        ([0, 5, 6], 600, 1440),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is not days and hours such as Mon-Fri 09:00-17:00"),
        ("Mon-Fri", "is not days and hours"),
        ("09:00-17:00", "is not days and hours"),
        ("Mon-Fri 09:00-17:00,", "is not days and hours"),
        ("Mon-Fry 09:00-17:00", "'Fry' is no day; the days are Mon, Tue"),
        ("Mo 09:00-17:00", "'Mo' is no day"),
        ("Mon 9-17", "'9' is no time of day"),
        ("Mon 09:00-24:01", "'24:01' is no time of day"),
        ("Mon 09:00-25:00", "'25:00' is no time of day"),
        ("Mon 09:60-17:00", "'09:60' is no time of day"),
        ("Mon 17:00-09:00", "ends before it begins; hours past midnight are two parts"),
        ("Mon 09:00-09:00", "ends before it begins"),
    ],
)
def test_what_is_wrong_with_a_window_is_said_in_plain_words(text: str, words: str) -> None:
    with pytest.raises(NotAWindowError, match=words.replace("(", r"\(")):
        parse_window(text)


@given(st.text())
def test_any_other_text_is_refused_and_not_a_fault(text: str) -> None:
    # Letters at random are no window; what is not refused in words fails here.
    with pytest.raises(NotAWindowError, match=r"is no|ends before"):
        parse_window(text)
