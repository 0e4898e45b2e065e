"""kill -9 at any moment: nothing stays behind, the run is taken up again, nobody gets two mails."""

import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from sqlmodel import col, select

from app.agents.scout.gather.tables import Article
from app.agents.scout.tables import Pick
from app.parts.runs.lease import ATTEMPTS
from app.parts.runs.tables import AgentRun, RunStatus
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
from tests.servers.killing import (
    children_of,
    descendants_of,
    kill,
    lives,
    wait_until,
    work_processes_of,
)

pytestmark = pytest.mark.usefixtures("quick_here")
TAKEN_UP_SECONDS = 90
LANES = 10
Victims = Callable[[int], list[int]]


def parent(worker: int) -> list[int]:
    return [worker]


def parent_and_child(worker: int) -> list[int]:
    return [worker, *work_processes_of(worker)]


def queue_workers(worker: int) -> list[int]:
    """The workers of single queues below the one that was started; it starts them again."""
    return children_of(worker)


def child(worker: int) -> list[int]:
    return work_processes_of(worker)


@dataclass(frozen=True, slots=True)
class Killing:
    """`left_behind` is how long something of the killed outlived them, in seconds."""

    attempt: int
    left_behind: float
    taken_up: float
    run: AgentRun
    copies: list[int]

    @property
    def is_good(self) -> bool:
        ended = self.run.status == RunStatus.COMPLETED
        return ended and self.run.attempt <= ATTEMPTS and max(self.copies) <= 1


def kill_and_watch(lane: DrillLane, chance: random.Random, victims: Victims) -> Killing:
    run_id = lane.ask_for_run()
    lane.wait_at_work(run_id)
    time.sleep(chance.uniform(0, 3 * lane.times.gap + 0.6))
    attempt = lane.run(run_id).attempt
    assert lane.worker is not None
    doomed = victims(lane.worker.pid)
    all_below = {below for pid in doomed for below in (pid, *descendants_of(pid))}
    for pid in doomed:
        kill(pid)
    killed_at = time.monotonic()
    gone = wait_until(lambda: not any(map(lives, all_below)), 120)
    assert gone, "a work process outlived its worker"
    left_behind = time.monotonic() - killed_at
    assert wait_until(
        lambda: taken_up(lane.run(run_id), attempt), 240, every_seconds=lane.times.look / 50
    )
    taken = time.monotonic() - killed_at
    run = lane.wait_settled(run_id)
    copies = [lane.copies_of(run_id, one) for one in (ANN, BEN)]
    return Killing(attempt, left_behind, taken, run, copies)


def taken_up(run: AgentRun, attempt: int) -> bool:
    return run.attempt > attempt or run.status not in {RunStatus.RUNNING, RunStatus.PENDING}


@pytest.mark.parametrize(
    ("row", "named", "victims", "full"),
    [
        pytest.param("1", "the worker", parent, 100, id="parent"),
        pytest.param(
            *("2", "the worker and its work process", parent_and_child, 100),
            id="parent and child",
            marks=pytest.mark.long,
        ),
        pytest.param(
            *("1", "the workers of the queues", queue_workers, 50),
            id="queue workers",
            marks=pytest.mark.long,
        ),
        pytest.param("3", "the work process", child, 50, id="child"),
    ],
)
def test_a_killed_process_leaves_nothing_behind_and_its_run_ends_with_one_mail(
    open_lanes: OpenLanes,
    times: Times,
    trials: Trials,
    report: Report,
    row: str,
    named: str,
    victims: Victims,
    full: int,
) -> None:
    count = trials(full, 2)
    lanes = open_lanes(min(LANES, count), times=times)
    for lane in lanes:
        lane.start_worker()

    killings = side_by_side(lanes, count, lambda lane, dice: kill_and_watch(lane, dice, victims))

    report(
        Figure(
            row,
            f"kill -9 of {named}",
            len(killings),
            len([one for one in killings if one.is_good and one.taken_up <= TAKEN_UP_SECONDS]),
            f"taken up: {seconds_text([one.taken_up for one in killings])}; nothing left behind "
            f"after {seconds_text([one.left_behind for one in killings])}; "
            f"most copies of a mail: {max(max(one.copies) for one in killings)}",
        )
    )
    assert all(one.is_good for one in killings), killings
    assert not FULL or max(one.taken_up for one in killings) <= TAKEN_UP_SECONDS
    check_nothing_was_asked_twice(lanes)


def check_nothing_was_asked_twice(lanes: list[DrillLane]) -> None:
    """A page is read again only by an attempt whose forerunner died before storing it.

    What is to be mailed is looked at once more, once in each attempt.
    """
    for lane in lanes:
        read_at, looks = stored_pages(lane), allowed_looks(lane)
        late = Counter(
            asked.path
            for asked in lane.site.asked
            if asked.path in read_at and asked.moment > read_at[asked.path]
        )
        assert late <= looks, late - looks


def allowed_looks(lane: DrillLane) -> Counter[str]:
    """By path: how many attempts its run took, if it was picked."""
    with lane.database.read() as session:
        rows = session.exec(
            select(Article.url, AgentRun.attempt)
            .join(Pick, col(Pick.article_id) == Article.id)
            .join(AgentRun, col(AgentRun.id) == Pick.run_id)
        )
        return Counter({urlsplit(url).path: attempts for url, attempts in rows})


def stored_pages(lane: DrillLane) -> dict[str, float]:
    """When each page was stored."""
    with lane.database.read() as session:
        return {
            urlsplit(article.url).path: article.read_at.timestamp()
            for article in session.exec(select(Article))
            if article.read_at is not None
        }
