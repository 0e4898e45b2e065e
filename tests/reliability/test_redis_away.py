"""Redis refuses, is silent, forgets all, goes away in the middle: nothing lost, nothing twice."""

import random
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import redis

from app.parts.queue.connection import QueueAwayError
from app.parts.queue.doorbell import Doorbell
from app.parts.queue.queues import RUNS_QUEUE
from app.parts.runs.tables import MailStatus, RunStatus
from tests.servers.drill_lane import ANN, BEN, DrillLane
from tests.servers.drilling import (
    FULL,
    Figure,
    OpenLanes,
    Report,
    Trials,
    seconds_text,
    side_by_side,
)
from tests.servers.hands import Times
from tests.servers.services import RedisServer

pytestmark = pytest.mark.usefixtures("quick_here")
GIVES_UP_SECONDS = 3.0
OUTAGES = (5.0, 35.0, 60.0) if FULL else (2.0,)
QUEUED = 10


class Fragile:
    """A lane with a Redis server of its own."""

    def __init__(self, lane: DrillLane, server: RedisServer) -> None:
        self.lane = lane
        self.server = server


@pytest.fixture
def fragile(open_lanes: OpenLanes, times: Times, tmp_path: Path) -> Iterator[list[Fragile]]:
    with ExitStack() as opened:
        made = []
        for number in range(8 if FULL else 1):
            server = RedisServer(tmp_path / f"redis-{number}")
            server.start()
            opened.callback(server.stop)
            folder = f"lane-{number}"
            [lane] = open_lanes(1, times=times, redis_url=server.url, name=folder)
            lane.start_worker()
            made.append(Fragile(lane, server))
        yield made


def check_sent_once(lane: DrillLane, run_id: int) -> None:
    run = lane.wait_settled(run_id)
    assert (run.status, run.mail_status) == (RunStatus.COMPLETED, MailStatus.SENT), run
    assert [lane.copies_of(run_id, one) for one in (ANN, BEN)] == [1, 1]


def test_a_run_asked_for_while_redis_is_down_is_made_up_for(
    fragile: list[Fragile], trials: Trials, report: Report
) -> None:
    def trial(one: Fragile, _: random.Random) -> float:
        one.server.stop()
        began = time.monotonic()
        run_id = one.lane.ask_for_run()
        assert not FULL or time.monotonic() - began < 2 * GIVES_UP_SECONDS
        time.sleep(one.lane.times.look * 2)
        assert one.lane.run(run_id).status == RunStatus.PENDING
        one.server.start()
        back = time.monotonic()
        check_sent_once(one.lane, run_id)
        return time.monotonic() - back

    count = trials(16, 1)
    seconds = side_by_side(fragile, count, trial)
    figure = f"run and sent {seconds_text(seconds)} after its return"
    passed = len([one for one in seconds if one <= 60])
    report(Figure("7", "Redis down when a run is asked for", count, passed, figure))


@pytest.fixture
def silent_port() -> Iterator[int]:
    """Accepts, and never says a word."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)
        yield int(listener.getsockname()[1])


def test_whoever_rings_gives_up_soon_when_redis_is_silent(
    silent_port: int, trials: Trials, report: Report
) -> None:
    seconds = []
    for _ in range(trials(10, 1)):
        doorbell = Doorbell(f"redis://127.0.0.1:{silent_port}/0")
        began = time.monotonic()
        with pytest.raises(QueueAwayError):
            doorbell.ring_for_run(1, RUNS_QUEUE)
        seconds.append(time.monotonic() - began)
        doorbell.close()
    report(
        Figure(
            "8",
            "a ring while Redis accepts and is silent",
            len(seconds),
            len([one for one in seconds if one <= GIVES_UP_SECONDS]),
            f"given up after {seconds_text(seconds)}",
        )
    )
    assert not FULL or max(seconds) <= GIVES_UP_SECONDS * 5  # other drills run beside this one


def test_a_redis_that_forgets_everything_costs_no_run_and_doubles_none(
    open_lanes: OpenLanes, times: Times, trials: Trials, report: Report
) -> None:
    def trial(lane: DrillLane, chance: random.Random) -> int:
        running = lane.ask_for_run()
        lane.wait_at_work(running)
        queued = [lane.ask_for_fault(f"quick-{number}") for number in range(QUEUED)]
        time.sleep(chance.uniform(0, 3 * lane.times.gap))
        with redis.Redis.from_url(lane.redis_url) as client:
            client.flushdb()
        check_sent_once(lane, running)
        ended = [lane.wait_over(one) for one in queued]
        assert {(one.status, one.attempt) for one in ended} == {(RunStatus.COMPLETED, 1)}
        assert lane.run(running).attempt == 1
        return len(ended) + 1

    count = trials(50, 1)
    lanes = open_lanes(min(8, count), times=times)
    for lane in lanes:
        lane.start_worker()
    ended = side_by_side(lanes, count, trial)
    figure = f"{sum(ended)} runs, 0 lost, 0 tried twice, 0 mails twice"
    report(
        Figure(
            "9",
            f"Redis emptied (FLUSHDB) with {QUEUED} queued and 1 running",
            count,
            len(ended),
            figure,
        )
    )


@pytest.mark.parametrize("outage", OUTAGES)
def test_a_worker_outlives_an_outage_of_redis_and_goes_on_taking_runs(
    fragile: list[Fragile], trials: Trials, report: Report, outage: float
) -> None:
    def trial(one: Fragile, chance: random.Random) -> float:
        worker = one.lane.worker
        run_id = one.lane.ask_for_run()
        one.lane.wait_at_work(run_id)
        time.sleep(chance.uniform(0, 3 * one.lane.times.gap + 0.3))
        one.server.stop()
        time.sleep(outage)
        one.server.start()
        back = time.monotonic()
        check_sent_once(one.lane, run_id)
        check_sent_once(one.lane, one.lane.ask_for_run())
        assert one.lane.worker is worker, "the worker ended and was started again"
        return time.monotonic() - back

    count = trials(20, 1)
    seconds = side_by_side(fragile, count, trial)
    figure = f"worker alive; the next run sent {seconds_text(seconds)} after the return"
    report(Figure("10", f"Redis away for {outage:.0f} s in a run", count, len(seconds), figure))
