"""Processes by fork from one that has imported the service: 20 ms each instead of two seconds.

`python -m tests.servers.nursery` is that process. It knows no service and holds no connection;
each child leads a session of its own, has the environment it is given and nothing else.
"""

import importlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from app.lib.processes import end_with_parent

ROOT = Path(__file__).parent.parent.parent
IMPORTED = (
    "app.service.application",
    "app.cli",
    "app.agents.scout.commands.backtest",
    "app.agents.scout.commands.items",
    "app.agents.scout.commands.inspect_page",
    "app.jobs",
    "app.service.run_both",
    "app.service.worker_process",
    "app.agents.scout.judge.keyword",
    "app.agents.scout.judge.model_judge",
    "app.parts.model.client",
    "app.parts.reading.discover",
    "feedparser",
    "openai",
    "psycopg",
    "tests.servers.hands",
    "tests.servers.started",
)


@dataclass(frozen=True, slots=True)
class Child:
    pid: int
    nursery: "Nursery"

    def poll(self) -> int | None:
        """The exit code, negative for a signal; None while it lives."""
        code: int | None = self.nursery.ask({"poll": self.pid})
        return code

    def wait(self, seconds: float = 120) -> int:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            code = self.poll()
            if code is not None:
                return code
            time.sleep(0.005)
        raise TimeoutError(f"process {self.pid} still lives after {seconds:.0f} s")

    def send_signal(self, what: signal.Signals) -> None:
        """A signal to the process alone; none when it has ended."""
        if self.poll() is None:
            os.kill(self.pid, what)

    def send_all(self, what: signal.Signals) -> None:
        """A signal to its whole group, as a supervisor's `control-group` does."""
        if self.poll() is None:
            os.killpg(self.pid, what)


class Nursery:
    """`start("module:function", …)` gives a Child. Ends with all its children."""

    def __init__(self) -> None:
        self.lock = threading.Lock()

    def __enter__(self) -> Self:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.servers.nursery"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.process.communicate()

    def start(
        self,
        function: str,
        *arguments: Any,
        environ: Mapping[str, str],
        directory: Path,
        output: str = "service.log",
        errors: str = "service.log",
    ) -> Child:
        """Output and errors go to these files in its directory."""
        order = {
            "start": function,
            "arguments": arguments,
            "environ": dict(environ),
            "directory": str(directory),
            "files": [os.devnull, output, errors],
        }
        return Child(self.ask(order), self)

    def ask(self, order: dict[str, Any]) -> Any:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        with self.lock:
            self.process.stdin.write(json.dumps(order) + "\n")
            self.process.stdin.flush()
            return json.loads(self.process.stdout.readline())


# --- the other side -----------------------------------------------------------------------------


def main() -> None:
    for name in IMPORTED:
        importlib.import_module(name)
    ended: dict[int, int] = {}
    living: set[int] = set()
    for line in sys.stdin:
        order = json.loads(line)
        if "poll" in order:
            answer = code_of(order["poll"], ended, living)
        else:
            answer = fork(order)
            living.add(answer)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
    for pid in living:
        if code_of(pid, ended, set()) is None:
            os.killpg(pid, signal.SIGKILL)


def code_of(pid: int, ended: dict[int, int], living: set[int]) -> int | None:
    if pid not in ended:
        found, status = os.waitpid(pid, os.WNOHANG)
        if not found:
            return None
        ended[pid] = os.waitstatus_to_exitcode(status)
        living.discard(pid)
    return ended[pid]


def fork(order: dict[str, Any]) -> int:
    nursery = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        end_with_parent(nursery, signal.SIGKILL)
        code = become(order)
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else int(bool(error.code))
    except BaseException:  # noqa: BLE001 (the child must not go on as the nursery)
        sys.excepthook(*sys.exc_info())
    os._exit(code if flushed() else 120)


def flushed() -> bool:
    """As Python does at its end, where a failure is an exit code of its own."""
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    except OSError:
        return False
    return True


def become(order: dict[str, Any]) -> int:
    os.setsid()
    os.chdir(order["directory"])
    os.environ.clear()
    os.environ.update(order["environ"])
    for target, name in enumerate(order["files"]):
        mode = os.O_WRONLY | os.O_CREAT | os.O_APPEND if target else os.O_RDONLY
        os.dup2(os.open(name, mode), target)
    module, _, function = order["start"].partition(":")
    getattr(importlib.import_module(module), function)(*order["arguments"])
    return 0


if __name__ == "__main__":
    main()
