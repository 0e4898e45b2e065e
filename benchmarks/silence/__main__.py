"""Two thousand sequences on SQLite and PostgreSQL, side by side: the mails that went after
something had stopped them, twice, or were lost without a word. Exits with 1 if there is one."""

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from benchmarks.silence.lane import Lane
from tests.servers.made_tables import PostgresqlStock, sqlite_with_tables
from tests.servers.services import postgresql_server

KINDS = ("sqlite", "postgresql")
WRONG = ("after", "twice", "lost")


def main() -> None:
    options = parse()
    if options.lane:
        one_lane(options)
        return
    base = Path(options.keep or tempfile.mkdtemp(prefix="silence-"))
    base.mkdir(parents=True, exist_ok=True)
    lanes = [start(kind, base, options, number) for number, kind in enumerate(KINDS)]
    codes = [lane.wait() for lane in lanes]
    verdicts = [json.loads((base / kind / "verdict.json").read_text()) for kind in KINDS]
    sys.stdout.write(told(verdicts))
    sys.exit(any(codes) or any(one[name] for one in verdicts for name in WRONG))


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.silence", description=__doc__)
    parser.add_argument("--sequences", type=int, default=2000, help="over both databases")
    parser.add_argument("--seed", type=int, default=15)
    parser.add_argument("--keep", help="a folder for the diaries; otherwise a temporary one")
    parser.add_argument("--lane", choices=KINDS, help=argparse.SUPPRESS)
    return parser.parse_args()


def start(
    kind: str, base: Path, options: argparse.Namespace, number: int
) -> "subprocess.Popen[bytes]":
    (base / kind).mkdir(exist_ok=True)
    command = [sys.executable, "-m", "benchmarks.silence", "--lane", kind]
    command += ["--sequences", str(-(-options.sequences // len(KINDS)))]
    command += ["--seed", str(options.seed + number), "--keep", str(base / kind)]
    return subprocess.Popen(command)


def one_lane(options: argparse.Namespace) -> None:
    folder = Path(options.keep)
    if options.lane == "sqlite":
        run(sqlite_with_tables(folder / "scout.db"), folder, options)
        return
    with postgresql_server() as uri:
        stock = PostgresqlStock(uri)
        with stock.lent() as url:
            stock.close()
            run(url, folder, options)


def run(url: str, folder: Path, options: argparse.Namespace) -> None:
    verdict = Lane(url, folder, options.sequences, options.seed).run()
    (folder / "verdict.json").write_text(json.dumps(asdict(verdict)))


def told(verdicts: list[dict[str, object]]) -> str:
    head = "| database | sequences | mails | stopped | pauses | kills | unknown | whole | seconds |"
    lines = [f"{head} after | twice | lost |", "|---" * 12 + "|"]
    for one in verdicts:
        stopped, seconds = one["stopped"], one["seconds"]
        assert isinstance(stopped, dict) and isinstance(seconds, float)  # noqa: PT018
        cells = [one["database"], one["sequences"], one["mails"], sum(stopped.values())]
        cells += [one[name] for name in ("pauses", "kills", "unknown", "whole")]
        cells += [round(seconds), *(len(list_of(one, name)) for name in WRONG)]
        lines.append(f"| {' | '.join(map(str, cells))} |")
    found = [
        word
        for one in verdicts
        for name in ("after", "twice", "lost")
        for word in list_of(one, name)
    ]
    return "\n".join([*lines, *found[:40]]) + "\n"


def list_of(verdict: dict[str, object], name: str) -> list[str]:
    found = verdict[name]
    return [str(one) for one in found] if isinstance(found, list) else []


if __name__ == "__main__":
    main()
