"""How long the suite takes: `python -m benchmarks.suite_time`, on a machine that does nothing else.

Once alone, then three times beside two loops that keep both cores busy; `make test` may take 240 s
times the yardstick alone, and no test may fail either way. `--beside N` sets the number of loops.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.yardstick import yardstick
from tests.servers.scout_service import ROOT

ALONE_SECONDS = 240
BUSY_ROUNDS = 3
BUSY_LOOP = "while True: pass"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--beside", type=int, default=2, help="busy loops in the busy rounds")
    beside = parser.parse_args().beside
    slower = yardstick()
    limit = ALONE_SECONDS * slower
    print(f"yardstick {slower:.2f}: alone at most {limit:.0f} s", flush=True)
    alone, failed = timed_suite()
    print(f"alone: {alone:.0f} s, exit code {failed}", flush=True)
    codes = [failed, int(alone > limit)]
    with busy_loops(beside):
        for _ in range(BUSY_ROUNDS):
            seconds, failed = timed_suite()
            codes.append(failed)
            print(f"beside {beside} busy loops: {seconds:.0f} s, exit code {failed}", flush=True)
    return int(any(codes))


def timed_suite() -> tuple[float, int]:
    """Seconds and exit code of `make test`; its last lines go to the error output."""
    began = time.monotonic()
    command = ["make", "test"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    print("\n".join(ended.stdout.splitlines()[-12:]), file=sys.stderr)
    return time.monotonic() - began, ended.returncode


@contextmanager
def busy_loops(count: int) -> Iterator[None]:
    loops = [subprocess.Popen([sys.executable, "-c", BUSY_LOOP]) for _ in range(count)]
    try:
        yield
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()


if __name__ == "__main__":
    sys.exit(main())
