"""A drill: many trials, in lanes side by side, and the figure they come to."""

import json
import os
import random
import re
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

from tests.servers.drill_lane import DrillLane

FIGURES = os.environ.get("DRILLS")
FULL = FIGURES is not None
T = TypeVar("T")
L = TypeVar("L")


@dataclass(frozen=True, slots=True)
class Figure:
    """What a drill came to, as a line of the table."""

    row: str
    what: str
    trials: int
    passed: int
    figure: str


def write_down(name: str, figure: Figure) -> None:
    """Into the folder that DRILLS names, if it does."""
    if FIGURES is not None:
        folder = Path(FIGURES)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / (re.sub(r"\W+", "-", f"{name} {figure.what}")[:200] + ".json")
        path.write_text(json.dumps(asdict(figure)))


OpenLanes = Callable[..., list[DrillLane]]
Report = Callable[[Figure], None]
Trials = Callable[[int, int], int]


def side_by_side(
    lanes: Sequence[L], count: int, trial: Callable[[L, random.Random], T], seed: int = 1
) -> list[T]:
    """`count` trials, each lane doing one after the other. The first failure is raised."""
    left = list(range(count))
    lock = threading.Lock()

    def go_on(lane: L) -> list[T]:
        done: list[T] = []
        while True:
            with lock:
                if not left:
                    return done
                number = left.pop()
            done.append(trial(lane, random.Random(f"{seed} {number}")))

    with ThreadPoolExecutor(len(lanes)) as pool:
        return [result for results in pool.map(go_on, lanes) for result in results]


def seconds_text(seconds: Sequence[float]) -> str:
    """Median, 95th percentile and most."""
    if not seconds:
        return "none"
    ordered = sorted(seconds)
    median = ordered[len(ordered) // 2]
    most_of = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return f"median {median:.1f} s, p95 {most_of:.1f} s, most {ordered[-1]:.1f} s"
