"""One service for a drill: a database, a queue, a site, a mail server, a worker under supervision.

The reconciler that the API process runs every 15 seconds runs here in a thread; everything else
is the service itself.
"""

import threading
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

import yaml

from app.agents.scout.agent import NAME as AGENT
from app.lib.clock import utc_now
from app.lib.errors import TransientError
from app.parts.mail.message import fixed_message_id
from app.parts.queue.doorbell import Doorbell
from app.parts.queue.queues import RUNS_QUEUE
from app.parts.runs import run_requests, runs, scheduled_runs
from app.parts.runs.reconcile import Reconciler
from app.parts.runs.tables import AgentRun, MailStatus, RunStatus, Trigger
from app.parts.store.database import Database
from app.parts.store.migrate import migrate
from app.parts.store.statements import required_id
from tests.servers.hands import DRILL, Times
from tests.servers.killing import descendants_of, kill, wait_until, work_processes_of
from tests.servers.nursery import ROOT, Child, Nursery
from tests.servers.recording_smtp import RecordingSmtp
from tests.servers.scout_service import SECRET, plain_environment
from tests.servers.small_site import SmallSite

ANN, BEN = "ann@example.com", "ben@example.com"
BRAND = "debonairs"
ACTIVE = {RunStatus.PENDING, RunStatus.RUNNING}


@dataclass
class DrillLane:
    """`with DrillLane(…) as lane:` then `lane.start_worker()`."""

    nursery: Nursery
    directory: Path
    database_url: str
    redis_url: str
    times: Times = field(default_factory=Times)
    settings: dict[str, str] = field(default_factory=dict)
    restart_after: float = 2.0
    plain: bool = True
    reconciling: bool = True

    def __enter__(self) -> Self:
        self.directory.mkdir(parents=True, exist_ok=True)
        self.opened = ExitStack()
        self.site = self.opened.enter_context(SmallSite())
        self.smtp = self.opened.enter_context(RecordingSmtp(taking=0.05, answering=0.05))
        self.database = Database(self.database_url)
        migrate(self.database)
        self.doorbell = Doorbell(self.redis_url)
        self.worker: Child | None = None
        self.queues: dict[str, str] = {}
        """Of agents whose runs wait elsewhere than in the queue of runs."""
        self.over = threading.Event()
        self.threads = [threading.Thread(target=self.supervise, daemon=True)]
        if self.reconciling:
            self.threads.append(threading.Thread(target=self.keep_reconciling, daemon=True))
        self.environ = self.environment()
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join(30)
        if self.worker is not None:
            kill_tree(self.worker)
        self.database.close()
        self.doorbell.close()
        self.opened.close()

    def environment(self) -> dict[str, str]:
        brands = yaml.safe_load((ROOT / "brand_repo.yaml").read_text())
        brands["brands"][0]["sites"] = [
            {"url": f"http://{self.site.address}/feed.xml", "name": "Small", "kind": "feed"}
        ]
        (self.directory / "brands.yaml").write_text(yaml.safe_dump(brands))
        return plain_environment(
            **{
                "EMBEDDED": "1",
                "DATABASE_URL": self.database_url,
                "REDIS_URL": self.redis_url,
                "SMTP_HOST": "127.0.0.1",
                "SMTP_PORT": str(self.smtp.port),
                "SMTP_SECURITY": "none",
                "EMAIL_FROM": "scout@example.com",
                "EMAIL_TO": f"{ANN},{BEN}",
                "SECRET_KEY": SECRET,
                "BRAND_REPO_PATH": "brands.yaml",
                "FETCH_ALLOWED_PRIVATE_HOSTS": self.site.address,
                "PYTHONPATH": str(ROOT),
                **self.settings,
            }
        )

    # --- the worker ------------------------------------------------------------------------------

    def start_worker(self) -> Child:
        self.worker = self.nursery.start(
            "tests.servers.hands:work",
            self.times.values(),
            self.plain,
            environ=self.environ,
            directory=self.directory,
        )
        return self.worker

    def supervise(self) -> None:
        while not self.over.wait(0.2):
            if self.worker is not None and self.worker.poll() is not None:
                if self.over.wait(self.restart_after):
                    return
                self.start_worker()

    def work_process(self, seconds: float = 180) -> int:
        """The forked child that is at work; waits for one."""
        assert self.worker is not None
        worker = self.worker
        found = wait_until(lambda: bool(work_processes_of(worker.pid)), seconds)
        assert found, self.log()[-3000:]
        return work_processes_of(worker.pid)[0]

    def log(self) -> str:
        path = self.directory / "service.log"
        return path.read_text(errors="replace") if path.exists() else ""

    # --- runs ------------------------------------------------------------------------------------

    def ask_for_run(self) -> int:
        """A run of the brand, with two new stories to find; the bell is rung."""
        self.site.publish(2)
        run, _ = run_requests.add_requested_run(
            self.database, agent=AGENT, profile=BRAND, now=utc_now()
        )
        run_id = required_id(run.id)
        self.ring(run_id)
        return run_id

    def ask_for_fault(self, fault: str, agent: str = DRILL, queue: str = RUNS_QUEUE) -> int:
        """A run of the agent whose runs go wrong in the way named."""
        run_id = scheduled_runs.insert_run(
            self.database, agent=agent, profile=fault, trigger=Trigger.REQUEST, created_at=utc_now()
        )
        self.queues[agent] = queue
        self.ring(run_id, queue)
        return run_id

    def ring(self, run_id: int, queue: str = RUNS_QUEUE) -> None:
        try:
            self.doorbell.ring_for_run(run_id, queue)
        except TransientError:
            return  # the reconciler rings again

    def keep_reconciling(self) -> None:
        reconciler = Reconciler(
            self.database,
            self.doorbell,
            utc_now,
            "hold",
            lambda agent: self.queues.get(agent, RUNS_QUEUE),
        )
        while not self.over.wait(self.times.look):
            try:
                reconciler.reconcile()
            except TransientError:
                continue

    def copies_of(self, run_id: int, recipient: str) -> int:
        """How many mails of the run this recipient's mailbox holds."""
        return self.smtp.copies_of(
            fixed_message_id(f"run-{run_id}", recipient, self.environ["EMAIL_FROM"])
        )

    def run(self, run_id: int) -> AgentRun:
        found = runs.find_run(self.database, run_id)
        assert found is not None
        return found

    def is_over(self, run_id: int) -> bool:
        try:
            return self.run(run_id).status not in ACTIVE
        except TransientError:
            return False

    def wait_over(self, run_id: int, seconds: float = 240) -> AgentRun:
        """The run when it is neither waiting nor running."""
        over = wait_until(lambda: self.is_over(run_id), seconds, every_seconds=self.times.look / 50)
        assert over, f"run {run_id} is {self.run(run_id)!r}:\n{self.log()[-4000:]}"
        return self.run(run_id)

    def wait_settled(self, run_id: int, seconds: float = 300) -> AgentRun:
        """The run when its mails are through, too."""
        self.wait_over(run_id, seconds)
        wait_until(
            lambda: self.run(run_id).mail_status != MailStatus.WAITING,
            seconds,
            every_seconds=self.times.look / 50,
        )
        settled = self.run(run_id)
        assert settled.mail_status != MailStatus.WAITING, self.log()[-4000:]
        return settled

    def wait_at_work(self, run_id: int, seconds: float = 180) -> None:
        """Until the run has been claimed."""
        claimed = wait_until(
            lambda: self.run(run_id).status == RunStatus.RUNNING, seconds, every_seconds=0.05
        )
        assert claimed, f"{self.run(run_id)!r}\n{self.log()[-4000:]}"


def kill_tree(worker: Child) -> None:
    found = descendants_of(worker.pid)
    for pid in (worker.pid, *found):
        kill(pid)
    worker.wait()
