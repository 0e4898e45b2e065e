import pytest

from app.parts.reading.not_the_story import led_elsewhere, sentence


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ({}, ""),
        ({"consent": 1}, "1 story leads to a page that asks for consent"),
        ({"consent": 3}, "3 stories lead to a page that asks for consent"),
        (
            {"list": 1, "account": 1_200},
            "1,200 stories lead to a page that asks to sign in or subscribe, "
            "1 to a front page or a section",
        ),
        ({"of another version": 2}, "2 stories lead to a page that tells something else"),
    ],
)
def test_what_stories_lead_to_is_counted_in_words(counts: dict[str, int], words: str) -> None:
    assert led_elsewhere(counts) == words


def test_each_kind_has_a_sentence() -> None:
    assert "consent" in sentence("consent")
    assert sentence("of another version") == "Its page tells something else."
