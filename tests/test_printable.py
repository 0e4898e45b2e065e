import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.lib.printable import harmless, one_line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("two\r\nlines", "two lines"),
        ("para\u2029graph", "para graph"),
        ("\u202ereversed\u202c", "reversed"),
        ("a\0b", "a b"),
        ("a\ud800b", "ab"),
        ("  wide\u3000space  ", "wide space"),
        ("👩\u200d👧", "👩\u200d👧"),
        ("\u0645\u06cc\u200c\u062e", "\u0645\u06cc\u200c\u062e"),
    ],
)
def test_what_acts_goes_and_what_shows_stays(text: str, line: str) -> None:
    assert one_line(text) == line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("one two three", "one two three"),
        ("one two three four", "one two…"),
        ("onetwothreefour", "onetwothreef…"),
        ("ab cdefghijklmnop", "ab cdefghijk…"),
        ("one two thre and", "one two thre…"),
    ],
)
def test_a_long_line_is_cut_at_a_space_that_is_near(text: str, line: str) -> None:
    assert one_line(text, 13) == line


@given(st.text(), st.integers(min_value=2, max_value=50))
def test_a_line_is_never_longer_than_asked_and_always_encodable(text: str, limit: int) -> None:
    line = one_line(text, limit)
    assert len(line) <= limit
    assert line == " ".join(line.split())
    line.encode()


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert harmless(harmless(text)) == harmless(text)
    assert one_line(one_line(text)) == one_line(text)
