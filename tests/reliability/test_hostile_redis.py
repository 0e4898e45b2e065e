"""Somebody else writes to Redis: nothing of theirs runs, and the worker goes on with ours."""

import json
import pickle
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
import redis

from app.lib.errors import MisconfiguredError
from app.parts.queue.connection import check_not_open_to_others
from app.parts.queue.jobs import PERFORM_RUN
from app.parts.queue.queues import RUNS_QUEUE
from app.parts.runs.tables import RunStatus
from tests.servers.drilling import Figure, OpenLanes, Report
from tests.servers.hands import Times

pytestmark = pytest.mark.usefixtures("quick_here")
Fields = dict[str, str | bytes]
MOMENT = "2026-11-20T12:00:00.000000Z"


class Touch:
    """Unpickling it makes a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[..., None], tuple[Path]]:
        return Path.touch, (self.path,)


def job(data: bytes, **fields: str | bytes) -> Fields:
    usual: Fields = {"created_at": MOMENT, "origin": RUNS_QUEUE, "data": data, "timeout": "60"}
    return {**usual, **fields}


def named(function: str, *args: object) -> bytes:
    return json.dumps([function, None, args, {}]).encode()


def injected(canary: Path) -> dict[str, Fields]:
    command = f"touch {canary}"
    ours = named(PERFORM_RUN, 0)
    callback = {"success_callback_name": "os.system", "failure_callback_name": "os.system"}
    return {
        "pickled": job(pickle.dumps(Touch(canary))),
        "packed-pickle": job(zlib.compress(pickle.dumps(Touch(canary)))),
        "system": job(named("os.system", command)),
        "run": job(named("subprocess.run", ["touch", str(canary)])),
        "method": job(json.dumps(["touch", str(canary), [], {}]).encode()),
        "callback": job(ours, **callback),
        "pickled-meta": job(ours, meta=pickle.dumps(Touch(canary))),
        "pickled-result": job(ours, result=pickle.dumps(Touch(canary))),
        "no-data": {"created_at": MOMENT, "origin": RUNS_QUEUE},
        "no-json": job(b"\xff\xfe{"),
        "odd-json": job(b'{"a": 1}'),
        "odd-time": job(ours, created_at="yesterday"),
        "odd-timeout": job(ours, timeout="soon"),
        "odd-args": job(named(PERFORM_RUN, "x", "y", {"z": 1})),
        "empty": {"status": "queued"},
    }


def inject(connection: redis.Redis, canary: Path) -> int:
    """Every job in the queue, in the list of those being taken, and in that of those at work."""
    jobs = injected(canary)
    for name, fields in jobs.items():
        connection.hset(f"rq:job:{name}", mapping=fields)  # type: ignore[arg-type]
        connection.rpush(f"rq:queue:{RUNS_QUEUE}", name)
        connection.rpush(f"rq:queue:{RUNS_QUEUE}:intermediate", name)
        connection.zadd(f"rq:wip:{RUNS_QUEUE}", {f"{name}:1": 1, name: 1})
    return len(jobs)


def test_nothing_that_others_put_into_redis_is_run_and_the_worker_goes_on(
    open_lanes: OpenLanes, times: Times, tmp_path: Path, report: Report
) -> None:
    canary = tmp_path / "canary"
    [lane] = open_lanes(1, "sqlite", times=times)
    with redis.Redis.from_url(lane.redis_url) as connection:
        count = inject(connection, canary)
        worker = lane.start_worker()
        run_id = lane.ask_for_fault("steady")
        began = time.monotonic()
        run = lane.wait_over(run_id, 120)
        waiting = connection.lrange(f"rq:queue:{RUNS_QUEUE}", 0, -1)
    assert {name.decode() for name in waiting} <= {f"run-{run_id}"}  # the bell, rung once more
    assert lane.worker is worker, lane.log()
    assert worker.poll() is None
    assert run.status == RunStatus.COMPLETED
    assert not canary.exists()
    what = "jobs of others in Redis: pickles, os.system, callbacks, garbage"
    waited = f"0 executed; our run behind them ended after {time.monotonic() - began:.0f} s"
    report(Figure("20", what, count, count, waited))


@pytest.mark.parametrize("url", ["redis://queue.example.com/0", "redis://10.0.0.7:6379/0"])
def test_an_open_redis_on_another_machine_is_refused(url: str) -> None:
    with pytest.raises(MisconfiguredError, match="no password"):
        check_not_open_to_others(url)


@pytest.mark.parametrize(
    "url", ["redis://localhost/0", "redis://127.0.0.1:7/0", "unix:///r.sock", "redis://:pw@q/0"]
)
def test_a_redis_of_this_machine_or_with_a_password_is_taken(url: str) -> None:
    check_not_open_to_others(url)
