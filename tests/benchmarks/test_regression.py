"""The fits behind the keyword scorer's weights."""

import math
import random

import pytest

from benchmarks.regression import linear, logistic, solve

DRAW = random.Random(5)
ROWS = [[DRAW.uniform(0, 1), DRAW.uniform(0, 1)] for _ in range(400)]


def test_a_line_without_noise_is_found_again() -> None:
    start, weights = linear(ROWS, [1 + 2 * a - 3 * b for a, b in ROWS], penalty=1e-9)
    assert [start, *weights] == pytest.approx([1, 2, -3])


def test_the_penalty_shrinks_the_weights_and_not_the_start() -> None:
    targets = [5 + 2 * a for a, _ in ROWS]
    start, weights = linear(ROWS, targets, penalty=1e9)
    assert weights == pytest.approx([0, 0], abs=1e-3)
    assert start == pytest.approx(sum(targets) / len(targets), abs=1e-3)


def test_the_log_odds_of_a_share_are_found_again() -> None:
    rows, targets = [[0.0], [0.0], [1.0], [1.0]], [1.0, 0.0, 1.0, 0.0]
    start, (weight,) = logistic(rows, targets, [20, 80, 70, 30], penalty=1e-9)
    assert start == pytest.approx(math.log(20 / 80))
    assert start + weight == pytest.approx(math.log(70 / 30))


def test_equations_are_solved() -> None:
    assert solve([[2.0, 1.0], [1.0, 3.0]], [5.0, 10.0]) == pytest.approx([1.0, 3.0])
