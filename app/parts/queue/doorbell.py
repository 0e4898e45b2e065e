"""Wakes a worker by an RQ job (a "ring"). What is to be done stands in the database; a lost ring is
rung again."""

from datetime import datetime, timedelta

from rq.utils import now as rq_now

from app.parts.queue.connection import hurried, translated
from app.parts.queue.jobs import DELIVER_MAILS, PERFORM_RUN, ScoutQueue
from app.parts.queue.queues import MAIL_QUEUE, QUEUES

JOB_SECONDS = 570
"""A backstop: a run stops itself at 540 s, and RQ kills the process 60 s after this."""
KEEP_RESULT_SECONDS = 60
KEEP_FAILURE_SECONDS = 86_400


class Doorbell:
    """Wakes a worker through Redis. Every method raises QueueAwayError within three seconds."""

    def __init__(self, redis_url: str) -> None:
        self.redis = hurried(redis_url)

    def ring_for_run(self, run_id: int, queue: str) -> None:
        """At most one ring for a run waits at any time; more would do no harm."""
        self.ring(queue, f"run-{run_id}", PERFORM_RUN, run_id)

    def ring_for_mails(self) -> None:
        self.ring(MAIL_QUEUE, "mails", DELIVER_MAILS)

    def ring(self, queue: str, job_id: str, function: str, *args: int) -> None:
        bell = self.queue(queue)
        with translated():
            if job_id in bell.job_ids:
                return
            job = bell.enqueue_call(
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


def heartbeat_key(queue: str) -> str:
    return f"scout:worker-beat:{queue}"


def heartbeat_time(beat: object) -> datetime | None:
    try:
        return datetime.fromisoformat(beat.decode()) if isinstance(beat, bytes) else None
    except ValueError:
        return None


def heartbeat_now() -> str:
    return rq_now().isoformat()
