"""Linear and logistic regression with a ridge penalty, for dozens of features, most of them 0."""

import math
from collections.abc import Sequence

Row = Sequence[float]
Matrix = list[list[float]]
Model = tuple[float, list[float]]
"""The start, which is not penalised, and a weight for each feature."""

STEPS = 8
"""Of Newton's method; more change no digit that is kept."""


def linear(rows: Sequence[Row], targets: Sequence[float], penalty: float) -> Model:
    """Least squares, with `penalty` times the sum of the squared weights."""
    ones = [1.0] * len(rows)
    return _split(solve(*_normal(rows, ones, targets, penalty)))


def logistic(
    rows: Sequence[Row], targets: Sequence[float], counts: Sequence[float], penalty: float
) -> Model:
    """The log odds of a target of 1, by Newton's method. `counts`: how often each row was met."""
    start, weights = 0.0, [0.0] * len(rows[0])
    for _ in range(STEPS):
        scores = [start + dot(weights, row) for row in rows]
        chances = [1 / (1 + math.exp(-score)) for score in scores]
        spread = [max(chance * (1 - chance), 1e-9) for chance in chances]
        aims = [
            score + (target - chance) / part
            for score, target, chance, part in zip(scores, targets, chances, spread, strict=True)
        ]
        known = [count * part for count, part in zip(counts, spread, strict=True)]
        start, weights = _split(solve(*_normal(rows, known, aims, penalty)))
    return start, weights


def dot(one: Row, other: Row) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def _split(solution: list[float]) -> Model:
    return solution[0], solution[1:]


def _normal(
    rows: Sequence[Row], counts: Sequence[float], targets: Sequence[float], penalty: float
) -> tuple[Matrix, list[float]]:
    """The normal equations of weighted least squares. Most features of most rows may be 0."""
    size = range(len(rows[0]) + 1)
    left = [[penalty * (i == j and i > 0) for j in size] for i in size]
    right = [0.0 for _ in size]
    for row, count, target in zip(rows, counts, targets, strict=True):
        known = [(0, count), *((at, value * count) for at, value in enumerate(row, 1) if value)]
        met = [(0, 1.0), *((at, value) for at, value in enumerate(row, 1) if value)]
        for i, weighed in known:
            right[i] += weighed * target
            line = left[i]
            for j, value in met:
                line[j] += weighed * value
    return left, right


def solve(left: Matrix, right: list[float]) -> list[float]:
    """Gauss-Jordan elimination; the matrix is symmetric and, by the penalty, of full rank."""
    rows = [[*row, value] for row, value in zip(left, right, strict=True)]
    for at in range(len(rows)):
        pivot = [value / rows[at][at] for value in rows[at]]
        rows = [
            pivot if other == at else [a - row[at] * b for a, b in zip(row, pivot, strict=True)]
            for other, row in enumerate(rows)
        ]
    return [row[-1] for row in rows]
