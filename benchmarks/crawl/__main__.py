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
from importlib.util import find_spec
from pathlib import Path

from benchmarks.chaos.stores import children
from benchmarks.crawl.newsroom import ARTICLES, LATENCY_SECONDS, SITES
from benchmarks.given_data import given_data
from benchmarks.yardstick import yardstick
from tests.servers.scout_service import ROOT

LOOK_SECONDS = 0.5
ROUNDS = 3
PER_HOST = 2


Run = dict[str, float]
OURS = "benchmarks.crawl.ours"
THEIRS = "benchmarks.crawl.theirs"


@dataclass(frozen=True, slots=True)
class Side:
    """What one side printed, run by run, round by round; the most memory of all its processes."""

    rounds: tuple[tuple[Run, ...], ...]
    peak_bytes: int

    @property
    def best(self) -> tuple[Run, ...]:
        """The quietest round: whatever else runs on the machine only slows down."""
        return min(self.rounds, key=lambda runs: runs[0]["seconds"])


def main() -> None:
    given_data("articles")
    if find_spec("scrapy") is None:
        sys.exit("Scrapy is not installed: `make crawl` installs it and measures.")
    timed = [(timed_round(OURS), timed_round(THEIRS)) for _ in range(ROUNDS)]
    ours, theirs = zip(*timed, strict=True)
    print_figures(Side(ours, peak_bytes(OURS)), Side(theirs, peak_bytes(THEIRS)))


def timed_round(module: str) -> tuple[Run, ...]:
    with started(module) as process:
        output, _ = process.communicate()
        return tuple(json.loads(line) for line in output.splitlines())


def peak_bytes(module: str) -> int:
    """In a round of its own: the looking takes 7 % of the time of what it looks at."""
    with started(module) as process:
        memory = MemoryWatch(process.pid)
        process.communicate()
        return memory.end()


@contextmanager
def started(module: str) -> Iterator[subprocess.Popen[str]]:
    with tempfile.TemporaryDirectory() as folder, newsroom() as port:
        command = [sys.executable, "-m", module, str(port), folder]
        yield subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


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


def ideal_seconds(run: Run) -> float:
    """What the per-host rules and the CPU allow, whichever takes longer.

    A site's rules: robots.txt, then the listing, then its articles two at a time, 100 ms each.
    The CPU: what this very run used, spread over all cores without a gap.
    """
    rules = LATENCY_SECONDS * (2 + ARTICLES / PER_HOST)
    return max(rules, run["cpu"] / (os.cpu_count() or 1))


def print_figures(ours: Side, theirs: Side) -> None:
    (first, second), (scrapy,) = ours.best, theirs.best
    rate, their_rate = first["pages"] / first["seconds"], scrapy["pages"] / scrapy["seconds"]
    rows = (
        ("pages read, ours and Scrapy's", f"{first['pages']:.0f}, {scrapy['pages']:.0f}", ""),
        ("pages a second", f"{rate:.1f}, {their_rate:.1f}", ""),
        ("pages a second, ratio", f"{rate / their_rate:.2f}", ">= 1.9"),
        ("peak memory, ratio", f"{ours.peak_bytes / theirs.peak_bytes:.2f}", "<= 2"),
        ("wall time over the ideal", f"{first['seconds'] / ideal_seconds(first):.2f}", "<= 1.25"),
        ("second run, requests", f"{second['requests']:.0f}", f"{SITES}"),
        ("second run, pages read anew", f"{second['pages'] - first['pages']:.0f}", "0"),
        ("second run, seconds of CPU", f"{second['cpu']:.2f}", "< 0.5"),
    )
    for name, figure, wanted in rows:
        print(f"{name:32} {figure:>14}   {wanted}")
    print(f"peak memory (MB): ours {ours.peak_bytes >> 20}, Scrapy {theirs.peak_bytes >> 20}")
    print(f"CPU (s): ours {first['cpu']:.1f}, Scrapy {scrapy['cpu']:.1f}; {os.cpu_count()} cores")
    print(f"yardstick {yardstick():.2f}")
    print(f"rounds (s): ours {seconds(ours)}, Scrapy {seconds(theirs)}; {SITES} sites")


def seconds(side: Side) -> str:
    return " ".join(f"{runs[0]['seconds']:.1f}" for runs in side.rounds)


if __name__ == "__main__":
    main()
