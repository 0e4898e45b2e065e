"""`make replay`: what would the mails of five months have brought?

Prints how many finds were mailed, how many other articles stand beside them, and how many finds
are near copies of earlier ones. Whether a find tells what an earlier mail told is for a reader:
`--read FILE` writes finds of all the months for one, each with the earlier finds most like it. That
file has texts of the given data, which do not belong in the project.
"""

import argparse
import tempfile
import time
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

from app.lib.logs import configure_logs
from benchmarks.fit_relevance import BRAND_FILE
from benchmarks.replay.mailed import Mailed
from benchmarks.replay.reading_list import also_list, near_copies, repeats_list, spread
from benchmarks.replay.runs import Choice, replayed
from benchmarks.replay.snapshots import in_parts, snapshots
from benchmarks.yardstick import yardstick


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.replay", description=__doc__)
    parser.add_argument("--brand-file", type=Path, default=BRAND_FILE)
    parser.add_argument("--min-score", type=int, default=0, help="0: the five best, however good")
    parser.add_argument("--runs-a-day", type=int, default=1)
    parser.add_argument("--by-feed", action="store_true", help="a news search is one site")
    parser.add_argument("--read", type=Path, help="where to write finds for a reader")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    configure_logs("ERROR", None)
    choice = Choice(options.brand_file, options.min_score, by_outlet=not options.by_feed)
    shown = list(in_parts(snapshots(), options.runs_a_day))
    began = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        finds = replayed(shown, choice, Path(folder))
    tell(finds, time.process_time() - began)
    if options.read:
        numbers = spread(options.count, len(finds), options.seed)
        write(options.read, chain(repeats_list(finds, numbers), also_list(finds)))


def tell(finds: list[Mailed], seconds: float) -> None:
    days = len({find.at.date() for find in finds})
    merged = sum(len(find.also) for find in finds)
    print(f"mailed finds      {len(finds)} on {days} days")
    print(f"merged with them  {merged} articles")
    print(f"near copies       {near_copies(finds)} of an earlier find")
    print(f"processor         {seconds:.0f} s, {seconds / yardstick():.0f} s at yardstick 1.0")


def write(path: Path, lines: Iterable[str]) -> None:
    path.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
