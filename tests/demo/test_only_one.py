"""A second demo in the same folder says that there is one, and leaves that one as it is."""

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.lib.errors import MisconfiguredError
from app.service.demo.__main__ import ask
from app.service.demo.installation import only_one
from tests.servers.demo import demo
from tests.servers.scout_service import ROOT, plain_environment

ADDRESS = "http://localhost:8765"


def demo_of_one_run(folder: Path) -> tuple[int, list[str]]:
    """Its exit code and all it said."""
    ended = subprocess.run(
        [sys.executable, "-m", "app.service.demo", "--once"],
        cwd=folder,
        env=plain_environment() | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
        check=False,
    )
    return ended.returncode, ended.stdout.splitlines()


def test_a_second_demo_says_where_the_first_one_is_and_deletes_nothing(tmp_path: Path) -> None:
    in_use = tmp_path / "data" / "demo" / "redis.sock"
    in_use.parent.mkdir(parents=True)
    in_use.touch()
    with only_one(tmp_path / "data" / "demo.lock") as note_address:
        note_address(ADDRESS)
        code, said = demo_of_one_run(tmp_path)
    assert code == 2
    assert said == [
        f"A demo is running here already, at {ADDRESS}. "
        f"Stop it with Ctrl-C in its window, or with: kill {os.getpid()}"
    ]
    assert in_use.exists()


def test_a_demo_that_has_no_address_yet_is_told_without(tmp_path: Path) -> None:
    lock = tmp_path / "demo.lock"
    with only_one(lock), pytest.raises(MisconfiguredError) as error, only_one(lock):
        pass
    assert error.value.problems == [
        "A demo is running here already. "
        f"Stop it with Ctrl-C in its window, or with: kill {os.getpid()}"
    ]


def test_after_a_demo_the_next_one_may_begin_and_tells_its_own_address(tmp_path: Path) -> None:
    lock = tmp_path / "demo.lock"
    with only_one(lock) as note_address:
        note_address("http://localhost:1111")
    with only_one(lock) as note_address:
        note_address(ADDRESS)
        assert lock.read_text() == f"{os.getpid()} {ADDRESS}"


@pytest.mark.long
def test_a_demo_outlives_the_attempt_at_a_second_one(tmp_path: Path) -> None:
    with demo(tmp_path) as first:
        code, [line] = demo_of_one_run(tmp_path)
        assert code == 2
        assert f"at {first.url}." in line
        asked = ask("POST", f"{first.url}/run-agent")
        assert status_at_the_end(first.url + asked["url"]) == "completed"


@pytest.mark.long
def test_a_demo_of_one_run_names_no_dashboard_that_ends_with_it(tmp_path: Path) -> None:
    shutil.copy(ROOT / "brand_repo.yaml", tmp_path)
    code, said = demo_of_one_run(tmp_path)
    assert code == 0, said
    assert any(re.match(r"Run \d+ completed", line) for line in said)
    assert not any("http://localhost" in line for line in said)


def status_at_the_end(run: str) -> str:
    deadline = time.monotonic() + 180
    status = "pending"
    while status in {"pending", "running"} and time.monotonic() < deadline:
        time.sleep(0.2)
        status = ask("GET", run)["status"]
    return status
