"""The RQ worker: takes rings from one queue and runs each in a process of its own.

RQ's defaults need 813 s to notice a killed worker; these settings and the lease in the database
need about a minute. The work process dies with its parent: an orphan once sent a second mail.
"""

import os
import resource
import signal
import threading
import time
from typing import Any

import redis
import structlog
from rq.exceptions import StopRequested
from rq.worker import Worker

from app.lib.processes import end_with_parent
from app.parts.queue.connection import QueueAwayError, hurried, patient, translated
from app.parts.queue.doorbell import heartbeat_key, heartbeat_now
from app.parts.queue.jobs import ScoutJob, ScoutQueue

MAINTENANCE_SECONDS = 15
WORKER_TTL_SECONDS = 30
MONITORING_SECONDS = 5
HEARTBEAT_SECONDS = 3
HEARTBEAT_KEPT_SECONDS = 9
RESTART_SECONDS = 1
WORK_PROCESS_BYTES = 4 * 1024**3
"""Address space; a run takes a tenth of it. Beyond it the process fails instead of the machine."""

log = structlog.get_logger("worker")


class ScoutWorker(Worker):
    """One queue only (several would lose a job popped by a worker that then dies)."""

    job_class = ScoutJob
    queue_class = ScoutQueue
    told_to_stop = False
    """Of the whole process: the signal may come when one worker has ended and none has begun."""

    def _install_signal_handlers(self) -> None:
        super()._install_signal_handlers()  # type: ignore[no-untyped-call]
        if self.told_to_stop:
            raise StopRequested

    def request_stop(self, signum: Any, frame: Any) -> None:
        ScoutWorker.told_to_stop = True
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call]

    def setup_work_horse_signals(self) -> None:
        """SIGTERM to the whole group (systemd's default) lets the run at hand end, like SIGINT."""
        super().setup_work_horse_signals()  # type: ignore[no-untyped-call]
        signal.signal(signal.SIGTERM, signal.SIG_IGN)

    def main_work_horse(self, job: Any, queue: Any) -> None:
        end_with_parent(self.pid or os.getppid(), signal.SIGKILL)
        limit_memory(WORK_PROCESS_BYTES)
        super().main_work_horse(job, queue)


def limit_memory(size: int) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (size, hard))


def work(redis_url: str, queue: str) -> None:
    """Work on one queue until SIGTERM (finishes the job at hand) or SIGINT; returns then.

    RQ's worker ends at whatever it did not expect: an entry in Redis that it cannot read, a
    Redis that takes no writes. A new one takes its place.
    """
    connection = patient(redis_url)
    stopping = threading.Event()
    threading.Thread(target=send_heartbeats, args=(redis_url, queue, stopping), daemon=True).start()
    try:
        run_worker(connection, queue)
        while not ScoutWorker.told_to_stop:
            log.error("worker.ended_by_itself", queue=queue)
            time.sleep(RESTART_SECONDS)
            clear_job_registries(connection, queue)
            run_worker(connection, queue)
    except StopRequested:
        return  # told between two workers
    finally:
        stopping.set()
        log.info("worker.stopped", queue=queue)


def run_worker(connection: redis.Redis, queue: str) -> None:
    worker = None
    try:
        with translated():
            worker = new_worker(connection, queue)
            log.info("worker.started", worker=worker.name, queue=queue)
            worker.work(logging_level="WARNING")
    except QueueAwayError as error:
        log.warning("worker.redis_away", reason=str(error))
    if worker is not None and worker.horse_pid:
        worker.wait_for_horse()  # the run at hand goes on: it needs the database, not Redis


def new_worker(connection: redis.Redis, queue: str) -> ScoutWorker:
    return ScoutWorker(
        [ScoutQueue(queue, connection=connection, serializer="json")],
        connection=connection,
        serializer="json",
        maintenance_interval=MAINTENANCE_SECONDS,
        worker_ttl=WORKER_TTL_SECONDS,
        job_monitoring_interval=MONITORING_SECONDS,
    )


def clear_job_registries(connection: redis.Redis, name: str) -> None:
    """Drop RQ's own registries of jobs at work: an entry of one may be what ended its worker.

    Nothing is lost: what is to be done stands in the database.
    """
    queue = ScoutQueue(name, connection=connection, serializer="json")
    try:
        with translated():
            connection.delete(
                queue.intermediate_queue_key,
                queue.started_job_registry.key,
                queue.registry_cleaning_key,
            )
    except QueueAwayError as error:
        log.warning("worker.redis_away", reason=str(error))


def send_heartbeats(redis_url: str, queue: str, stopping: threading.Event) -> None:
    """Say "a worker of this queue lives" every few seconds; /ready looks for it."""
    connection = hurried(redis_url)
    while not stopping.is_set():
        try:
            with translated():
                connection.set(heartbeat_key(queue), heartbeat_now(), ex=HEARTBEAT_KEPT_SECONDS)
        except QueueAwayError:
            log.warning("worker.redis_away")
        stopping.wait(HEARTBEAT_SECONDS)
