"""`make whole-run`: fails when a run takes longer than it may. On a quiet machine."""

import sys

from benchmarks.whole_run.full import Shape, Timed, timed_run
from benchmarks.whole_run.tick import Ticks, timed_ticks
from benchmarks.yardstick import yardstick

SHAPES = (Shape(articles=10, page_seconds=0.2, at_most=1.4),)


def main() -> int:
    slower = yardstick()
    print(f"yardstick {slower:.2f}; limits in seconds are multiplied by it")
    problems = [problem for shape in SHAPES for problem in shown(timed_run(shape))]
    for restless in (False, True):
        problems += shown(timed_ticks(restless=restless, slower=slower))
    print("\n".join(f"below the floor: {one}" for one in problems))
    return int(bool(problems))


def shown(measured: Timed | Ticks) -> list[str]:
    for name, figure, wanted in measured.rows():
        print(f"{name:36} {figure:>10}   {wanted}")
    print(flush=True)
    return measured.problems


if __name__ == "__main__":
    sys.exit(main())
