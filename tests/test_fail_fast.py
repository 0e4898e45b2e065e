"""A process that is not set up right exits at once with 2 and one plain line for each mistake."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.servers.nursery import Nursery
from tests.servers.scout_service import ROOT, SECRET, plain_environment
from tests.servers.services import free_port
from tests.test_setting_messages import NOT_PLAIN

AS_A_USER_DOES = {
    "api": ["-m", "uvicorn", "app.main:app", "--port", "0"],
    "worker": [str(ROOT / "worker.py")],
    "scout run": ["-m", "app", "run"],
    "make run": ["-m", "app.service.run_both", "0"],
}
PROCESSES: dict[str, tuple[str | int, ...]] = {
    "api": ("api", 0),
    "worker": ("worker",),
    "scout run": ("scout", "run"),
    "make run": ("together", 0),
}
TOLD_PLAINLY = {
    "LOG_FILE": {"LOG_FILE": "/proc/no/such/folder/scout.log"},
    "DATABASE_URL": {"DATABASE_URL": "sqlite:////proc/no/such/folder/x.db"},
    "DATA_DIRECTORY": {"DATA_DIRECTORY": "/proc/no/such/folder", "REDIS_URL": "unix://"},
    "REDIS_URL": {"REDIS_URL": "redis://:Hunter2/b#1@127.0.0.1:6379/0"},
    "DATABASE_URL is": {"DATABASE_URL": "postgresql://scout:Hunter2/b@127.0.0.1/scout"},
    "DATABASE_URL: the": {"DATABASE_URL": "postgresql://scout:Hunter2@127.0.0.1:1/scout?x=y"},
    "EMAIL_FROM": {"EMAIL_FROM": "a..b@example.com"},
    "BRAND_ID": {"BRAND_ID": "debonair"},
}


def complete(redis_url: str) -> dict[str, str]:
    return {
        "DATABASE_URL": "sqlite:///scout.db",
        "REDIS_URL": redis_url,
        "OPENAI_API_KEY": "sk-none",
        "SMTP_HOST": "127.0.0.1",
        "EMAIL_FROM": "scout@example.com",
        "EMAIL_TO": "ann@example.com",
        "SECRET_KEY": SECRET,
        "BRAND_REPO_PATH": str(ROOT / "brand_repo.yaml"),
    }


Started = Callable[[str, dict[str, str]], tuple[int, list[str]]]


@pytest.fixture
def started(nursery: Nursery, tmp_path: Path) -> Started:
    """The exit code and the lines on stderr of a process with these settings and nothing else."""

    def start(process: str, settings: dict[str, str]) -> tuple[int, list[str]]:
        function, *arguments = PROCESSES[process]
        code = nursery.start(
            f"tests.servers.started:{function}",
            *arguments,
            environ=plain_environment(**settings),
            directory=tmp_path,
            errors="errors.txt",
        ).wait()
        return code, (tmp_path / "errors.txt").read_text().splitlines()

    return start


@pytest.mark.parametrize("process", ["worker", "make run"])
@pytest.mark.parametrize("beginning", TOLD_PLAINLY)
def test_what_cannot_work_is_one_plain_line(
    process: str, beginning: str, started: Started, redis_url: str
) -> None:
    code, lines = started(process, complete(redis_url) | TOLD_PLAINLY[beginning])
    assert code == 2
    [line] = lines
    assert line.startswith(beginning)
    assert "Hunter2" not in line
    assert not NOT_PLAIN.search(line), line


@pytest.mark.parametrize("process", PROCESSES)
def test_a_ceiling_of_an_agent_that_there_is_not_is_told(
    process: str, started: Started, redis_url: str
) -> None:
    code, lines = started(process, complete(redis_url) | {"LLM_DAILY_BUDGET_USD_SCOUT": "0.5"})
    assert code == 2
    [line] = lines
    assert line.startswith("LLM_DAILY_BUDGET_USD_SCOUT is not right: there is no agent")
    assert not NOT_PLAIN.search(line), line


@pytest.mark.parametrize("process", ["api", "worker", "make run"])
def test_stand_ins_that_have_no_place_are_told(
    process: str, started: Started, tmp_path: Path
) -> None:
    (tmp_path / "data").write_text("a file in place of the folder")
    settings = {"EMBEDDED": "1", "BRAND_REPO_PATH": str(ROOT / "brand_repo.yaml")}
    code, lines = started(process, settings)
    assert code == 2
    assert [line.partition(":")[0] for line in lines] == ["DATA_DIRECTORY"]


def test_a_line_of_the_settings_file_that_cannot_be_read_is_told(
    started: Started, tmp_path: Path, redis_url: str
) -> None:
    (tmp_path / ".env").write_text('LOG_LEVEL=INFO\nEMAIL_FROM="Acme, Inc." <a@example.com>\n')
    code, lines = started("worker", complete(redis_url))
    assert code == 2
    assert lines[0].startswith(".env line 2 cannot be read (EMAIL_FROM): ")
    assert len(lines) == 1


def test_a_file_that_is_no_database_is_told(
    started: Started, tmp_path: Path, redis_url: str
) -> None:
    (tmp_path / "scout.db").write_bytes(b"something else" * 500)
    code, lines = started("worker", complete(redis_url))
    assert code == 2
    assert lines == [
        "DATABASE_URL: the database cannot be used: The database refused: file is not a database"
    ]


@pytest.mark.parametrize("process", AS_A_USER_DOES)
def test_every_missing_setting_is_a_line_of_its_own(process: str, tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, *AS_A_USER_DOES[process]],
        cwd=tmp_path,
        env=plain_environment() | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 2
    lines = ended.stderr.splitlines()
    assert len(lines) == 7
    assert all(" is missing: " in line for line in lines)


@pytest.mark.parametrize("process", ["api", "worker"])
def test_a_database_that_is_away_is_named(process: str, started: Started, redis_url: str) -> None:
    away = f"postgresql://scout:hunter2@127.0.0.1:{free_port()}/scout"
    code, lines = started(process, complete(redis_url) | {"DATABASE_URL": away})
    assert code == 2
    assert len(lines) == 1
    assert lines[0].startswith("DATABASE_URL: the database cannot be reached")
    assert "hunter2" not in lines[0]


@pytest.mark.parametrize("process", ["api", "worker"])
def test_a_redis_that_is_away_is_named(process: str, started: Started) -> None:
    code, lines = started(process, complete(f"redis://127.0.0.1:{free_port()}/0"))
    assert code == 2
    assert lines[-1].startswith("REDIS_URL: Redis cannot be reached")


def test_a_redis_of_another_machine_needs_a_password(started: Started) -> None:
    code, lines = started("worker", complete("redis://cache.example.com:6379/0"))
    assert code == 2
    assert "REDIS_URL has no password" in lines[-1]


@pytest.mark.parametrize("process", ["api", "worker"])
def test_a_mistake_in_the_brand_file_is_named_with_its_line(
    process: str, started: Started, tmp_path: Path, redis_url: str
) -> None:
    brand_file = tmp_path / "brands.yaml"
    brand_file.write_text("brands:\n  - id: debonairs\n    display_nam: Debonairs\n")
    settings = complete(redis_url) | {"BRAND_REPO_PATH": str(brand_file)}
    code, lines = started(process, settings)
    assert code == 2
    assert any("line 3" in line and "display_nam" in line for line in lines)


def test_an_unknown_brand_is_named_with_those_known(started: Started, redis_url: str) -> None:
    code, lines = started("worker", complete(redis_url) | {"BRAND_ID": "debonair"})
    assert code == 2
    assert "debonairs" in lines[-1]
