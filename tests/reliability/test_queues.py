"""A run that takes its nine minutes holds up nothing of another queue."""

import time
from datetime import timedelta

import pytest

from app.clock import utc_now
from app.store.tables import Mail, RunStatus
from tests.servers.drill_lane import ANN, DrillLane
from tests.servers.drilling import FULL, Figure, OpenLanes, Report
from tests.servers.hands import Times
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
