"""One service of two agents with everything it needs, kept running by a supervisor as in
production."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

import yaml

from benchmarks.chaos.mail_server import MailServer
from benchmarks.chaos.news import Canary, NewsSite
from benchmarks.chaos.stores import PostgresqlStore, SqliteStore, Store, send
from benchmarks.chaos.two_agents import INTERVAL
from tests.second_agent.agent import FILE as GREETED
from tests.servers.killing import work_processes_of
from tests.servers.model_endpoint import ModelEndpoint
from tests.servers.scoring_brain import sensible
from tests.servers.scout_service import ROOT, SECRET, plain_environment
from tests.servers.services import RedisServer, free_port

RESTART_AFTER_SECONDS = 2.0
WORKERS = 2
SITES = 3
RECIPIENTS = ("ann@example.com", "ben@example.com")
GREETED_PEOPLE = "cleo@client.example\ndan@client.example\n"


@dataclass
class Process:
    """A supervised process: when it ends it is started again after two seconds."""

    name: str
    arguments: tuple[str, ...]
    running: "subprocess.Popen[bytes] | None" = None
    ended_at: float | None = None

    @property
    def pid(self) -> int | None:
        alive = self.running is not None and self.running.poll() is None
        return self.running.pid if alive and self.running is not None else None


@dataclass
class Lane:
    directory: Path
    database: str
    slot_seconds: float
    supervising: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Self:
        self.opened = ExitStack()
        log = self.directory
        self.canary = Canary()
        self.opened.callback(self.canary.stop)
        self.sites = [
            self.opened.enter_context(NewsSite(number, log / "web.jsonl", self.canary.url))
            for number in range(SITES)
        ]
        self.mails = self.opened.enter_context(MailServer(log / "mail.jsonl"))
        self.model = self.opened.enter_context(ModelEndpoint(sensible))
        self.store: Store
        if self.database == "postgresql":
            self.store = self.opened.enter_context(PostgresqlStore())
        else:
            self.store = self.opened.enter_context(SqliteStore(self.directory))
        self.redis = RedisServer(self.directory / "redis")
        self.redis.start()
        self.opened.callback(self.redis.stop)
        self.start_processes()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.supervising.set()
        self.supervisor.join(10)
        for process in self.processes:
            if process.running is not None and process.running.poll() is None:
                send([process.running.pid], signal.SIGTERM)
        for process in self.processes:
            if process.running is not None:
                self.end(process.running)
        self.opened.close()

    def end(self, running: "subprocess.Popen[bytes]") -> None:
        try:
            running.wait(30)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()

    def start_processes(self) -> None:
        self.port = free_port()
        self.environ = self.settings() | {"PYTHONPATH": str(ROOT)}
        self.greeter_file.write_text(GREETED_PEOPLE)
        service = ("-m", "benchmarks.chaos.two_agents")
        self.api = Process("api", (*service, "api", str(self.port)))
        self.workers = [
            Process(f"worker-{number}", (*service, "worker")) for number in range(WORKERS)
        ]
        self.processes = [self.api, *self.workers]
        for process in self.processes:
            self.start(process)
        self.supervisor = threading.Thread(target=self.supervise, daemon=True)
        self.supervisor.start()

    def start(self, process: Process) -> None:
        with (self.directory / "service.log").open("ab") as log:
            process.running = subprocess.Popen(
                [sys.executable, *process.arguments],
                cwd=self.directory,
                env=self.environ,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        process.ended_at = None

    def supervise(self) -> None:
        while not self.supervising.wait(0.25):
            for process in self.processes:
                if process.pid is not None:
                    continue
                process.ended_at = process.ended_at or time.time()
                if time.time() - process.ended_at >= RESTART_AFTER_SECONDS:
                    self.start(process)

    def settings(self) -> dict[str, str]:
        return plain_environment(
            **{INTERVAL: str(self.slot_seconds)},
            DATABASE_URL=self.store.url,
            REDIS_URL=self.redis.url,
            OPENAI_API_KEY="sk-chaos",
            OPENAI_BASE_URL=self.model.url,
            SMTP_HOST="127.0.0.1",
            SMTP_PORT=str(self.mails.port),
            SMTP_SECURITY="none",
            EMAIL_FROM="scout@example.com",
            EMAIL_TO=",".join(RECIPIENTS),
            SECRET_KEY=SECRET,
            PUBLIC_URL=f"http://127.0.0.1:{self.port}",
            BRAND_REPO_PATH=str(self.write_brand_file()),
            AGENT_RUN_INTERVAL_MINUTES=str(self.slot_seconds / 60),
            FETCH_ALLOWED_PRIVATE_HOSTS=",".join(site.address for site in self.sites),
        )

    @property
    def brand_file(self) -> Path:
        return self.directory / "brands.yaml"

    @property
    def greeter_file(self) -> Path:
        return self.directory / GREETED

    def write_brand_file(self) -> Path:
        brands = yaml.safe_load((ROOT / "brand_repo.yaml").read_text())
        [brand] = brands["brands"]
        brand["sites"] = [
            {"url": f"http://{site.address}/feed.xml", "kind": "feed", "max_articles": 6}
            for site in self.sites
        ]
        self.brand_file.write_text(yaml.safe_dump(brands))
        return self.brand_file

    def work_processes(self) -> list[int]:
        """RQ's forked children that are at work."""
        return [child for one in self.workers if one.pid for child in work_processes_of(one.pid)]

    def write_down(self, log: str, **line: object) -> None:
        with (self.directory / log).open("a") as lines:
            lines.write(json.dumps({"t": time.time(), **line}) + "\n")


def kill_group(leader: int) -> None:
    try:
        os.killpg(leader, signal.SIGKILL)
    except ProcessLookupError:
        return
