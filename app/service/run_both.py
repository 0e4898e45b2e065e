"""`make run`: the API and a worker under one command; Ctrl-C stops both and lets a run end."""

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from types import FrameType

from app.lib.errors import MisconfiguredError
from app.lib.processes import end_with_parent
from app.lib.settings.embedded import EMBEDDED_REDIS
from app.lib.settings.places import check_places
from app.lib.settings.settings import load_settings
from app.parts.parts import exit_in_plain_words, open_parts
from app.parts.queue.embedded_redis import embedded_redis
from app.service.agents import check_agents
from app.service.listening import LAST_PORT, check_port

HOST = "127.0.0.1"
STOP_SECONDS = 600
"""A worker finishes the run at hand before it stops."""


class Together:
    """The two processes. Use as a context manager; leaving it stops them."""

    def __init__(self, port: int, environ: Mapping[str, str], output: int | None = None) -> None:
        python = sys.executable
        self.commands: Sequence[Sequence[str]] = (
            [python, "-m", "uvicorn", "app.main:app", "--host", HOST, "--port", str(port)],
            [python, "-m", "app.service.worker_process"],
        )
        self.environ = dict(environ)
        self.output = output
        self.pid = os.getpid()
        self.processes: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> "Together":
        for command in self.commands:
            self.processes.append(
                subprocess.Popen(  # noqa: S603
                    command,
                    env=self.environ,
                    stdout=self.output,
                    stderr=self.output,
                    start_new_session=True,  # Ctrl-C is for us; we pass on a gentle stop
                    preexec_fn=self.stop_with_us,  # noqa: PLW1509 (no thread runs here yet)
                )
            )
        return self

    def __exit__(self, *_: object) -> None:
        for process in self.processes:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in self.processes:
            process.wait(STOP_SECONDS)

    def stop_with_us(self) -> None:
        """If we are killed they stop too: they would hold the port, and nobody knows of them."""
        end_with_parent(self.pid, signal.SIGTERM)

    def ended(self) -> int | None:
        """The exit code of the first process that ended by itself."""
        codes = [process.poll() for process in self.processes]
        return next((code for code in codes if code is not None), None)


def stop_on_sigterm() -> None:
    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)


def main(port: int = 8000) -> None:
    stop_on_sigterm()
    with ExitStack() as stack:
        try:
            settings = load_settings()
            check_places(settings)
            check_agents(settings)
            check_port(HOST, port, "make run ARGS=")
            if settings.redis_url == EMBEDDED_REDIS:
                stack.enter_context(embedded_redis(settings.data_directory))
            open_parts(settings).close()  # one look, so that a mistake is told once, not twice
        except MisconfiguredError as error:
            exit_in_plain_words(error)
        together = stack.enter_context(Together(port, os.environ))
        print(f"Brand Scout is at http://localhost:{port}; Ctrl-C stops it.", file=sys.stderr)  # noqa: T201
        try:
            while together.ended() is None:
                time.sleep(0.5)
        except KeyboardInterrupt:
            return
    sys.exit(1)


def port_number(text: str) -> int:
    if not (text.isdecimal() and int(text) <= LAST_PORT):
        raise argparse.ArgumentTypeError(f"it must be a whole number from 0 to {LAST_PORT}")
    return int(text)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="make run", description=__doc__)
    parser.add_argument("port", nargs="?", type=port_number, default=8000)
    main(parser.parse_args().port)
