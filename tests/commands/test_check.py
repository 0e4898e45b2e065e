"""What `scout check` says of the language model and of misspelt settings."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.parts.store.database import Database
from app.service.commands.check import check_model, say_what_is_misspelt
from tests.scout.stored import parts_for
from tests.servers.model_endpoint import ModelEndpoint, fails


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
