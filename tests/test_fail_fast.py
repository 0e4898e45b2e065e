"""A process that is not set up right exits at once with 2 and one plain line for each mistake."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers.scout_service import ROOT, SECRET, plain_environment
from tests.servers.services import free_port

PROCESSES = {
    "api": ["-m", "uvicorn", "app.main:app", "--port", "0"],
    "worker": [str(ROOT / "worker.py")],
    "scout run": ["-m", "app", "run"],
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


def started(process: str, directory: Path, settings: dict[str, str]) -> tuple[int, list[str]]:
    ended = subprocess.run(
        [sys.executable, *PROCESSES[process]],
        cwd=directory,
        env=plain_environment(**settings) | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return ended.returncode, ended.stderr.splitlines()


@pytest.mark.parametrize("process", PROCESSES)
def test_every_missing_setting_is_a_line_of_its_own(process: str, tmp_path: Path) -> None:
    code, lines = started(process, tmp_path, {})
    assert code == 2
    assert len(lines) == 7
    assert all(" is missing: " in line for line in lines)


@pytest.mark.parametrize("process", ["api", "worker"])
def test_a_database_that_is_away_is_named(process: str, tmp_path: Path, redis_url: str) -> None:
    away = f"postgresql://scout:hunter2@127.0.0.1:{free_port()}/scout"
    code, lines = started(process, tmp_path, complete(redis_url) | {"DATABASE_URL": away})
    assert code == 2
    assert len(lines) == 1
    assert lines[0].startswith("DATABASE_URL: the database cannot be reached")
    assert "hunter2" not in lines[0]


@pytest.mark.parametrize("process", ["api", "worker"])
def test_a_redis_that_is_away_is_named(process: str, tmp_path: Path) -> None:
    code, lines = started(process, tmp_path, complete(f"redis://127.0.0.1:{free_port()}/0"))
    assert code == 2
    assert lines[-1].startswith("REDIS_URL: Redis cannot be reached")


def test_a_redis_of_another_machine_needs_a_password(tmp_path: Path) -> None:
    code, lines = started("worker", tmp_path, complete("redis://cache.example.com:6379/0"))
    assert code == 2
    assert "REDIS_URL has no password" in lines[-1]


@pytest.mark.parametrize("process", ["api", "worker"])
def test_a_mistake_in_the_brand_file_is_named_with_its_line(
    process: str, tmp_path: Path, redis_url: str
) -> None:
    brand_file = tmp_path / "brands.yaml"
    brand_file.write_text("brands:\n  - id: debonairs\n    display_nam: Debonairs\n")
    settings = complete(redis_url) | {"BRAND_REPO_PATH": str(brand_file)}
    code, lines = started(process, tmp_path, settings)
    assert code == 2
    assert any("line 3" in line and "display_nam" in line for line in lines)


def test_an_unknown_brand_is_named_with_those_known(tmp_path: Path, redis_url: str) -> None:
    code, lines = started("worker", tmp_path, complete(redis_url) | {"BRAND_ID": "debonair"})
    assert code == 2
    assert "debonairs" in lines[-1]
