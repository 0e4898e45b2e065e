"""Wakes a worker by an RQ job (a "ring"). What is to be done stands in the database; a lost ring is
rung again."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from redis.exceptions import ResponseError
from rq.utils import now as rq_now

from app.parts.queue.connection import hurried, translated
from app.parts.queue.jobs import DELIVER_MAILS, PERFORM_RUN, ScoutJob, ScoutQueue
from app.parts.queue.queues import MAIL_QUEUE, QUEUES

JOB_SECONDS = 570
"""A backstop: a run stops itself at 540 s, and RQ kills the process 60 s after this."""
KEEP_RESULT_SECONDS = 60
KEEP_FAILURE_SECONDS = 86_400
log = structlog.get_logger("doorbell")


class Doorbell:
    """Wakes a worker through Redis. Every method raises QueueAwayError within three seconds."""

    def __init__(self, redis_url: str) -> None:
        self.redis = hurried(redis_url)

    def ring_for_run(self, run_id: int, queue: str) -> None:
        """At most one ring for a run waits at any time; more would do no harm."""
        self.ring(queue, job_id_of(run_id), PERFORM_RUN, run_id)

    def ring_for_mails(self) -> None:
        self.ring(MAIL_QUEUE, "mails", DELIVER_MAILS)

    def ring_for_runs(self, runs: Sequence[tuple[int, str]]) -> None:
        """For each run in its queue. What waits there is looked up once for all: a thousand runs
        that each asked for a thousand names took nine seconds.
        """
        waiting = {queue: self.job_ids(queue) for queue in dict.fromkeys(name for _, name in runs)}
        for run_id, queue in runs:
            if job_id_of(run_id) not in waiting[queue]:
                self.enqueue(queue, job_id_of(run_id), PERFORM_RUN, run_id)

    def ring(self, queue: str, job_id: str, function: str, *args: int) -> None:
        if job_id not in self.job_ids(queue):
            self.enqueue(queue, job_id, function, *args)

    def job_ids(self, queue: str) -> frozenset[str]:
        bell = self.queue(queue)
        with translated():
            try:
                return frozenset(bell.job_ids)
            except ResponseError as error:
                self.forget(bell.key, error)
        return frozenset()

    def enqueue(self, queue: str, job_id: str, function: str, *args: int) -> None:
        bell, key = self.queue(queue), ScoutJob.key_for(job_id)
        with translated():
            try:
                bell.enqueue_call(
                    function,
                    args=args,
                    job_id=job_id,
                    timeout=JOB_SECONDS,
                    result_ttl=KEEP_RESULT_SECONDS,
                    failure_ttl=KEEP_FAILURE_SECONDS,
                    description=job_id,
                )
            except ResponseError as error:
                self.forget(key, error)
            # The entry of an earlier ring expires a minute after its job; not with this one in it.
            self.redis.persist(key)

    def forget(self, key: str, error: ResponseError) -> None:
        """Drop what somebody put under a key of ours, of a kind that it never has: it would be
        refused at each ring, and hold up those behind it. It is rung again at the next turn."""
        if "WRONGTYPE" not in str(error):
            raise error
        log.warning("doorbell.forgotten", key=key)
        self.redis.delete(key)

    def ping(self) -> None:
        with translated():
            self.redis.ping()

    def queue(self, name: str) -> ScoutQueue:
        return ScoutQueue(name, connection=self.redis, serializer="json")

    def workers_seen_at(self) -> dict[str, datetime | None]:
        """When a worker of each queue last said that it lives; None when none did of late."""
        with translated():
            beats = self.redis.mget([heartbeat_key(queue) for queue in QUEUES])
        return {queue: heartbeat_time(beat) for queue, beat in zip(QUEUES, beats, strict=True)}

    def set_flag_once(self, name: str, kept: timedelta) -> bool:
        """True for the first of several processes to say the same."""
        with translated():
            return bool(self.redis.set(name, heartbeat_now(), nx=True, ex=kept))

    def clear_flag(self, name: str) -> bool:
        """True when the note was there."""
        with translated():
            return bool(self.redis.delete(name))

    def waiting(self) -> int:
        with translated():
            return sum(int(self.queue(name).count) for name in QUEUES)

    def close(self) -> None:
        self.redis.close()


def job_id_of(run_id: int) -> str:
    return f"run-{run_id}"


def heartbeat_key(queue: str) -> str:
    return f"scout:worker-beat:{queue}"


def heartbeat_time(beat: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(beat.decode()) if isinstance(beat, bytes) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


def heartbeat_now() -> str:
    return rq_now().isoformat()
