"""Commands that need no service run with nothing set, and with what they do not use set wrong."""

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.servers.model_endpoint import ModelEndpoint
from tests.servers.scout_service import ROOT, plain_environment

ITEM = {"id": 1, "title": "Debonairs Pizza opens a store in Soweto"}
PAGE = "<html><title>Ovens</title><body><a href='/a-long-story-about-pizza'>Pizza</a></body></html>"
USED_BY_NONE = {
    "DATABASE_URL": "mysql://db",
    "REDIS_URL": "redis://:a/b@cache/0",
    "SMTP_HOST": "smtp://example.com",
    "SMTP_PORT": "many",
    "EMAIL_TO": "nobody",
    "SECRET_KEY": "short",
    "PUBLIC_URL": "nowhere",
    "AGENT_RUN_INTERVAL_MINUTES": "often",
    "LOG_FILE": "/proc/no/such/folder/scout.log",
}
COMMANDS = {
    "score": ["score", "items.jsonl"],
    "group": ["group", "items.jsonl"],
    "inspect": ["inspect", "page.html"],
    "backtest --labels": ["backtest", "--labels", "items.jsonl"],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "brand_repo.yaml", tmp_path)
    (tmp_path / "items.jsonl").write_text(json.dumps(ITEM | {"grade": 3}) + "\n")
    (tmp_path / "page.html").write_text(PAGE)
    return tmp_path


def called(
    folder: Path, arguments: Sequence[str], **settings: str
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "app", *arguments],
        cwd=folder,
        env=plain_environment(**settings) | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_it_runs_with_nothing_set_and_leaves_nothing_behind(command: str, folder: Path) -> None:
    before = sorted(folder.iterdir())
    done = called(folder, COMMANDS[command])
    assert done.returncode == 0, done.stderr
    assert done.stdout
    assert sorted(folder.iterdir()) == before


@pytest.mark.parametrize("command", COMMANDS)
def test_what_it_does_not_use_may_be_wrong(command: str, folder: Path) -> None:
    done = called(folder, COMMANDS[command], **USED_BY_NONE)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("command", "name", "value"),
    [
        ("score", "OPENAI_BASE_URL", "nowhere"),
        ("score", "BRAND_ID", "debonair"),
        ("score", "BRAND_REPO_PATH", "."),
        ("backtest --labels", "LLM_DAILY_BUDGET_USD", "much"),
    ],
)
def test_what_it_uses_must_be_right(command: str, name: str, value: str, folder: Path) -> None:
    done = called(folder, COMMANDS[command], **{name: value})
    assert done.returncode == 2
    [line] = done.stderr.splitlines()
    assert name in line


def test_without_a_key_no_model_is_asked(folder: Path) -> None:
    with ModelEndpoint(lambda _: "{}") as endpoint:
        done = called(folder, COMMANDS["score"], OPENAI_BASE_URL=endpoint.url)
    assert json.loads(done.stdout)["scorer"] == "keyword"
    assert endpoint.received == []


def test_with_a_key_the_model_is_asked(folder: Path) -> None:
    with ModelEndpoint(lambda _: "{}") as endpoint:
        called(folder, COMMANDS["score"], OPENAI_BASE_URL=endpoint.url, OPENAI_API_KEY="sk-none")
    assert endpoint.received


def test_an_address_that_is_inspected_may_be_private_where_the_settings_say_so(
    folder: Path,
) -> None:
    arguments = ["inspect", "http://127.0.0.1:1/"]
    assert "FETCH_ALLOWED_PRIVATE_HOSTS" in called(folder, arguments).stderr
    allowed = called(folder, arguments, FETCH_ALLOWED_PRIVATE_HOSTS="127.0.0.1:1", SMTP_PORT="x")
    assert "127.0.0.1 cannot be reached" in allowed.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full")
@pytest.mark.parametrize("command", ["score", "group", "inspect"])
def test_a_full_disk_under_the_output_is_told(command: str, folder: Path) -> None:
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "app", *COMMANDS[command]],
            cwd=folder,
            env=plain_environment() | {"PYTHONPATH": str(ROOT)},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=60,
        )
    assert ended.returncode == 1
    assert ended.stderr.splitlines() == [
        "The output could not be written: No space left on device."
    ]
