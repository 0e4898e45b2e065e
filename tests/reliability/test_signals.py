"""SIGTERM: a deploy in the middle of a run loses nothing and sends nothing twice."""

import os
import random
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from app.parts.runs.tables import AgentRun, RunStatus
from tests.servers.drill_lane import ANN, BEN, DrillLane
from tests.servers.drilling import Figure, OpenLanes, Report, Trials, seconds_text, side_by_side
from tests.servers.hands import Times
from tests.servers.killing import descendants_of

pytestmark = pytest.mark.usefixtures("quick_here")
GRACE_SECONDS = 600
Stop = Callable[[DrillLane], None]


def to_the_worker(lane: DrillLane) -> None:
    assert lane.worker is not None
    lane.worker.send_signal(signal.SIGTERM)


def to_all_its_processes(lane: DrillLane) -> None:
    """As systemd does by default."""
    assert lane.worker is not None
    for pid in [lane.worker.pid, *descendants_of(lane.worker.pid)]:
        try:
            os.kill(pid, signal.SIGTERM)
        except ProcessLookupError:
            continue


def twice(lane: DrillLane) -> None:
    """The second one, more than a second later, is RQ's order to drop everything."""
    to_the_worker(lane)
    time.sleep(1.2)
    to_the_worker(lane)


@dataclass(frozen=True, slots=True)
class Stopped:
    code: int
    seconds: float
    run: AgentRun
    copies: int


def stop_and_watch(lane: DrillLane, chance: random.Random, stop: Stop) -> Stopped:
    run_id = lane.ask_for_run()
    lane.wait_at_work(run_id)
    time.sleep(chance.uniform(0, 3 * lane.times.gap + 0.3))
    assert lane.worker is not None
    told = lane.worker
    began = time.monotonic()
    stop(lane)
    code = told.wait(GRACE_SECONDS)
    seconds = time.monotonic() - began
    run = lane.wait_settled(run_id)
    copies = max(lane.copies_of(run_id, one) for one in (ANN, BEN))
    return Stopped(code, seconds, run, copies)


@pytest.mark.parametrize(
    ("stop", "attempts"),
    [
        pytest.param(to_the_worker, {1}, id="to the worker"),
        pytest.param(to_all_its_processes, {1}, id="to all its processes", marks=pytest.mark.long),
        pytest.param(twice, {1, 2}, id="twice", marks=pytest.mark.long),
    ],
)
def test_a_worker_told_to_stop_ends_in_time_and_its_run_is_sent_once(
    open_lanes: OpenLanes,
    times: Times,
    trials: Trials,
    report: Report,
    stop: Stop,
    attempts: set[int],
) -> None:
    count = trials(30, 1)
    lanes = open_lanes(min(6, count), times=times)
    for lane in lanes:
        lane.start_worker()

    stopped = side_by_side(lanes, count, lambda lane, chance: stop_and_watch(lane, chance, stop))

    for one in stopped:
        assert (one.code, one.run.status, one.copies) == (0, RunStatus.COMPLETED, 1), one
        assert one.run.attempt in attempts
    figure = f"ended after {seconds_text([one.seconds for one in stopped])}; one mail each"
    name = stop.__name__.replace("_", " ")
    report(Figure("14", f"SIGTERM {name} during a run", count, len(stopped), figure))
