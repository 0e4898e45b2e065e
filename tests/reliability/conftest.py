"""How many trials a drill does, and where its figure goes.

The suite does few. `make drills` sets DRILLS to a folder: then every drill does all trials of its
row, with the service's real times, and writes what it reached there.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.servers.drill_lane import DrillLane
from tests.servers.drilling import FULL, OpenLanes, Report, Trials, write_down
from tests.servers.hands import Times
from tests.servers.made_tables import PostgresqlStock, sqlite_with_tables
from tests.servers.nursery import Nursery

QUICK = Times(beat=0.5, lease=6.0, look=0.5, ring_again=1.0, after_dot=8.0, gap=0.1)
"""For the suite: a lease that a busy machine keeps, and no more."""


@pytest.fixture
def times() -> Times:
    """The service's real times in a full drill, shorter ones in the suite."""
    return Times() if FULL else QUICK


@pytest.fixture
def quick_here(monkeypatch: pytest.MonkeyPatch, times: Times) -> None:
    """The same times in this process, where the reconciler runs."""
    for module, name, value in times.places():
        monkeypatch.setattr(module, name, value)


@pytest.fixture
def report(request: pytest.FixtureRequest) -> Report:
    return partial(write_down, request.node.name)


@pytest.fixture
def trials() -> Trials:
    """Of the two numbers the one that counts now."""
    return lambda full, short: full if FULL else short


@pytest.fixture
def open_lanes(
    request: pytest.FixtureRequest, tmp_path: Path, nursery: Nursery, redis_url: str
) -> Iterator[OpenLanes]:
    """Services of their own, side by side, on one database server and one Redis server."""
    with ExitStack() as opened:

        def database_url(kind: str, directory: Path) -> str:
            if kind == "sqlite":
                return sqlite_with_tables(directory / "scout.db")
            stock: PostgresqlStock = request.getfixturevalue("postgresql_stock")
            return opened.enter_context(stock.lent())

        def start(
            count: int,
            kind: str = "postgresql",
            name: str = "",
            urls: Sequence[str] = (),
            **options: Any,
        ) -> list[DrillLane]:
            lanes = []
            for number in range(count):
                directory = tmp_path / f"{name or kind}-{number}"
                directory.mkdir()
                place = {"redis_url": redis_url[:-1] + str(number), **options}
                url = urls[number] if urls else database_url(kind, directory)
                place["database_url"] = url
                lane = DrillLane(nursery, directory, **place)
                lanes.append(opened.enter_context(lane))
            return lanes

        yield start
