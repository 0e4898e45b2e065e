"""The demo, started as a person starts it."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.servers.scout_service import ROOT

READY = re.compile(r"Dashboard: (http://localhost:\d+)")
START_SECONDS = 180
END_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Demo:
    """Up, after its first run. `outbox` holds the mails."""

    url: str
    outbox: Path


@contextmanager
def demo(folder: Path) -> Iterator[Demo]:
    shutil.copy(ROOT / "brand_repo.yaml", folder)
    said = folder / "said.txt"
    with said.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "app.service.demo"],
            cwd=folder,
            env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        url = wait_until_ready(process, said)
        yield Demo(url, folder / "data" / "demo" / "outbox")
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(END_SECONDS)


def wait_until_ready(process: "subprocess.Popen[bytes]", said: Path) -> str:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        found = READY.search(said.read_text())
        if found:
            return found[1]
        time.sleep(0.2)
    raise AssertionError(f"The demo did not come up:\n{said.read_text()[-3000:]}")
