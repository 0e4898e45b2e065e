"""A run's process stands still, another takes the run over, the first wakes up: it is too late.

The lease is shorter here than in production, in the full drill too: not the time is in question
but what a process does that wakes up in any line of a run.
"""

import random
import signal
import time
from dataclasses import dataclass

import pytest

from app.agents.scout.agent import NAME as AGENT
from app.lib.clock import utc_now
from app.parts.runs import endings, run_requests
from app.parts.runs.lease import ATTEMPTS
from app.parts.runs.tables import AgentRun, MailStatus, RunStatus
from app.parts.store.statements import required_id
from tests.servers.drill_lane import ANN, BEN, BRAND, DrillLane
from tests.servers.drilling import FULL, Figure, OpenLanes, Report, Trials, side_by_side
from tests.servers.hands import Times
from tests.servers.nursery import Child

pytestmark = pytest.mark.usefixtures("quick_here")
LANES = 8 if FULL else 2
RUN_SECONDS = 1.5
TAKEN_OVER_SECONDS = 8
UNDER_WAY = 1
"""The look whether a site may still be asked, and the asking, are not one step: a process stopped
between the two sends that one request when it wakes up. Nothing it reads is stored."""


@pytest.fixture
def times() -> Times:
    return Times(beat=0.3, lease=2.0, look=0.3, ring_again=0.3, after_dot=5.0, gap=0.1, stuck=2.0)


@dataclass(frozen=True, slots=True)
class Awakening:
    """The run before and after its first process woke up; what that one still asked the site."""

    before: AgentRun
    after: AgentRun
    asked: int
    copies: list[int]


def attempt(lane: DrillLane, run_id: int) -> Child:
    return lane.nursery.start(
        "tests.servers.hands:perform",
        run_id,
        lane.times.values(),
        environ=lane.environ,
        directory=lane.directory,
    )


def stop_and_wake(lane: DrillLane, chance: random.Random) -> Awakening:
    lane.site.publish(2)
    run, _ = run_requests.add_requested_run(
        lane.database, agent=AGENT, profile=BRAND, now=utc_now()
    )
    run_id = required_id(run.id)
    first = attempt(lane, run_id)
    time.sleep(chance.uniform(0, RUN_SECONDS))
    first.send_signal(signal.SIGSTOP)
    time.sleep(lane.times.lease + 0.5)
    second = attempt(lane, run_id)
    try:
        second.wait(TAKEN_OVER_SECONDS)
    except TimeoutError:  # the first one holds the database: nobody can take over before it goes on
        first.send_signal(signal.SIGCONT)
        second.wait()
    before, asked = lane.run(run_id), len(lane.site.asked)
    first.send_signal(signal.SIGCONT)
    first.wait()
    asked_since = len(lane.site.asked) - asked
    after = settled(lane, run_id)
    copies = [lane.copies_of(run_id, one) for one in (ANN, BEN)]
    return Awakening(before, after, asked_since, copies)


def settled(lane: DrillLane, run_id: int) -> AgentRun:
    """The run after whatever the two processes left to a third, as the reconciler would."""
    deadline = time.monotonic() + 120
    while not lane.is_over(run_id) and time.monotonic() < deadline:
        endings.recover_runs(lane.database, utc_now())
        attempt(lane, run_id).wait()
        time.sleep(lane.times.lease / 4)
    return lane.run(run_id)


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.long)])
def test_a_process_that_wakes_up_after_its_run_was_taken_over_changes_and_sends_nothing(
    open_lanes: OpenLanes, times: Times, trials: Trials, report: Report, kind: str
) -> None:
    count = trials(200, 2)
    lanes = open_lanes(LANES, kind, times=times, reconciling=False)

    awakenings = side_by_side(lanes, count, stop_and_wake)

    for one in awakenings:
        given_up = one.after.attempt == ATTEMPTS and one.after.status == RunStatus.FAILED
        assert given_up or one.after.status == RunStatus.COMPLETED, one
        assert max(one.copies) <= 1, one
        if one.before.status == RunStatus.COMPLETED:
            assert one.after == one.before
            assert one.asked <= UNDER_WAY, one
        if one.after.mail_status == MailStatus.SENT:
            assert one.copies == [1, 1]
    taken = len([one for one in awakenings if one.before.attempt > 1])
    late = sum(one.asked for one in awakenings if one.before.status == RunStatus.COMPLETED)
    figure = f"{taken} taken over; 0 stale writes, 0 mails twice, {late} requests already under way"
    report(Figure("5", f"SIGSTOP of a run, take-over, SIGCONT, {kind}", count, count, figure))
