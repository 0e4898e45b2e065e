"""The keyword scorer against graded news, each item judged by what the other folds taught."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from app.agents.scout.judge.keyword.score import FITTED
from benchmarks.fit_relevance import fitted, read_items
from benchmarks.quality_relevance import kept_aside, left_out, measure, speed

pytestmark = pytest.mark.data


@pytest.fixture(scope="module")
def figures(data_directory: Path) -> Mapping[str, float]:
    assert data_directory.is_dir()
    return measure(left_out())


def test_the_best_five_hold_most_of_what_is_wanted(figures: Mapping[str, float]) -> None:
    assert figures["hit@5"] >= 0.72
    assert figures["nDCG@5"] >= 0.81
    assert figures["hit@5, more wanted too"] >= 0.72
    assert figures["nDCG@5, more wanted too"] >= 0.81


def test_hardly_anything_unrelated_is_worth_a_mail(figures: Mapping[str, float]) -> None:
    assert figures["grade 0 as picks"] <= 0.01


def test_scores_rise_with_the_grade(figures: Mapping[str, float]) -> None:
    by_grade = [figures[f"grade {grade} as picks"] for grade in range(4)]
    assert by_grade == sorted(by_grade)
    assert by_grade[2] >= 0.55
    assert by_grade[3] >= 0.9


def test_the_gate_holds_back_the_unsafe_and_lets_the_safe_through(
    figures: Mapping[str, float],
) -> None:
    assert figures["unsafe held back"] >= 0.85
    assert figures["safe held back"] <= 0.03


def test_the_third_that_was_kept_aside_is_judged_about_as_well(data_directory: Path) -> None:
    assert data_directory.is_dir()
    aside = measure(kept_aside())
    assert aside["hit@5, more wanted too"] >= 0.72
    assert aside["nDCG@5, more wanted too"] >= 0.81
    assert aside["safe held back"] <= 0.03


def test_the_weights_are_those_that_the_news_teaches(data_directory: Path) -> None:
    assert data_directory.is_dir()
    found = fitted(read_items())
    assert FITTED.start == pytest.approx(found.start, abs=0.01)
    assert FITTED.worth == pytest.approx(found.worth, abs=0.01)
    assert FITTED.risk == pytest.approx(found.risk, abs=0.01)


@pytest.mark.timed
def test_a_thousand_articles_take_about_a_second(data_directory: Path) -> None:
    assert data_directory.is_dir()
    assert speed()["items a second"] > 1_000
