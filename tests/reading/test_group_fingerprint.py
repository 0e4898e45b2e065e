from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.parts.reading.group import Fingerprint, StoryItem, fingerprint, group


def test_a_fingerprint_survives_being_stored(noon: datetime) -> None:
    item = StoryItem(
        "7",
        "WATCH | Ünïcode, 1 338 goats & the N2 - The Courier",
        "Goats on the road.",
        "Goats stood on the N2 for an hour. " * 40,
        site="courier",
        published_at=noon,
    )
    print_ = fingerprint(item)
    assert Fingerprint.from_json(print_.to_json()) == print_


@pytest.mark.parametrize("word", ["goat{}", "коза{}", "山羊{}", "ছাগল{}"])
def test_a_fingerprint_stays_small_however_long_the_article(word: str) -> None:
    text = " ".join(word.format(number) for number in range(50_000))
    print_ = fingerprint(StoryItem("7", text, text, text))
    assert len(print_.to_json().encode()) < 6_000


def test_a_usual_fingerprint_is_under_two_kilobytes() -> None:
    text = " ".join(f"{left}{right}" for left in "abcdefghijklmnopqrst" for right in ("ing", "ow"))
    print_ = fingerprint(StoryItem("7", "Forty words about nothing at all", text, text * 30))
    assert len(print_.to_json().encode()) < 2_000


def test_what_was_not_written_by_us_is_refused() -> None:
    for kept in ("", "{}", "[]", '{"id": 1}', "null"):
        with pytest.raises((ValueError, KeyError, TypeError)):
            Fingerprint.from_json(kept)


@given(st.lists(st.tuples(st.text(), st.text(), st.text()), max_size=6))
def test_any_text_can_be_grouped(texts: list[tuple[str, str, str]]) -> None:
    items = [StoryItem(str(number), *text) for number, text in enumerate(texts)]
    stories = group(items)
    assert len(stories) == len(items)
    assert set(stories) <= {item.id for item in items}
    for item in items:
        print_ = fingerprint(item)
        assert Fingerprint.from_json(print_.to_json()) == print_
