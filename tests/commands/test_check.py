"""What `scout check` says of the language model, recipients and misspelt settings."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.parts.store.database import Database
from app.service.commands.check import check_mail, check_model, say_what_is_misspelt
from tests.scout.stored import parts_for
from tests.servers.model_endpoint import ModelEndpoint, fails
from tests.servers.scripted_smtp import ScriptedSmtp


@pytest.fixture
def endpoint() -> Iterator[ModelEndpoint]:
    with ModelEndpoint(lambda _body: '{"word": "ok"}') as server:
        yield server


def checked(database: Database, folder: Path, endpoint: ModelEndpoint, model: str) -> list[str]:
    lines: list[str] = []
    parts = parts_for(
        database,
        folder,
        OPENAI_API_KEY="k",
        OPENAI_BASE_URL=endpoint.url,
        OPENAI_MODEL=model,
    )
    asyncio.run(check_model(parts, lines.append))
    return lines


def test_a_model_that_answers_is_ok(
    database: Database, tmp_path: Path, endpoint: ModelEndpoint
) -> None:
    assert checked(database, tmp_path, endpoint, "gpt-4o-mini") == ["model gpt-4o-mini: ok"]


def test_of_a_model_without_a_price_it_says_how_it_is_counted(
    database: Database, tmp_path: Path, endpoint: ModelEndpoint
) -> None:
    works, counted = checked(database, tmp_path, endpoint, "llama3.1:8b")
    assert works == "model llama3.1:8b: ok"
    assert "The price of llama3.1:8b is not known, so it is counted with $2.50" in counted


def test_a_wrong_key_is_told_with_what_to_do(
    database: Database, tmp_path: Path, endpoint: ModelEndpoint
) -> None:
    endpoint.always = fails(401)
    [line] = checked(database, tmp_path, endpoint, "gpt-4o-mini")
    assert "check OPENAI_API_KEY" in line


@pytest.mark.parametrize(
    ("reply", "is_right", "words"),
    [
        ("550 5.1.1 no such user", False, "127.0.0.1 answered to the recipient: 550"),
        ("451 4.7.1 greylisted", True, "put off, tried again by itself: 127.0.0.1"),
    ],
)
def test_a_recipient_that_is_not_taken_is_told_by_name(
    database: Database, tmp_path: Path, reply: str, is_right: bool, words: str
) -> None:
    lines: list[str] = []
    with ScriptedSmtp(rcpt=["250 ok", reply]) as server:
        parts = parts_for(
            database,
            tmp_path,
            SMTP_HOST="127.0.0.1",
            SMTP_PORT=str(server.port),
            SMTP_SECURITY="none",
            EMAIL_TO="ann@example.com,ben@example.com",
        )
        assert check_mail(parts, lines.append) == is_right
    works, told = lines
    assert works == "mail server: ok"
    assert told.startswith(f"mail to ben@example.com: {words}")


def test_a_misspelt_setting_is_told_of(database: Database, tmp_path: Path) -> None:
    lines: list[str] = []
    (tmp_path / ".env").write_text("SMTP_USER=ann\n")
    say_what_is_misspelt(lines.append)
    assert lines == ["settings: SMTP_USER in .env is no setting: did you mean SMTP_USERNAME?"]


def test_a_file_that_cannot_be_read_is_told_of_once(database: Database, tmp_path: Path) -> None:
    lines: list[str] = []
    (tmp_path / ".env").write_text("SMTP_USER\n")
    say_what_is_misspelt(lines.append)
    assert lines == []
