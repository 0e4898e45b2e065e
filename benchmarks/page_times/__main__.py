"""`make page-times`: measures every page on both databases; fails when one takes too long."""

import argparse
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from benchmarks.page_times.lane import Lane, measured
from benchmarks.page_times.report import document, table, too_slow
from benchmarks.page_times.shape import Shape
from benchmarks.yardstick import yardstick
from tests.servers.browser import ARGUMENTS
from tests.servers.scout_service import ROOT
from tests.servers.services import postgresql_server, redis_server

TARGET = ROOT / "docs" / "page-times.md"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.page_times", description=__doc__)
    parser.add_argument("--runs", type=int, default=Shape().runs, help="fewer for a trial")
    parser.add_argument("--target", type=Path, default=TARGET)
    options = parser.parse_args()
    shape = Shape(runs=options.runs)
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        lanes = all_lanes(Path(folder), shape)
    options.target.write_text(document(lanes, machine(), shape), "utf-8")
    print(table(lanes))
    slow = too_slow(lanes)
    print("\n".join(f"too slow: {one}" for one in slow))
    return 1 if slow else 0


def all_lanes(folder: Path, shape: Shape) -> list[Lane]:
    with redis_server() as redis, chromium() as browser:
        sqlite_url = f"sqlite:///{folder}/scout.db"
        on_sqlite = measured("SQLite", sqlite_url, redis.url, folder, browser, shape)
        with postgresql_server() as uri:
            postgresql_url = uri.replace("postgresql://", "postgresql+psycopg://")
            args = (postgresql_url, redis.url, folder, browser, shape)
            return [on_sqlite, measured("PostgreSQL", *args)]


@contextmanager
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


def machine() -> str:
    """With how busy it was meanwhile: times of a machine that others use as well say less."""
    of_what = f"{platform.system()}, Python {platform.python_version()}"
    load = os.getloadavg()[1]
    return f"{os.cpu_count()} cores ({of_what}, load {load:.1f}, yardstick {yardstick():.2f})"


if __name__ == "__main__":
    sys.exit(main())
