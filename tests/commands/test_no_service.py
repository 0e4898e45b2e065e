"""Commands that need no service run with nothing set, and with what they do not use set wrong."""

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest

from tests.servers.model_endpoint import ModelEndpoint
from tests.servers.nursery import Nursery
from tests.servers.scout_service import ROOT, plain_environment

ITEM = {"id": 1, "title": "Debonairs Pizza opens a store in Soweto"}
PAGE = "<html><title>Ovens</title><body><a href='/a-long-story-about-pizza'>Pizza</a></body></html>"
REPLY = "From: Lerato <lerato@example.com>\nSubject: Re: Lunch\n\nYes, please.\n"
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
    "contacts": ["contacts", "page.html"],
    "backtest --labels": ["backtest", "--labels", "items.jsonl"],
    "inbox": ["inbox", "reply.eml", "--json"],
}

LOADED = """
import sys
from app.agents.leads.commands import inbox
from app.agents.scout.commands import backtest, inspect_page, score
print(*sys.modules)
"""
OF_A_SERVICE = {"alembic", "fastapi", "openai", "redis", "sqlalchemy", "structlog", "uvicorn"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "brand_repo.yaml", tmp_path)
    (tmp_path / "items.jsonl").write_text(json.dumps(ITEM | {"grade": 3}) + "\n")
    (tmp_path / "page.html").write_text(PAGE)
    (tmp_path / "reply.eml").write_text(REPLY)
    return tmp_path


@dataclass(frozen=True, slots=True)
class Ended:
    code: int
    output: str
    errors: str


class Call(Protocol):
    def __call__(self, *arguments: str, **settings: str) -> Ended: ...


@pytest.fixture
def call(nursery: Nursery, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Call:
    """A command in the folder, in a process of its own."""
    said = tmp_path_factory.mktemp("said")

    def start(*arguments: str, **settings: str) -> Ended:
        output, errors = said / "output.txt", said / "errors.txt"
        code = nursery.start(
            "tests.servers.started:scout",
            *arguments,
            environ=plain_environment(**settings),
            directory=folder,
            output=str(output),
            errors=str(errors),
        ).wait()
        return Ended(code, output.read_text(), errors.read_text())

    return start


@pytest.mark.parametrize("command", COMMANDS)
def test_it_runs_with_nothing_set_and_leaves_nothing_behind(command: str, folder: Path) -> None:
    before = sorted(folder.iterdir())
    done = subprocess.run(
        [sys.executable, "-m", "app", *COMMANDS[command]],
        cwd=folder,
        env=plain_environment() | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout
    assert sorted(folder.iterdir()) == before


def test_it_loads_no_part_of_a_service() -> None:
    """The libraries of one take two seconds of the processor."""
    loaded = subprocess.check_output([sys.executable, "-c", LOADED], cwd=ROOT, text=True)
    assert OF_A_SERVICE.isdisjoint(loaded.split())


@pytest.mark.parametrize("command", COMMANDS)
def test_what_it_does_not_use_may_be_wrong(command: str, call: Call) -> None:
    ended = call(*COMMANDS[command], **USED_BY_NONE)
    assert ended.code == 0, ended.errors


@pytest.mark.parametrize(
    ("command", "name", "value"),
    [
        ("score", "OPENAI_BASE_URL", "nowhere"),
        ("score", "BRAND_ID", "debonair"),
        ("score", "BRAND_REPO_PATH", "."),
        ("backtest --labels", "LLM_DAILY_BUDGET_USD", "much"),
    ],
)
def test_what_it_uses_must_be_right(command: str, name: str, value: str, call: Call) -> None:
    ended = call(*COMMANDS[command], **{name: value})
    assert ended.code == 2
    [line] = ended.errors.splitlines()
    assert name in line


def test_an_item_that_is_held_back_says_by_which_rule_and_words(call: Call, folder: Path) -> None:
    title = "Debonairs Pizza rider shot dead in Soweto"
    (folder / "items.jsonl").write_text(
        f"{json.dumps(ITEM | {'title': title})}\n{json.dumps(ITEM)}"
    )
    unsafe, safe = map(json.loads, call("score", "items.jsonl").output.splitlines())
    assert unsafe["safe"] is False
    assert "Held back as death and grief, because it says “shot dead”." in unsafe["reason"]
    assert safe["safe"] is True
    assert "Held back" not in safe["reason"]
    assert unsafe.keys() == safe.keys() == ITEM.keys() | {"score", "safe", "reason", "scorer"}


def test_without_a_key_no_model_is_asked(call: Call) -> None:
    with ModelEndpoint(lambda _: "{}") as endpoint:
        ended = call(*COMMANDS["score"], OPENAI_BASE_URL=endpoint.url)
    assert json.loads(ended.output)["scorer"] == "keyword"
    assert endpoint.received == []


def test_with_a_key_the_model_is_asked(call: Call) -> None:
    with ModelEndpoint(lambda _: "{}") as endpoint:
        call(*COMMANDS["score"], OPENAI_BASE_URL=endpoint.url, OPENAI_API_KEY="sk-none")
    assert endpoint.received


def test_an_address_that_is_inspected_may_be_private_where_the_settings_say_so(
    call: Call,
) -> None:
    arguments = ["inspect", "http://127.0.0.1:1/"]
    assert "FETCH_ALLOWED_PRIVATE_HOSTS" in call(*arguments).errors
    allowed = call(*arguments, FETCH_ALLOWED_PRIVATE_HOSTS="127.0.0.1:1", SMTP_PORT="x")
    assert "127.0.0.1 cannot be reached" in allowed.errors


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full")
@pytest.mark.parametrize("command", ["score", "group", "inspect", "inbox"])
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
