"""How well news is ranked and gated without a model: `python -m benchmarks.quality_relevance`.

Each figure is measured three times: with the weights that the product has, which were fitted to
all items; on folds, each judged with weights that were fitted to the others; and on the third of
outlets and months that was kept aside, with weights that were fitted to the other two. The word
lists are the same in each.
"""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from app.agents.scout.judge.keyword.score import FITTED, Weights
from app.agents.scout.types import Candidate, Verdict
from app.agents.scout.votes.measures import Labelled, measured, seeded_pools
from benchmarks.figures import IN_SAMPLE, Figures
from benchmarks.fit_relevance import fitted, read_items, scorer
from benchmarks.graded_news import Graded, graded

Judge = Callable[[Candidate], Verdict]

MORE_THAN_ANY_SCORE = 1_000
MAIL_WORTHY = 60
USEFUL = 2


@dataclass(frozen=True, slots=True)
class Judged:
    """A graded item and what was made of it."""

    item: Graded
    verdict: Verdict

    @property
    def is_pick(self) -> bool:
        return self.verdict.safety.safe and self.verdict.score >= MAIL_WORTHY

    @property
    def is_held(self) -> bool:
        return not self.verdict.safety.safe


def keyword_judge() -> Judge:
    """The keyword scorer for the shipped brand."""
    return scorer().judge


def in_sample() -> list[Judged]:
    """All items, by what was fitted to all of them."""
    return [judged(one.item, FITTED) for one in read_items()]


@cache
def left_out() -> tuple[Judged, ...]:
    """All items, each by what was fitted to the other folds."""
    by_fold = {fold: _fitted_without(fold) for fold in {one.item.fold for one in read_items()}}
    return tuple(judged(one.item, by_fold[one.item.fold]) for one in read_items())


def kept_aside() -> list[Judged]:
    """The third that nobody looked at, by what was fitted to the rest."""
    weights = fitted([one for one in read_items() if not one.item.kept_aside])
    return [judged(one.item, weights) for one in read_items() if one.item.kept_aside]


def _fitted_without(fold: str) -> Weights:
    return fitted([one for one in read_items() if one.item.fold != fold])


def judged(item: Graded, weights: Weights) -> Judged:
    return Judged(item, scorer().judge(item.candidate, weights))


def measure(everything: Sequence[Judged]) -> Figures:
    """All figures of these items."""
    dev = {item.candidate.id for item in graded("dev")}
    useful = [one for one in everything if one.item.grade >= USEFUL]
    rest = [one for one in everything if one.item.grade < USEFUL]
    of_dev = [one for one in useful if one.item.candidate.id in dev]
    return {
        **ranking("", [*of_dev, *rest]),
        **ranking(", dev alone", [one for one in everything if one.item.candidate.id in dev]),
        **ranking(", more wanted too", [*useful, *rest]),
        **picks(everything),
        **gate(everything),
    }


def ranking(name: str, items: Sequence[Judged]) -> Figures:
    """hit@5 and nDCG@5, means over the seeded pools, ranked as the product would."""
    found = measured(seeded_pools([labelled(one) for one in items]))
    return {f"hit@5{name}": found.precision or 0.0, f"nDCG@5{name}": found.ndcg or 0.0}


def labelled(one: Judged) -> Labelled:
    score = one.verdict.score
    rank_by = score - MORE_THAN_ANY_SCORE if one.is_held else score
    return Labelled(one.item.grade, rank_by, one.item.unsafe)


def picks(everything: Iterable[Judged]) -> Figures:
    """The share of each grade's items that would be mailed for their score."""
    by_grade: dict[int, list[bool]] = {grade: [] for grade in range(4)}
    for one in everything:
        by_grade[one.item.grade].append(one.is_pick)
    return {f"grade {grade} as picks": _share(chosen) for grade, chosen in by_grade.items()}


def gate(everything: Iterable[Judged]) -> Figures:
    """What is held back of the unsafe and of the safe items of grade 1 and more."""
    related = [one for one in everything if one.item.grade >= 1]
    return {
        f"{name} held back": _share([one.is_held for one in related if one.item.unsafe is unsafe])
        for name, unsafe in (("unsafe", True), ("safe", False))
    }


def _share(flags: Sequence[bool]) -> float:
    return sum(flags) / len(flags) if flags else 0.0


def speed() -> Figures:
    """Items a second, on one core, words already met."""
    judge, items = keyword_judge(), graded("dev")
    started = time.process_time()
    for item in items:
        judge(item.candidate)
    return {"items a second": len(items) / (time.process_time() - started)}


def figures() -> Figures:
    """The figures of the folds that were left out, by name, and those with all known beside."""
    known: Mapping[str, float] = measure(in_sample())
    return {
        **measure(left_out()),
        **{f"{name}{IN_SAMPLE}": value for name, value in known.items()},
        **speed(),
    }


def main() -> None:
    """Prints the figures as a table."""
    columns = [measure(items) for items in (in_sample(), left_out(), kept_aside())]
    print(f"{'':26} {'in sample':>10} {'left out':>10} {'kept aside':>10}")
    for name in columns[0]:
        print(f"{name:26} " + " ".join(f"{column[name]:10.3f}" for column in columns))
    print(f"{'items a second':26} {speed()['items a second']:10.0f}")


if __name__ == "__main__":
    main()
