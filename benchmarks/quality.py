"""`make quality`: measures against benchmarks/floors.csv and fails below a floor.

`--update` writes today's figures as the new floors where they are better, and never a worse one.
"""

import argparse
import csv
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks import (
    quality_claims,
    quality_contacts,
    quality_group,
    quality_inbox,
    quality_intake,
    quality_learning,
    quality_reading,
    quality_relevance,
    quality_robots,
)
from benchmarks.figures import IN_SAMPLE, Figures
from benchmarks.yardstick import yardstick

FLOORS = Path(__file__).parent / "floors.csv"
MEASURES: Mapping[str, Callable[[], Figures]] = {
    "reading": quality_reading.figures,
    "robots": quality_robots.figures,
    "relevance": quality_relevance.figures,
    "stories": quality_group.held_figures,
    "learning": quality_learning.figures,
    "inbox": quality_inbox.figures,
    "intake": quality_intake.figures,
    "contacts": quality_contacts.figures,
    "claims": quality_claims.figures,
}


@dataclass(frozen=True, slots=True)
class Floor:
    """`better` says which way is up: a figure must be at least, or at most, the limit.

    A limit in seconds is for the machine of the yardstick 1.0.
    """

    area: str
    figure: str
    better: str
    limit: float

    @property
    def in_seconds(self) -> bool:
        return self.figure.endswith(" s")

    def on_machine(self, yardstick: float) -> "Floor":
        """The same with its limit for a machine that is so many times slower."""
        return replace(self, limit=self.limit * yardstick) if self.in_seconds else self

    def holds(self, value: float) -> bool:
        return value >= self.limit if self.better == "higher" else value <= self.limit

    def tightened(self, value: float) -> "Floor":
        keep = max if self.better == "higher" else min
        return Floor(self.area, self.figure, self.better, keep(self.limit, round(value, 4)))


def read_floors() -> list[Floor]:
    with FLOORS.open(newline="") as file:
        return [
            Floor(row["area"], row["figure"], row["better"], float(row["limit"]))
            for row in csv.DictReader(file)
        ]


def write_floors(floors: list[Floor]) -> None:
    with FLOORS.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("area", "figure", "better", "limit"))
        writer.writerows((f.area, f.figure, f.better, f.limit) for f in floors)


def measured_on(floor: Floor, measured: Mapping[str, Figures], yardstick: float) -> float:
    """The figure as the machine of the yardstick 1.0 would have it."""
    value = measured[floor.area][floor.figure]
    return value / yardstick if floor.in_seconds else value


def beside(measured: Figures, figure: str) -> str:
    """What the same is on the items that the weights were fitted to, where a fold was left out."""
    known = measured.get(f"{figure}{IN_SAMPLE}")
    return "" if known is None else f", in sample {known:.4f}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--update", action="store_true", help="raise floors, never lower them")
    update = parser.parse_args().update
    floors = read_floors()
    measured = {area: measure() for area, measure in MEASURES.items()}
    slower = yardstick()
    print(f"yardstick {slower:.2f}: limits in seconds are multiplied by it")
    failed = 0
    for floor in (floor.on_machine(slower) for floor in floors):
        value = measured[floor.area][floor.figure]
        held = floor.holds(value)
        failed += not held
        print(
            f"{'ok  ' if held else 'FAIL'} {floor.area:10} {floor.figure:45} {value:8.4f} "
            f"(at {'least' if floor.better == 'higher' else 'most'} {floor.limit:.4g})"
            f"{beside(measured[floor.area], floor.figure)}"
        )
    if update:
        write_floors([floor.tightened(measured_on(floor, measured, slower)) for floor in floors])
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
