"""The keyword scorer against graded news: the floors it must not fall below."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from benchmarks.quality_relevance import (
    graded_items,
    in_first_half,
    keyword_judge,
    measure,
    speed,
)

pytestmark = pytest.mark.data


@pytest.fixture(scope="module")
def figures(data_directory: Path) -> Mapping[str, float]:
    assert data_directory.is_dir()
    return measure(graded_items(), keyword_judge())


def test_the_best_five_hold_most_of_what_is_wanted(figures: Mapping[str, float]) -> None:
    assert figures["hit@5"] >= 0.75
    assert figures["nDCG@5"] >= 0.85


def test_hardly_anything_unrelated_is_worth_a_mail(figures: Mapping[str, float]) -> None:
    assert figures["grade 0 mail-worthy"] <= 0.02


def test_scores_rise_with_the_grade(figures: Mapping[str, float]) -> None:
    by_grade = [figures[f"grade {grade} mail-worthy"] for grade in range(4)]
    assert by_grade == sorted(by_grade)
    assert by_grade[2] >= 0.6
    assert by_grade[3] >= 0.9


def test_the_gate_holds_back_the_unsafe_and_lets_the_safe_through(
    figures: Mapping[str, float],
) -> None:
    assert figures["unsafe held back"] >= 0.8
    assert figures["safe held back"] <= 0.05


def test_both_halves_of_the_items_are_above_a_plain_word_list(data_directory: Path) -> None:
    assert data_directory.is_dir()
    judge = keyword_judge()
    for half in (True, False):
        items = [item for item in graded_items() if in_first_half(item) is half]
        assert measure(items, judge)["hit@5"] >= 0.6


def test_a_thousand_articles_take_less_than_a_second(data_directory: Path) -> None:
    assert data_directory.is_dir()
    items, judge = graded_items(), keyword_judge()
    assert speed(items, judge)["items a second"] > 1_000
