from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect
from sqlmodel import SQLModel

import app.scout.tables
import app.store.tables  # noqa: F401
from app.store.database import Database
from app.store.migrate import migrate


@pytest.fixture(params=["sqlite_url", "empty_postgresql_url"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Without any table: here the tables are what is looked at."""
    return str(request.getfixturevalue(request.param))


def test_the_migrations_make_the_tables_that_the_code_declares(database: Database) -> None:
    with database.connection() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, SQLModel.metadata) == []


def test_the_result_of_a_run_is_jsonb_on_postgresql(empty_postgresql_url: str) -> None:
    opened = Database(empty_postgresql_url)
    migrate(opened)
    columns = {c["name"]: str(c["type"]) for c in inspect(opened.engine).get_columns("agent_runs")}
    opened.close()
    assert columns["result"] == "JSONB"


def test_two_processes_may_start_at_once(database_url: str) -> None:
    databases = [Database(database_url) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(migrate, databases))
    assert inspect(databases[0].engine).has_table("agent_runs")
    for opened in databases:
        opened.close()


def test_a_migrated_database_is_left_as_it_is(database: Database) -> None:
    migrate(database)
