"""What it costs one worker that the gap at a site holds for all processes of an installation:
`python -m benchmarks.crawl.shared_gap`, on a machine that does nothing else.

The crawl of `ours`, with a gap that is too short to be waited for, in turns with the gap kept in
Redis and without. Fails when the median of the rounds' ratios is over 1.03: single rounds of one
kind differ by 8 %, and the best of a few is the luck of one.
"""

import json
import subprocess
import sys
import tempfile
from statistics import median

from benchmarks.crawl.__main__ import OURS, Run, newsroom
from benchmarks.given_data import given_data
from benchmarks.yardstick import yardstick
from tests.servers.scout_service import ROOT
from tests.servers.services import redis_server

ROUNDS = 8
GAP = ("--gap", "0.001")
MOST = 1.03


def main() -> int:
    given_data("articles")
    alone: list[Run] = []
    shared: list[Run] = []
    with redis_server() as redis:
        for _ in range(ROUNDS):
            alone.append(first_run(*GAP))
            shared.append(first_run(*GAP, "--redis", redis.url))
    for name in ("seconds", "cpu"):
        print(f"{name} alone: {told(alone, name)}; shared: {told(shared, name)}")
    ratio = ratio_of(shared, alone, "seconds")
    print(f"with a shared gap over without, median of rounds: {ratio:.3f} (at most {MOST})")
    print(f"the same in processor time: {ratio_of(shared, alone, 'cpu'):.3f}")
    print(f"yardstick {yardstick():.2f}")
    return int(ratio > MOST)


def first_run(*options: str) -> Run:
    with tempfile.TemporaryDirectory() as folder, newsroom() as port:
        command = [sys.executable, "-m", OURS, str(port), folder, *options]
        ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        run: Run = json.loads(ended.stdout.splitlines()[0])
        return run


def ratio_of(shared: list[Run], alone: list[Run], name: str) -> float:
    return median(one[name] / other[name] for one, other in zip(shared, alone, strict=True))


def told(runs: list[Run], name: str) -> str:
    return " ".join(f"{run[name]:.1f}" for run in runs)


if __name__ == "__main__":
    sys.exit(main())
