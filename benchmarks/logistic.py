"""Logistic regression with a penalty on large weights, by Newton's method. Pure.

A dozen weights on some thousand examples take a second: no need for numpy.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

ROUNDS = 25
CLOSE_ENOUGH = 1e-4

Matrix = list[list[float]]


@dataclass(frozen=True, slots=True)
class Example:
    """`counts` as so many examples."""

    values: tuple[float, ...]
    is_so: bool
    counts: float = 1.0


def fit(examples: Sequence[Example], penalty: float) -> tuple[float, ...]:
    """The weights for which loss plus penalty times half their squares is least."""
    weights = [0.0] * len(examples[0].values)
    for _ in range(ROUNDS):
        step = solved(*_slopes(examples, weights, penalty))
        weights = [weight - change for weight, change in zip(weights, step, strict=True)]
        if max(map(abs, step)) < CLOSE_ENOUGH:
            break
    return tuple(weights)


def _slopes(
    examples: Sequence[Example], weights: Sequence[float], penalty: float
) -> tuple[Matrix, list[float]]:
    """Second and first derivatives of what is to be least."""
    size = len(weights)
    curve = [[penalty if row == column else 0.0 for column in range(size)] for row in range(size)]
    slope = [penalty * weight for weight in weights]
    for example in examples:
        odds = sum(map(float.__mul__, example.values, weights))
        guess = 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))
        error, spread = (guess - example.is_so) * example.counts, guess * (1 - guess)
        for row, value in enumerate(example.values):
            slope[row] += error * value
            part = spread * value * example.counts
            for column in range(row + 1):
                curve[row][column] += part * example.values[column]
    return _mirrored(curve), slope


def _mirrored(half: Matrix) -> Matrix:
    size = range(len(half))
    return [[half[max(row, column)][min(row, column)] for column in size] for row in size]


def solved(matrix: Matrix, right: Sequence[float]) -> list[float]:
    """The solution of linear equations whose matrix is positive definite, by elimination."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for pivot in range(len(rows)):
        rows[pivot] = scaled = [value / rows[pivot][pivot] for value in rows[pivot]]
        for other, row in enumerate(rows):
            if other != pivot:
                rows[other] = [a - row[pivot] * b for a, b in zip(row, scaled, strict=True)]
    return [row[-1] for row in rows]
