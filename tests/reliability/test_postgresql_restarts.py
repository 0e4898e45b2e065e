"""PostgreSQL is gone in the middle of a run: no mail without a row, and every run ends."""

import random
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from app.parts.runs.lease import ATTEMPTS
from app.parts.runs.tables import MailStatus, RunStatus
from tests.servers.drill_lane import ANN, BEN, DrillLane
from tests.servers.drilling import FULL, Figure, OpenLanes, Report, Trials, seconds_text
from tests.servers.hands import Times
from tests.servers.made_tables import new_database
from tests.servers.restartable_postgresql import RestartablePostgresql

pytestmark = pytest.mark.usefixtures("quick_here")
LANES = 10 if FULL else 1


@pytest.fixture
def server() -> Iterator[RestartablePostgresql]:
    with RestartablePostgresql() as started:
        yield started


@pytest.fixture
def lanes(
    server: RestartablePostgresql, open_lanes: OpenLanes, times: Times
) -> Iterator[list[DrillLane]]:
    with ExitStack() as opened:
        urls = [opened.enter_context(new_database(server.uri)) for _ in range(LANES)]
        made = open_lanes(LANES, times=times, urls=urls)
        for lane in made:
            lane.start_worker()
        yield made


def test_a_run_survives_a_restart_of_postgresql_and_no_mail_lacks_its_row(
    server: RestartablePostgresql, lanes: list[DrillLane], trials: Trials, report: Report
) -> None:
    chance, seconds = random.Random(11), []
    for _ in range(trials(5, 1)):
        running = [(lane, lane.ask_for_run()) for lane in lanes]
        for lane, run_id in running:
            lane.wait_at_work(run_id)
        time.sleep(chance.uniform(0, 3 * lanes[0].times.gap + 0.3))
        server.stop()
        time.sleep(chance.choice((0.5, 3.0)))
        server.start()
        back = time.monotonic()
        for lane, run_id in running:
            check(lane, run_id)
            seconds.append(time.monotonic() - back)
    figure = f"ended {seconds_text(seconds)} after the return; 0 mails twice or without a row"
    report(Figure("11", "PostgreSQL restarted in a run", len(seconds), len(seconds), figure))


def check(lane: DrillLane, run_id: int) -> None:
    run = lane.wait_settled(run_id)
    copies = [lane.copies_of(run_id, one) for one in (ANN, BEN)]
    assert run.status == RunStatus.COMPLETED
    assert run.attempt <= ATTEMPTS
    assert max(copies) <= 1
    if run.mail_status == MailStatus.SENT:
        assert copies == [1, 1]
    else:  # the database was away between the dot and the answer: told, not sent again
        assert run.mail_status == MailStatus.UNKNOWN
