"""What a model manages is known in the next run."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from app.agents.scout.judge.load import Load
from app.agents.scout.judge.load_memory import LoadMemory
from app.parts.store.database import Database
from tests.scout.stored import parts_for

LOAD = Load(triage=3, review=600, at_once=2)


def memory(database: Database, folder: Path, **settings: str) -> LoadMemory:
    chosen = {"OPENAI_BASE_URL": "http://one.example:8080/v1", "OPENAI_MODEL": "small", **settings}
    return LoadMemory(parts_for(database, folder, OPENAI_API_KEY="k", **chosen))


def test_what_was_kept_is_recalled(database: Database, tmp_path: Path) -> None:
    assert memory(database, tmp_path).recall() is None
    memory(database, tmp_path).keep(Load(12, 1_200, 8))
    memory(database, tmp_path).keep(LOAD)
    assert memory(database, tmp_path).recall() == LOAD


@pytest.mark.parametrize(
    "other",
    [
        {"OPENAI_MODEL": "large"},
        {"OPENAI_BASE_URL": "http://two.example:8080/v1"},
        {"OPENAI_BASE_URL": "http://one.example:8081/v1"},
        {"OPENAI_BASE_URL": ""},
    ],
)
def test_each_model_and_each_endpoint_has_its_own(
    database: Database, tmp_path: Path, other: dict[str, str]
) -> None:
    memory(database, tmp_path).keep(LOAD)
    assert memory(database, tmp_path, **other).recall() is None


def test_no_secret_of_the_address_is_stored(database: Database, tmp_path: Path) -> None:
    secret = {"OPENAI_BASE_URL": "https://ann:s3cret@one.example/v1?key=s3cret"}
    memory(database, tmp_path, **secret).keep(LOAD)
    with database.connection() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM model_loads").all()
    assert len(rows) == 1
    assert "s3cret" not in str(rows)


def test_what_no_version_of_ours_would_ask_is_not_believed(
    database: Database, tmp_path: Path
) -> None:
    memory(database, tmp_path).keep(LOAD)
    with database.connection() as connection:
        connection.exec_driver_sql("UPDATE model_loads SET items=0, text_tokens=9000, at_once=-1")
    assert memory(database, tmp_path).recall() == Load(1, 1_200, 1)


def test_of_runs_that_learn_at_once_the_word_of_one_stays(
    database: Database, tmp_path: Path
) -> None:
    together = Barrier(8)

    def learn(number: int) -> None:
        one = memory(database, tmp_path, OPENAI_MODEL=f"model-{number // 8}")
        together.wait(120)
        one.keep(LOAD)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(learn, range(40)))
    assert memory(database, tmp_path, OPENAI_MODEL="model-0").recall() == LOAD
