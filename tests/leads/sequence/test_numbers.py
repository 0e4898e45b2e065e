"""Numbers are compared by what they are worth, however they are written."""

import pytest

from app.agents.leads.sequence.guard.words import plain_text, tokens


def amounts(text: str) -> list[tuple[int | float, str]]:
    found = [one.amount for one in tokens(plain_text(text)) if one.amount]
    return [(float(one.value), one.unit) for one in found]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("twelve", 12, ""),
        ("a dozen cooks", 12, ""),
        ("twenty-five", 25, ""),
        ("two hundred and six", 206, ""),
        ("three thousand two hundred", 3200, ""),
        ("4,000", 4000, ""),
        ("4 000", 4000, ""),
        ("2.5 million users", 2_500_000, ""),
        ("5k", 5000, ""),
        ("20 %", 20, "%"),
        ("twenty percent", 20, ""),
        ("R1,200", 1200, "R"),
        ("R 50", 50, "R"),
        ("$3.50", 3.5, "$"),
        ("30 euros", 30, "\u20ac"),
        ("a 15-minute call", 15, ""),
    ],
)
def test_a_number_has_a_value_and_a_unit(text: str, value: float, unit: str) -> None:
    assert amounts(text) == [(value, unit)]


@pytest.mark.parametrize("text", ["one word", "B2B", "someone", "tend", "often"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert amounts(text) == []


def test_numbers_that_an_and_joins_are_two() -> None:
    assert amounts("ten and twelve") == [(10, ""), (12, "")]
