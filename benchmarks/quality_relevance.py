"""How well news is ranked and gated without a model: `python -m benchmarks.quality_relevance`.

The data lies beside the project (BRAND_SCOUT_DATA); its README says how each figure is defined.
"""

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.agents.scout.brand.brand_file import load_brands
from app.agents.scout.judge.keyword import KeywordScorer
from app.agents.scout.types import Candidate, Verdict
from app.agents.scout.votes.measures import Labelled, measured, seeded_pools
from benchmarks.given_data import given_data
from benchmarks.quality_reading import Figures

Judge = Callable[[Candidate], Verdict]

BRAND_FILE = Path(__file__).resolve().parents[1] / "brand_repo.yaml"
MORE_THAN_ANY_SCORE = 1_000
MAIL_WORTHY = 60


@dataclass(frozen=True, slots=True)
class Graded:
    """One item of the graded file: what three readers said of it."""

    candidate: Candidate
    grade: int
    unsafe: bool


Judged = tuple[Graded, Verdict]


def graded_items() -> list[Graded]:
    """The graded file, in its order."""
    lines = given_data("relevance", "dev.jsonl").read_text("utf-8").splitlines()
    return [_graded(json.loads(line)) for line in lines]


def _graded(item: Mapping[str, str | int | None]) -> Graded:
    candidate = Candidate(
        id=str(item["id"]),
        title=str(item["title"] or ""),
        url=str(item["url"] or ""),
        summary=str(item["summary"] or ""),
    )
    return Graded(candidate, int(item["grade"] or 0), bool(item["unsafe"]))


def in_first_half(item: Graded) -> bool:
    """A fixed half of the items, by their ids: one half to tune on, the other to check with."""
    return int(hashlib.sha256(item.candidate.id.encode()).hexdigest(), 16) % 2 == 1


def ranking(judged: Sequence[Judged]) -> Figures:
    """hit@5 and nDCG@5, means over the seeded pools, ranked as the product would."""
    found = measured(seeded_pools([labelled(item, verdict) for item, verdict in judged]))
    return {"hit@5": found.precision or 0.0, "nDCG@5": found.ndcg or 0.0}


def labelled(item: Graded, verdict: Verdict) -> Labelled:
    rank_by = verdict.score if verdict.safety.safe else verdict.score - MORE_THAN_ANY_SCORE
    return Labelled(item.grade, rank_by, item.unsafe)


def scores(judged: Iterable[Judged]) -> Figures:
    """The share of each grade's items that would be mailed for their score."""
    by_grade: dict[int, list[bool]] = {grade: [] for grade in range(4)}
    for item, verdict in judged:
        by_grade[item.grade].append(verdict.score >= MAIL_WORTHY)
    return {
        f"grade {grade} mail-worthy": sum(above) / len(above) for grade, above in by_grade.items()
    }


def gate(judged: Iterable[Judged]) -> Figures:
    """What is held back of the unsafe and of the safe items of grade 1 and more."""
    related = [pair for pair in judged if pair[0].grade >= 1]
    held = {
        unsafe: [not verdict.safety.safe for item, verdict in related if item.unsafe is unsafe]
        for unsafe in (True, False)
    }
    return {
        "unsafe held back": sum(held[True]) / len(held[True]),
        "safe held back": sum(held[False]) / len(held[False]),
    }


def keyword_judge() -> Judge:
    """The keyword scorer for the shipped brand."""
    return KeywordScorer(load_brands(BRAND_FILE)["debonairs"]).judge


def measure(items: Sequence[Graded], judge: Judge) -> Figures:
    """All figures of these items."""
    judged = [(item, judge(item.candidate)) for item in items]
    return {**ranking(judged), **scores(judged), **gate(judged)}


def speed(items: Sequence[Graded], judge: Judge) -> Figures:
    """Items a second, on one core, words already met."""
    started = time.process_time()
    for item in items:
        judge(item.candidate)
    return {"items a second": len(items) / (time.process_time() - started)}


def figures() -> Figures:
    """All figures of relevance and safety, by name."""
    items, judge = graded_items(), keyword_judge()
    return {**measure(items, judge), **speed(items, judge)}


def main() -> None:
    """Prints the figures as a table: all items, and each half."""
    items, judge = graded_items(), keyword_judge()
    every = {**measure(items, judge), **speed(items, judge)}
    first = measure([item for item in items if in_first_half(item)], judge)
    second = measure([item for item in items if not in_first_half(item)], judge)
    print(f"{'':22} {'all':>8} {'half 1':>8} {'half 2':>8}")
    for name, value in every.items():
        halves = " ".join(f"{half[name]:8.3f}" for half in (first, second) if name in half)
        print(f"{name:22} {value:8.3f} {halves}")


if __name__ == "__main__":
    main()
