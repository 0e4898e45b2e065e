"""Programs run in the sandbox as anywhere, and reach nothing of the host."""

import asyncio
import os
import shutil
import subprocess
from contextlib import ExitStack
from io import FileIO
from pathlib import Path

import pytest

from app.lib.settings.team import TeamSettings
from app.parts.sandbox import command, sandbox
from app.parts.sandbox.program import Limits, NoSandboxError
from app.parts.sandbox.sandbox import check_sandbox, run_in_sandbox
from tests.sandbox.attacking import ATTACKS, SANDBOX, attack, run, standing_host, strangers
from tests.servers.killing import wait_until
from tests.servers.scout_service import ROOT

PATIENT = Limits(wall_seconds=120.0, cpu_seconds=120)
"""A busy machine is no failure."""
USUAL = """
import ctypes, decimal, hashlib, json, multiprocessing, os, sqlite3, ssl, subprocess, sys, threading
import unittest, zoneinfo
print(sys.stdin.read(), len(sys.argv), os.getcwd())
open("/tmp/notes", "w").write("kept")
print(open("/scratch/notes").read(), zoneinfo.ZoneInfo("Africa/Johannesburg"))
print(subprocess.run([sys.executable, "-c", "print(6 * 7)"], stdout=-1, text=True).stdout)
thread = threading.Thread(target=print, args=("a thread",))
thread.start()
thread.join()
print(multiprocessing.Pool(2).map(len, ["ab", "abc"]))
print(sorted(os.environ), os.getpid() > 1, file=sys.stderr)
sys.exit(3)
"""


def test_a_program_runs_as_it_does_anywhere() -> None:
    outcome = run(USUAL, "given", PATIENT)
    said = "given 1 /scratch\nkept Africa/Johannesburg\n42\n\na thread\n[2, 3]\n"
    assert (outcome.stdout, outcome.exit_code, outcome.stopped_because) == (said, 3, "")
    assert outcome.stderr == "['LD_LIBRARY_PATH', 'MALLOC_ARENA_MAX', 'PWD'] True\n"


def test_none_of_the_attacks_gets_out(tmp_path: Path) -> None:
    """All in one program, each in a process of its own; test_attacks.py makes each alone."""
    with standing_host(tmp_path / "host") as host:
        each = [host.attack(code) for kind in ATTACKS.values() for code in kind.values()]
        outcome = run(
            "import os\n"
            f"for code in {each!r}:\n"
            "    if os.fork() == 0:\n"
            "        exec(code, {})\n"
            "        os._exit(0)\n"
            "    os.wait()\n",
            limits=PATIENT,
        )
        assert outcome.stdout.count("END") == len(each) > 50
        assert "OUT" not in outcome.stdout
        assert host.is_unharmed()
    assert strangers() == []


def test_what_takes_more_than_it_may_is_stopped() -> None:
    """The long ones are in test_attacks.py."""
    short = Limits(wall_seconds=1.0)
    for code, why in {
        "import signal\nfor s in set(signal.Signals) - {9, 19}: signal.signal(s, 1)\n"
        "while True: pass": "It took more than 1 seconds.",
        "import os, time\nos.fork()\nos.close(1)\ntime.sleep(99)": "It took more than 1 seconds.",
        "while True: print('x' * 9999)": "It wrote more than 1 MB.",
    }.items():
        outcome = run(code, limits=short)
        assert why in outcome.stopped_because
        assert outcome.exit_code is None
        assert len(outcome.stdout) < 17_000
        assert outcome.seconds < 60
    assert strangers() == []


def test_the_end_does_not_wait_for_others_who_hold_the_pipe(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As a process does that the service forked while a program ran."""
    real = sandbox.pipe

    def held_twice(closing: ExitStack) -> tuple[FileIO, FileIO]:
        reading, writing = real(closing)
        closing.callback(os.close, os.dup(writing.fileno()))
        return reading, writing

    monkeypatch.setattr(sandbox, "pipe", held_twice)
    outcome = run("import time\ntime.sleep(99)", limits=Limits(wall_seconds=1.0))
    assert outcome.stopped_because == "It took more than 1 seconds."
    assert strangers() == []


AS_NOBODY = """
import asyncio, sys, types
from app.parts.sandbox.program import Program
from app.parts.sandbox.sandbox import run_in_sandbox
program = Program({"main.py": sys.stdin.read()}, "main.py")
print(asyncio.run(run_in_sandbox(program, types.SimpleNamespace(code_sandbox="auto"))).stdout)
"""
BOMB = """
import os, time
forks = 0
try:
    while forks < 100:
        if os.fork() == 0:
            time.sleep(2)
            os._exit(0)
        forks += 1
except OSError:
    print(forks < 16, os.path.exists("/etc"), os.getuid())
"""


@pytest.mark.long
def test_it_holds_for_a_service_that_is_not_root_too() -> None:
    """With the system's own Python: a home folder's may not be readable to others."""
    python = "/usr/bin/python3"
    if os.geteuid() != 0 or not Path(python).exists():
        pytest.skip("needs root, to be somebody else, and a Python of the system")
    done = subprocess.run(
        [python, "-c", AS_NOBODY],
        user=65534,
        group=65534,
        extra_groups=[],
        input=BOMB,
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        check=False,
    )
    assert done.stdout == "True False 65534\n\n", done.stderr


def test_what_a_program_writes_is_fit_to_be_shown() -> None:
    outcome = run(
        "import sys\nsys.stdout.buffer.write(b'\\x1b[2J a\\tb\\r\\n\\xff\\xe2\\x80\\xaegood\\n')"
    )
    assert outcome.stdout == " [2J a\tb\n�good\n"


def test_a_run_that_is_cancelled_leaves_nothing_behind() -> None:
    async def cancelled() -> None:
        program = attack("import time\ntime.sleep(99)")
        running = asyncio.ensure_future(run_in_sandbox(program, SANDBOX))
        await asyncio.to_thread(wait_until, lambda: bool(strangers()))
        running.cancel()
        await running

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(cancelled())
    assert strangers() == []


def test_where_it_cannot_start_nothing_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    asyncio.run(check_sandbox(SANDBOX))
    with pytest.raises(NoSandboxError, match="CODE_SANDBOX is off"):
        asyncio.run(check_sandbox(TeamSettings(code_sandbox="off")))
    false = shutil.which("false")
    monkeypatch.setattr(command, "bubblewrap", lambda: false)
    with pytest.raises(NoSandboxError, match="cannot start here"):
        asyncio.run(check_sandbox(SANDBOX))
    monkeypatch.undo()
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(NoSandboxError, match="apt-get install bubblewrap"):
        asyncio.run(check_sandbox(SANDBOX))
