"""Runs the lanes side by side and puts their histories together."""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.chaos.report import LaneReport, write_report
from benchmarks.yardstick import yardstick
from tests.servers.scout_service import ROOT


def main() -> None:
    options = parse()
    began = time.time()
    base = Path(options.keep or tempfile.mkdtemp(prefix="chaos-"))
    lanes = [start_lane(base, number, options) for number in range(options.lanes)]
    reports = [read_report(directory, lane) for directory, lane in lanes]
    minutes = (time.time() - began) / 60
    summary = write_report(reports, minutes, machine(), ROOT / "docs" / "reliability.md")
    sys.stdout.write(summary + "\n")
    sys.exit(any(report.violations for report in reports))


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.chaos", description=__doc__)
    parser.add_argument("--slots", type=int, default=500, help="over all lanes")
    parser.add_argument("--faults", type=int, default=1000, help="over all lanes")
    parser.add_argument("--lanes", type=int, default=8)
    parser.add_argument("--slot-seconds", type=float, default=24.0)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--keep", help="a folder for the logs; otherwise a temporary one")
    return parser.parse_args()


def start_lane(
    base: Path, number: int, options: argparse.Namespace
) -> "tuple[Path, subprocess.Popen[bytes]]":
    directory = base / f"lane-{number}"
    directory.mkdir(parents=True)
    arguments = {
        "database": ("postgresql", "sqlite")[number % 2],
        "seed": options.seed * 100 + number,
        "slots": -(-options.slots // options.lanes),
        "faults": -(-options.faults // options.lanes),
        "slot_seconds": options.slot_seconds,
    }
    command = [sys.executable, "-m", "benchmarks.chaos.run_lane", str(directory)]
    process = subprocess.Popen([*command, json.dumps(arguments)], cwd=ROOT)
    time.sleep(2)  # starting all at once would take a small machine a minute
    return directory, process


def read_report(directory: Path, lane: "subprocess.Popen[bytes]") -> LaneReport:
    lane.wait()
    path = directory / "report.json"
    if not path.exists():
        return LaneReport(database="?", seed=0, violations=[f"{directory.name} did not finish"])
    return LaneReport(**json.loads(path.read_text()))


def machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GB, {platform.system()}, "
        f"Python {platform.python_version()}, yardstick {yardstick():.2f}"
    )


if __name__ == "__main__":
    main()
