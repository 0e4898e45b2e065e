"""A work process killed between two mails, and the page readers of one that was killed."""

import pytest

from app.parts.mail import mails
from app.parts.runs.tables import MailStatus, RunStatus
from tests.servers.drill_lane import ANN, BEN, DrillLane
from tests.servers.drilling import OpenLanes
from tests.servers.hands import Times
from tests.servers.killing import children_of, descendants_of, kill, lives, wait_until

pytestmark = pytest.mark.usefixtures("quick_here")


def test_after_a_death_between_two_mails_the_second_goes_out_and_the_first_not_again(
    open_lanes: OpenLanes, times: Times
) -> None:
    [lane] = open_lanes(1, times=times)
    lane.smtp.before = 1.0
    lane.start_worker()
    run_id = lane.ask_for_run()
    assert wait_until(lambda: lane.copies_of(run_id, ANN) == 1)
    assert wait_until(lambda: phases(lane, run_id)[0] == "sent")
    kill(lane.work_process())
    assert lane.copies_of(run_id, BEN) == 0

    run = lane.wait_settled(run_id)

    assert (run.status, run.mail_status) == (RunStatus.COMPLETED, MailStatus.SENT)
    assert [lane.copies_of(run_id, one) for one in (ANN, BEN)] == [1, 1]
    assert run.attempt == 1, "the outbox has the mails; the run itself is not tried again"


def phases(lane: DrillLane, run_id: int) -> list[str]:
    with lane.database.read() as session:
        return [mail.phase for mail in mails.mails_of_run(session, run_id)]


def test_the_page_readers_of_a_killed_worker_end_with_it(
    open_lanes: OpenLanes, times: Times
) -> None:
    [lane] = open_lanes(1, times=times, plain=False)
    worker = lane.start_worker()
    lane.ask_for_run()
    work_process = lane.work_process()
    assert wait_until(lambda: bool(children_of(work_process)))
    everybody = [worker.pid, *descendants_of(worker.pid)]

    kill(worker.pid)

    assert wait_until(lambda: not any(map(lives, everybody)), 120)
