"""Rings for a worker. What is to be done stands in the database; a lost ring is rung again."""

from datetime import datetime, timedelta

from rq.utils import now as rq_now

from app.queue.connection import hurried, translated
from app.queue.jobs import DELIVER_MAILS, PERFORM_RUN, QUEUE_NAME, ScoutQueue

JOB_SECONDS = 570
"""A backstop: a run stops itself at 540 s, and RQ kills the process 60 s after this."""
KEEP_RESULT_SECONDS = 60
KEEP_FAILURE_SECONDS = 86_400
WORKER_BEAT_KEY = "scout:worker-beat"


class Doorbell:
    """Wakes a worker through Redis. Every method raises QueueAwayError within three seconds."""

    def __init__(self, redis_url: str) -> None:
        self.redis = hurried(redis_url)
        self.queue = ScoutQueue(QUEUE_NAME, connection=self.redis, serializer="json")

    def ring_for_run(self, run_id: int) -> None:
        """At most one ring for a run waits at any time; more would do no harm."""
        self.ring(f"run-{run_id}", PERFORM_RUN, run_id)

    def ring_for_mails(self) -> None:
        self.ring("mails", DELIVER_MAILS)

    def ring(self, job_id: str, function: str, *args: int) -> None:
        with translated():
            if job_id in self.queue.job_ids:
                return
            job = self.queue.enqueue_call(
                function,
                args=args,
                job_id=job_id,
                timeout=JOB_SECONDS,
                result_ttl=KEEP_RESULT_SECONDS,
                failure_ttl=KEEP_FAILURE_SECONDS,
                description=job_id,
            )
            # The entry of an earlier ring expires a minute after its job; not with this one in it.
            self.redis.persist(job.key)

    def ping(self) -> None:
        with translated():
            self.redis.ping()

    def worker_seen_at(self) -> datetime | None:
        """When a worker last said that it lives; None when none did of late."""
        with translated():
            beat = self.redis.get(WORKER_BEAT_KEY)
        try:
            return datetime.fromisoformat(beat.decode()) if isinstance(beat, bytes) else None
        except ValueError:
            return None

    def put_up_note(self, name: str, kept: timedelta) -> bool:
        """True for the first of several processes to say the same."""
        with translated():
            return bool(self.redis.set(name, beat_now(), nx=True, ex=kept))

    def take_down_note(self, name: str) -> bool:
        """True when the note was there."""
        with translated():
            return bool(self.redis.delete(name))

    def waiting(self) -> int:
        with translated():
            return int(self.queue.count)

    def close(self) -> None:
        self.redis.close()


def beat_now() -> str:
    return rq_now().isoformat()
