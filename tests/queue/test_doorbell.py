"""What RQ still remembers of an earlier ring never keeps the bell from ringing again."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from rq.job import Job, JobStatus

from app.parts.queue.doorbell import Doorbell, heartbeat_time
from app.parts.queue.jobs import PERFORM_RUN, ScoutJob
from app.parts.queue.queues import ASSISTANT_QUEUE, MAIL_QUEUE, RUNS_QUEUE

NAME = "run-7"


@pytest.fixture
def doorbell(redis_url: str) -> Iterator[Doorbell]:
    opened = Doorbell(redis_url)
    yield opened
    opened.close()


def taken(doorbell: Doorbell) -> Job:
    """As a worker takes it: out of the queue, into the list of those being taken."""
    found = doorbell.queue(RUNS_QUEUE).dequeue_any(
        [doorbell.queue(RUNS_QUEUE)],
        None,
        connection=doorbell.redis,
        job_class=ScoutJob,
        serializer="json",
    )
    assert found is not None
    return found[0]


def taken_by_a_worker_that_died(doorbell: Doorbell) -> None:
    assert doorbell.redis.lrange(doorbell.queue(RUNS_QUEUE).intermediate_queue_key, 0, -1) == [
        NAME.encode()
    ]


def begun_by_a_worker_that_died(doorbell: Doorbell) -> None:
    job = ScoutJob.fetch(NAME, connection=doorbell.redis, serializer="json")
    doorbell.redis.zadd(doorbell.queue(RUNS_QUEUE).started_job_registry.key, {f"{NAME}:1": 9e9})
    job.set_status(JobStatus.STARTED)


def failed(doorbell: Doorbell) -> None:
    job = ScoutJob.fetch(NAME, connection=doorbell.redis, serializer="json")
    doorbell.queue(RUNS_QUEUE).failed_job_registry.add(job, ttl=86_400)
    job.set_status(JobStatus.FAILED)


def finished(doorbell: Doorbell) -> None:
    job = ScoutJob.fetch(NAME, connection=doorbell.redis, serializer="json")
    job.set_status(JobStatus.FINISHED)
    doorbell.redis.expire(job.key, timedelta(seconds=60))


def forgotten(doorbell: Doorbell) -> None:
    doorbell.redis.flushall()


LEFT = [
    taken_by_a_worker_that_died,
    begun_by_a_worker_that_died,
    failed,
    finished,
    forgotten,
]


@pytest.mark.parametrize("left", LEFT, ids=lambda left: left.__name__)
def test_a_run_is_rung_for_again_whatever_became_of_its_last_ring(
    doorbell: Doorbell, left: Callable[[Doorbell], None]
) -> None:
    doorbell.ring_for_run(7, RUNS_QUEUE)
    taken(doorbell)
    left(doorbell)
    doorbell.ring_for_run(7, RUNS_QUEUE)
    again = taken(doorbell)
    assert (again.id, again.func_name, again.args) == (NAME, PERFORM_RUN, [7])
    assert again.is_queued


def test_a_ring_that_waits_is_not_doubled(doorbell: Doorbell) -> None:
    for _ in range(3):
        doorbell.ring_for_run(7, RUNS_QUEUE)
        doorbell.ring_for_mails()
    assert doorbell.queue(RUNS_QUEUE).job_ids == [NAME]
    assert doorbell.queue(MAIL_QUEUE).job_ids == ["mails"]


def test_a_ring_does_not_fade_while_it_waits_for_a_busy_worker(doorbell: Doorbell) -> None:
    """RQ lets a finished job's entry expire; a new ring under its name would go with it."""
    doorbell.ring_for_run(7, RUNS_QUEUE)
    taken(doorbell)
    finished(doorbell)
    doorbell.ring_for_run(7, RUNS_QUEUE)
    assert doorbell.redis.ttl(f"rq:job:{NAME}") == -1


def test_of_many_runs_what_waits_is_looked_up_once_for_each_queue(
    doorbell: Doorbell, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []
    job_ids = doorbell.job_ids

    def looked_up(queue: str) -> frozenset[str]:
        looked.append(queue)
        return job_ids(queue)

    monkeypatch.setattr(doorbell, "job_ids", looked_up)
    many = [(number, RUNS_QUEUE) for number in range(30)] + [(30, ASSISTANT_QUEUE)]
    for _ in range(2):
        doorbell.ring_for_runs(many)
    assert looked == [RUNS_QUEUE, ASSISTANT_QUEUE] * 2
    assert doorbell.waiting() == 31


def test_an_entry_of_another_kind_holds_up_no_ring_behind_it_and_is_gone_the_next_time(
    doorbell: Doorbell,
) -> None:
    doorbell.redis.set(ScoutJob.key_for(NAME), "a text")
    doorbell.redis.set(doorbell.queue(ASSISTANT_QUEUE).key, "a text")
    runs = [(7, RUNS_QUEUE), (8, RUNS_QUEUE), (9, ASSISTANT_QUEUE)]
    doorbell.ring_for_runs(runs)
    assert "run-8" in doorbell.job_ids(RUNS_QUEUE)
    assert doorbell.job_ids(ASSISTANT_QUEUE) == {"run-9"}
    doorbell.redis.lrem(doorbell.queue(RUNS_QUEUE).key, 0, NAME)  # as a worker that finds no job
    doorbell.ring_for_runs(runs)
    assert ScoutJob.fetch(NAME, connection=doorbell.redis, serializer="json").args == [7]


@pytest.mark.parametrize("beat", [b"", b"soon", b"\xff", b"2026-11-20T12:00:00", None, 7])
def test_a_beat_that_is_none_is_no_sign_of_a_worker(beat: object) -> None:
    assert heartbeat_time(beat) is None
