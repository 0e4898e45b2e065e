"""The service as a user starts it: uvicorn and a worker, real processes on real services.

With a nursery they are forks of a process that has imported the service already: four seconds of
the processor less for the two, and the same functions.
"""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from tests.servers.nursery import Child, Nursery
from tests.servers.services import free_port

ROOT = Path(__file__).parent.parent.parent
SECRET = "an-honest-key-for-tests-0123456789abcdef"
START_SECONDS = 120
Process: TypeAlias = "subprocess.Popen[bytes] | Child"


@dataclass
class Answer:
    status: int
    body: str
    headers: Mapping[str, str]

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class ScoutService:
    """One API process and any number of workers, in a directory of their own."""

    directory: Path
    environ: dict[str, str]
    port: int = field(default_factory=free_port)
    nursery: Nursery | None = None
    forked_worker: str = "worker_that_reads_itself"
    processes: list[Process] = field(default_factory=list)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, *arguments: str) -> Process:
        with (self.directory / "service.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, *arguments],
                cwd=self.directory,
                env=self.environ | {"PYTHONPATH": str(ROOT)},
                stdout=log,
                stderr=log,
            )

    def fork(self, nursery: Nursery, function: str, *arguments: object) -> Process:
        return nursery.start(
            f"tests.servers.started:{function}",
            *arguments,
            environ=self.environ | {"PYTHONPATH": str(ROOT)},
            directory=self.directory,
        )

    def start_api(self) -> Process:
        if self.nursery is None:
            process = self.start("-m", "uvicorn", "app.main:app", "--port", str(self.port))
        else:
            process = self.fork(self.nursery, "api", self.port)
        self.processes.append(process)
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and process.poll() is None:
            try:
                if self.ask("GET", "/health").status == 200:
                    return process
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.05)
        raise AssertionError(self.log())

    def start_worker(self) -> Process:
        if self.nursery is None:
            process = self.start(str(ROOT / "worker.py"))
        else:
            process = self.fork(self.nursery, self.forked_worker)
        self.processes.append(process)
        return process

    def log(self) -> str:
        return (self.directory / "service.log").read_text(errors="replace")

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        url = path if path.startswith("http") else self.base + path
        request = urllib.request.Request(url, body, dict(headers or {}), method=method)
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return Answer(answer.status, answer.read().decode(), dict(answer.headers))
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.read().decode(), dict(error.headers))

    def run_now(self) -> dict[str, Any]:
        """Ask for a run as cron does; its row when it has ended."""
        accepted = self.ask("POST", "/run-agent")
        assert accepted.status == 202, accepted.body
        return self.wait_for_run(accepted.json()["run_id"])

    def wait_for_run(self, run_id: int, seconds: float = 180) -> dict[str, Any]:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            run: dict[str, Any] = self.ask("GET", f"/agent-runs/{run_id}").json()
            if run["status"] not in {"pending", "running"}:
                return run
            time.sleep(0.1)
        raise AssertionError(f"run {run_id} did not end:\n{self.log()[-3000:]}")

    def stop(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(30)
            except (subprocess.TimeoutExpired, TimeoutError):
                process.send_signal(signal.SIGKILL)
                process.wait()


def plain_environment(**settings: str) -> dict[str, str]:
    """Nothing of the developer's own settings, only what a test says."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | settings


@contextmanager
def scout_service(directory: Path, **settings: str) -> Iterator[ScoutService]:
    service = ScoutService(directory, plain_environment(**settings))
    try:
        yield service
    finally:
        service.stop()
