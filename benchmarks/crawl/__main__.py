"""Runs both sides on one newsroom, each in a process of its own, and prints their ratio."""

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.chaos.stores import children
from benchmarks.crawl.newsroom import ARTICLES, LATENCY_SECONDS, SITES
from tests.servers.scout_service import ROOT

LOOK_SECONDS = 0.5
ROUNDS = 3
PER_HOST = 2


@dataclass(frozen=True, slots=True)
class Side:
    """What one side printed, run by run, and the most memory that its processes had together."""

    runs: tuple[dict[str, float], ...]
    peak_bytes: int


def main() -> None:
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(measured("benchmarks.crawl.ours"))
        theirs.append(measured("benchmarks.crawl.theirs"))
    print_figures(ours, theirs)


def measured(module: str) -> Side:
    with tempfile.TemporaryDirectory() as folder, newsroom() as port:
        command = [sys.executable, "-m", module, str(port), folder]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        memory = MemoryWatch(process.pid)
        output, _ = process.communicate()
        return Side(tuple(json.loads(line) for line in output.splitlines()), memory.end())


@contextmanager
def newsroom() -> Iterator[int]:
    command = [sys.executable, "-m", "benchmarks.crawl.newsroom"]
    process = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline())
    finally:
        process.communicate()


class MemoryWatch:
    """The largest sum of the proportional set sizes of a process and all below it."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.peak = 0
        self.done = threading.Event()
        self.thread = threading.Thread(target=self.watch)
        self.thread.start()

    def watch(self) -> None:
        while not self.done.wait(LOOK_SECONDS):
            self.peak = max(self.peak, sum(proportional_bytes(one) for one in family(self.pid)))

    def end(self) -> int:
        self.done.set()
        self.thread.join()
        return self.peak


def family(pid: int) -> list[int]:
    return [pid, *(below for child in children(pid) for below in family(child))]


def proportional_bytes(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


def ideal_seconds(side: Side) -> float:
    """What the per-host rules and the CPU allow, whichever takes longer.

    A site's rules: robots.txt, then the listing, then its articles two at a time, 100 ms each.
    The CPU: what this very run used, spread over all cores without a gap.
    """
    rules = LATENCY_SECONDS * (2 + ARTICLES / PER_HOST)
    return max(rules, side.runs[0]["cpu"] / (os.cpu_count() or 1))


def best(sides: list[Side]) -> Side:
    """The quietest round: whatever else runs on the machine only slows down."""
    return min(sides, key=lambda side: side.runs[0]["seconds"])


def print_figures(all_ours: list[Side], all_theirs: list[Side]) -> None:
    ours, theirs = best(all_ours), best(all_theirs)
    first, second = ours.runs
    scrapy = theirs.runs[0]
    rate, their_rate = first["pages"] / first["seconds"], scrapy["pages"] / scrapy["seconds"]
    rows = (
        ("pages read, ours and Scrapy's", f"{first['pages']:.0f}, {scrapy['pages']:.0f}", ""),
        ("pages a second", f"{rate:.1f}, {their_rate:.1f}", ""),
        ("pages a second, ratio", f"{rate / their_rate:.2f}", ">= 1.8"),
        ("peak memory, ratio", f"{ours.peak_bytes / theirs.peak_bytes:.2f}", "<= 2"),
        ("wall time over the ideal", f"{first['seconds'] / ideal_seconds(ours):.2f}", "<= 1.25"),
        ("second run, requests", f"{second['requests']:.0f}", f"{SITES}"),
        ("second run, pages read anew", f"{second['pages'] - first['pages']:.0f}", "0"),
        ("second run, seconds of CPU", f"{second['cpu']:.2f}", "< 0.5"),
    )
    for name, figure, wanted in rows:
        print(f"{name:32} {figure:>14}   {wanted}")
    print(f"peak memory (MB): ours {ours.peak_bytes >> 20}, Scrapy {theirs.peak_bytes >> 20}")
    print(f"rounds (s): ours {rounds(all_ours)}, Scrapy {rounds(all_theirs)}; {SITES} sites")


def rounds(sides: list[Side]) -> str:
    return " ".join(f"{side.runs[0]['seconds']:.1f}" for side in sides)


if __name__ == "__main__":
    main()
