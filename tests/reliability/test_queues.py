"""A run that takes its nine minutes holds up nothing of another queue."""

import time
from datetime import timedelta

import pytest

from app.lib.clock import utc_now
from app.parts.mail.tables import Mail
from app.parts.queue.queues import ASSISTANT_QUEUE
from app.parts.runs.tables import AgentRun, RunStatus
from tests.servers.drill_lane import ANN, DrillLane
from tests.servers.drilling import FULL, Figure, OpenLanes, Report
from tests.servers.hands import CHAT, Times
from tests.servers.killing import wait_until

pytestmark = pytest.mark.usefixtures("quick_here")
WAITED_SECONDS = 2.0
LONG_RUN = f"long-{300 if FULL else 60}"


def test_a_mail_is_sent_while_a_long_run_is_at_work(
    open_lanes: OpenLanes, times: Times, report: Report
) -> None:
    [lane] = open_lanes(1, times=times)
    lane.start_worker()
    run_id = lane.ask_for_fault(LONG_RUN)
    lane.wait_at_work(run_id)

    add_mail(lane)
    lane.doorbell.ring_for_mails()
    began = time.monotonic()
    assert wait_until(lambda: any(mail.recipient == ANN for mail in lane.smtp.taken), 120)

    seconds = time.monotonic() - began
    assert lane.run(run_id).status == RunStatus.RUNNING
    report(Figure("53", "a mail rung for during a long run", 1, 1, f"sent after {seconds:.1f} s"))
    assert not FULL or seconds <= WAITED_SECONDS


def test_what_a_person_waits_for_begins_while_a_long_run_is_at_work(
    open_lanes: OpenLanes, times: Times, report: Report
) -> None:
    [lane] = open_lanes(1, times=times)
    lane.start_worker()
    long_run = lane.ask_for_fault(LONG_RUN)
    lane.wait_at_work(long_run)

    asked = [lane.ask_for_fault(f"well-{number}", CHAT, ASSISTANT_QUEUE) for number in range(3)]
    ended = [lane.wait_over(run_id) for run_id in asked]

    assert lane.run(long_run).status == RunStatus.RUNNING
    assert {run.status for run in ended} == {RunStatus.COMPLETED}
    waited = max(seconds_waited(run) for run in ended)
    report(Figure("54", "a chat turn during a long run", 3, 3, f"began after {waited:.1f} s"))
    assert not FULL or waited <= WAITED_SECONDS


def test_an_endless_chat_turn_holds_up_no_run(open_lanes: OpenLanes, times: Times) -> None:
    [lane] = open_lanes(1, times=times)
    lane.start_worker()
    endless = lane.ask_for_fault("stubborn", CHAT, ASSISTANT_QUEUE)
    lane.wait_at_work(endless)
    assert lane.wait_settled(lane.ask_for_run()).status == RunStatus.COMPLETED
    assert lane.run(endless).status == RunStatus.RUNNING


def seconds_waited(run: AgentRun) -> float:
    assert run.started_at is not None
    return (run.started_at - run.created_at).total_seconds()


def add_mail(lane: DrillLane) -> None:
    now = utc_now()
    with lane.database.write() as session:
        session.add(
            Mail(
                recipient=ANN,
                message_id="a-mail-of-no-run@example.com",
                subject="Meanwhile",
                text="words",
                html="<p>words</p>",
                created_at=now,
                next_try_at=now,
                give_up_at=now + timedelta(minutes=14),
                changed_at=now,
            )
        )
