"""Each attack alone: none gets out, each ends within ten seconds, the host is unharmed."""

import subprocess
import sys
from pathlib import Path

import pytest

from app.parts.sandbox.interpreter import find_interpreter
from tests.sandbox.attacking import ATTACKS, FLOODS, run, standing_host, strangers
from tests.servers.killing import wait_until
from tests.servers.scout_service import ROOT
from tests.timing import takes

pytestmark = [pytest.mark.long, pytest.mark.timed]
MOST_SECONDS = 10.0
ALONE = {name: code for kind in ATTACKS.values() for name, code in kind.items()}


@pytest.fixture(scope="module", autouse=True)
def libraries_of_python_are_known() -> None:
    """They are looked for once in a process."""
    find_interpreter()


def test_there_are_enough_of_them() -> None:
    assert len(ALONE) + len(FLOODS) >= 40


@pytest.mark.parametrize("name", ALONE)
def test_no_attack_gets_out(name: str, tmp_path: Path) -> None:
    with standing_host(tmp_path / "host") as host:
        with takes(MOST_SECONDS):
            outcome = run(host.attack(ALONE[name]))
        assert outcome.stdout == "END\n"
        assert host.is_unharmed()
    assert strangers() == []


@pytest.mark.parametrize("name", ATTACKS["reaching"])
def test_outside_the_sandbox_the_attack_succeeds(name: str, tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    with standing_host(tmp_path / "host") as host:
        done = subprocess.run(
            [sys.executable, "-c", host.attack(ATTACKS["reaching"][name])],
            cwd=work,
            capture_output=True,
            text=True,
            env={"SECRET_KEY": "secret", "HOME": "/root", "PATH": "/usr/bin"},
            check=False,
        )
    assert "OUT" in done.stdout, done.stderr


SERVICE = """
from app.parts.sandbox.interpreter import find_interpreter
from tests.sandbox.attacking import run
run("import time\\ntime.sleep(60)")
"""


def test_what_runs_ends_with_the_service_that_is_killed() -> None:
    service = subprocess.Popen([sys.executable, "-c", SERVICE], cwd=ROOT)
    marked = f"attack_{service.pid}.py"
    assert wait_until(lambda: bool(strangers(marked)))
    service.kill()
    service.wait()
    assert wait_until(lambda: not strangers(marked), 5)


@pytest.mark.parametrize("name", FLOODS)
def test_who_takes_more_than_it_may_is_stopped(name: str, tmp_path: Path) -> None:
    flood = FLOODS[name]
    with standing_host(tmp_path / "host") as host:
        with takes(MOST_SECONDS):
            outcome = run(flood["code"], "x" * 100_000)
        assert flood["said"] in outcome.stopped_because
        assert outcome.exit_code != 0 or "daemon" in name
        assert "OUT" not in outcome.stdout
        assert host.is_unharmed()
    assert strangers() == []
