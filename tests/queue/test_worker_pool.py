"""Workers of one queue each: none holds up another, each is started again, all end together."""

import os
import signal
from pathlib import Path

import pytest

from app.lib.errors import MisconfiguredError
from app.lib.settings.settings import load_settings
from app.parts.queue.queues import QUEUES
from app.service.worker_process import known_queues, workers_of
from tests.servers.killing import children_of, kill, lives, wait_until
from tests.servers.nursery import Child, Nursery

QUEUE_NAMES = ("slow", "quick")


@pytest.fixture
def pool(nursery: Nursery, tmp_path: Path) -> Child:
    """A pool whose workers write a line into `<queue>.txt` when they begin, and wait."""
    started = nursery.start("tests.queue.idle_pool:main", environ={}, directory=tmp_path)
    assert wait_until(lambda: begun(tmp_path) == {"slow": 1, "quick": 1}), begun(tmp_path)
    return started


def begun(directory: Path) -> dict[str, int]:
    """How often a worker of each queue has begun."""
    return {path.stem: len(path.read_text().splitlines()) for path in directory.glob("*.txt")}


def test_a_worker_that_dies_is_started_again_and_the_others_go_on(
    pool: Child, tmp_path: Path
) -> None:
    slow = int((tmp_path / "slow.txt").read_text())
    kill(slow)
    assert wait_until(lambda: begun(tmp_path) == {"slow": 2, "quick": 1})
    assert not lives(slow)
    assert pool.poll() is None


def test_all_workers_die_with_a_parent_that_is_killed(pool: Child) -> None:
    workers = children_of(pool.pid)
    assert len(workers) == len(QUEUE_NAMES)
    kill(pool.pid)
    assert wait_until(lambda: not any(map(lives, workers)))


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_pool_that_is_told_to_stop_passes_it_on_and_ends_well(
    pool: Child, tmp_path: Path, how: signal.Signals
) -> None:
    pool.send_signal(how)
    assert pool.wait() == 0
    assert begun(tmp_path) == {"slow": 1, "quick": 1}


def test_workers_that_were_told_by_a_signal_to_all_are_not_told_twice(
    pool: Child, tmp_path: Path
) -> None:
    """The second would be an order to drop the job at hand."""
    for pid in [*children_of(pool.pid), pool.pid]:
        os.kill(pid, signal.SIGTERM)
    assert pool.wait() == 0
    told = (tmp_path / "service.log").read_text().splitlines()
    assert sorted(told) == ["quick: told once", "slow: told once"]


def test_all_queues_are_served_unless_some_are_named() -> None:
    assert known_queues([]) == QUEUES
    assert known_queues(["mail", "mail"]) == ("mail",)


def test_tasks_go_side_by_side_and_other_queues_one_by_one(tmp_path: Path) -> None:
    given = {"EMBEDDED": "1", "MAX_CONCURRENT_MODEL_CALLS": "2", "EMAIL_TO": "ann@example.com"}
    settings = load_settings(given, tmp_path / ".env")
    workers = ["runs", "assistant", "tasks", "tasks", "tasks", "mail"]
    assert workers_of(QUEUES, settings) == workers
    assert workers_of(["mail"], settings) == ["mail"]


def test_a_queue_that_is_not_there_is_refused_with_those_that_are() -> None:
    words = "no queue 'mial'; there are: runs, assistant, tasks, mail"
    with pytest.raises(MisconfiguredError, match=words):
        known_queues(["mial"])
