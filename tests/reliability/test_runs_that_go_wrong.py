"""Runs that die, eat, never end: each ends in the database, and the next one is not harmed."""

import random
import time
from dataclasses import replace

import pytest

from app.agents.scout.agent import NAME as AGENT
from app.lib.clock import utc_now
from app.parts.runs import run_requests, runs, scheduled_runs
from app.parts.runs.lease import ATTEMPTS
from app.parts.runs.tables import AgentRun, MailStatus, RunStatus
from app.parts.store.statements import required_id
from tests.servers.drill_lane import BRAND, DrillLane
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
from tests.servers.killing import lives

pytestmark = pytest.mark.usefixtures("quick_here")
SHORT_LEASE = 3.0


@pytest.fixture
def times() -> Times:
    return Times() if FULL else Times(0.3, SHORT_LEASE, 0.3, 0.5, after_dot=8.0, gap=0.1)


def attempts_of(lane: DrillLane, run_id: int) -> list[int]:
    """The processes that tried the run, in order."""
    lines = (lane.directory / f"attempts-{run_id}").read_text().splitlines()
    return [int(line.split()[1]) for line in lines]


def opened(open_lanes: OpenLanes, count: int, times: Times, **settings: str) -> list[DrillLane]:
    lanes = open_lanes(min(10, count), times=times, settings=settings)
    for lane in lanes:
        lane.start_worker()
    return lanes


def test_a_run_that_kills_its_process_is_tried_three_times_and_the_next_one_is_sent(
    open_lanes: OpenLanes, times: Times, trials: Trials, report: Report
) -> None:
    def trial(lane: DrillLane, _: random.Random) -> AgentRun:
        poisoned = lane.ask_for_fault("poison")
        failed = lane.wait_over(poisoned)
        assert (failed.status, len(attempts_of(lane, poisoned))) == (RunStatus.FAILED, ATTEMPTS)
        assert "killed" in str(failed.error_message)
        following = lane.wait_settled(lane.ask_for_run())
        assert (following.mail_status, following.attempt) == (MailStatus.SENT, 1)
        return failed

    count = trials(10, 1)
    ended = side_by_side(opened(open_lanes, count, times), count, trial)
    figure = f"exactly {ATTEMPTS} attempts each; the next run sent"
    report(Figure("13", "a run that kills its process each time", count, len(ended), figure))


def test_a_run_that_takes_all_memory_ends_and_says_so(
    open_lanes: OpenLanes, times: Times, trials: Trials, report: Report
) -> None:
    def trial(lane: DrillLane, _: random.Random) -> float:
        began = time.monotonic()
        hungry = lane.ask_for_fault("hungry")
        failed = lane.wait_over(hungry)
        assert failed.status == RunStatus.FAILED
        assert "more memory than a run may take" in str(failed.error_message)
        assert lane.worker is not None
        assert lane.worker.poll() is None
        return time.monotonic() - began

    count = trials(50, 1)
    seconds = side_by_side(opened(open_lanes, count, times), count, trial)
    figure = f"closed after {seconds_text(seconds)}, with the reason; the worker lives"
    report(Figure("3", "a run that takes memory beyond the limit", count, len(seconds), figure))


def test_a_run_whose_process_died_right_after_its_claim_is_taken_up(
    open_lanes: OpenLanes, times: Times, trials: Trials, report: Report
) -> None:
    def trial(lane: DrillLane, _: random.Random) -> float:
        lane.site.publish(2)
        run, _known = run_requests.add_requested_run(
            lane.database, agent=AGENT, profile=BRAND, now=utc_now()
        )
        run_id = required_id(run.id)
        dead = lane.nursery.start(
            "tests.servers.hands:claim_and_die",
            lane.database_url,
            run_id,
            environ=lane.environ,
            directory=lane.directory,
        )
        dead.wait()
        died_at = time.monotonic()
        ended = lane.wait_over(run_id)
        assert (ended.status, ended.attempt) == (RunStatus.COMPLETED, 2)
        return time.monotonic() - died_at

    count = trials(20, 1)
    seconds = side_by_side(opened(open_lanes, count, times), count, trial)
    figure = f"ended {seconds_text(seconds)} after the death"
    report(Figure("12", "death right after the claim", count, len(seconds), figure))


def test_a_run_longer_than_its_slot_is_stopped_whatever_it_swallows_and_runs_alone(
    open_lanes: OpenLanes, times: Times, report: Report
) -> None:
    minutes = 10.0 if FULL else 0.1
    times = replace(times, longest_run=540.0)
    [lane] = opened(open_lanes, 1, times, AGENT_RUN_INTERVAL_MINUTES=str(minutes))
    stubborn = lane.ask_for_fault("stubborn")
    lane.wait_at_work(stubborn)
    began = time.monotonic()

    skipped = tick_beside(lane, stubborn)
    ended = lane.wait_over(stubborn, 700)
    seconds = time.monotonic() - began

    assert ended.status == RunStatus.FAILED
    assert "It was stopped after" in str(ended.error_message)
    assert skipped.status == RunStatus.SKIPPED
    [process] = attempts_of(lane, stubborn)
    time.sleep(0.5)
    assert not lives(process)
    following = lane.wait_settled(lane.ask_for_run())
    assert (following.mail_status, following.attempt) == (MailStatus.SENT, 1)
    limit = minutes * 60 * 0.9
    if FULL:
        assert seconds <= 555
    figure = f"limit {limit:.0f} s, stopped after {seconds:.0f} s; slot beside it skipped"
    report(Figure("15", "a run that swallows every exception and never ends", 1, 1, figure))


def tick_beside(lane: DrillLane, running: int) -> AgentRun:
    """The row of a slot that comes while the run is at work."""
    run = lane.run(running)
    slot = utc_now().replace(microsecond=0)
    made = scheduled_runs.add_scheduled_run(
        lane.database, agent=run.agent, profile=run.profile, slot=slot, now=utc_now()
    )
    assert made is None
    return runs.list_runs(lane.database, agent=run.agent, limit=1)[0]
