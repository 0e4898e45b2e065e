from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlmodel import SQLModel

from app.parts.store.database import Database, DatabaseError
from app.parts.store.migrate import alembic_config, is_up_to_date, migrate, newest
from tests.servers.scout_service import ROOT


@pytest.fixture(params=["empty_sqlite_url", "empty_postgresql_url"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Without any table: here the tables are what is looked at."""
    return str(request.getfixturevalue(request.param))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    migrate(opened)
    yield opened
    opened.close()


def test_the_migrations_make_the_tables_that_the_code_declares(database: Database) -> None:
    for path in (ROOT / "app").rglob("*.py"):
        if "table=True" in path.read_text("utf-8"):
            import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    with database.connection() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, SQLModel.metadata) == []


def test_the_result_of_a_run_is_jsonb_on_postgresql(empty_postgresql_url: str) -> None:
    opened = Database(empty_postgresql_url)
    migrate(opened)
    columns = {c["name"]: str(c["type"]) for c in inspect(opened.engine).get_columns("agent_runs")}
    opened.close()
    assert columns["result"] == "JSONB"


def test_the_name_of_each_migration_begins_with_its_revision() -> None:
    script = ScriptDirectory.from_config(alembic_config())
    names = {one.revision: Path(one.path).name.partition("_")[0] for one in script.walk_revisions()}
    assert all(revision == name for revision, name in names.items())
    assert newest() == script.get_current_head()


def test_two_processes_may_start_at_once(database_url: str) -> None:
    databases = [Database(database_url) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(migrate, databases))
    assert inspect(databases[0].engine).has_table("agent_runs")
    for opened in databases:
        opened.close()


def test_a_migrated_database_is_left_as_it_is(database: Database) -> None:
    migrate(database)


def test_whoever_finds_it_migrated_does_not_wait_for_who_writes(sqlite_url: str) -> None:
    opened, other = Database(sqlite_url), Database(sqlite_url)
    with opened.write() as session:
        session.execute(text("DELETE FROM sites"))
        migrate(other)
    for one in (opened, other):
        one.close()


def test_an_older_database_is_brought_up_to_date(database_url: str) -> None:
    opened = Database(database_url)
    migrate(opened, "0009")
    assert not is_up_to_date(opened)
    migrate(opened)
    assert is_up_to_date(opened)
    opened.close()


def upgraded_with_a_pick_of_before(url: str) -> Database:
    opened = Database(url)
    migrate(opened, "0007")
    with opened.connection() as connection:
        for statement in A_PICK_OF_BEFORE:
            connection.execute(text(statement))
    migrate(opened)
    return opened


def test_picks_of_before_learn_what_they_are_about(database_url: str) -> None:
    opened = upgraded_with_a_pick_of_before(database_url)
    with opened.connection() as connection:
        picks = connection.execute(text("SELECT site_id, topic FROM picks ORDER BY id")).all()
    opened.close()
    assert [tuple(pick) for pick in picks] == [(7, "sport"), (7, "")]


def test_an_upgrade_may_take_longer_than_a_statement_and_waits_for_another(
    empty_postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = []

    def look(connection: Connection, revision: str) -> None:
        limits.append(connection.execute(text("SHOW statement_timeout")).scalar())

    monkeypatch.setattr("app.parts.store.migrate.upgrade", look)
    opened = Database(empty_postgresql_url)
    migrate(opened)
    opened.close()
    assert limits == ["0"]


def test_after_an_upgrade_the_planner_knows_how_much_there_is(empty_postgresql_url: str) -> None:
    opened = upgraded_with_a_pick_of_before(empty_postgresql_url)
    with opened.connection() as connection:
        counted = "SELECT reltuples FROM pg_class WHERE relname IN ('articles', 'picks')"
        assert connection.execute(text(counted)).scalars().all() == [2, 2]
    opened.close()


A_PICK_OF_BEFORE = (
    "INSERT INTO agent_runs (id, agent, profile, trigger, status, created_at, attempt, result) "
    "VALUES (1, 'a', 'b', 'request', 'completed', '2026-11-20', 1, '{}')",
    "INSERT INTO sites (id, url, failures) VALUES (7, 'https://news.example/', 0)",
    "INSERT INTO articles (id, site_id, address, url, state, found_at, title, summary, tries, "
    "authors, text) VALUES (1, 7, 'a', 'u', 'read', '2026-11-20', '', '', 0, '[]', ''), "
    "(2, 7, 'b', 'u', 'read', '2026-11-20', '', '', 0, '[]', '')",
    "INSERT INTO verdicts (brand, article_id, run_id, evaluator, content_hash, outcome, detail, "
    "tries, reason, angle, topic, scorer, step, model, prompt_version, calls, input_tokens, "
    "output_tokens, usd, seconds, created_at) VALUES ('b', 1, 1, 'e', 'c', 'judged', '', 0, '', "
    "'', 'sport', 'keyword', '', '', '', 0, 0, 0, 0, 0, '2026-11-20')",
    "INSERT INTO picks (id, brand, run_id, rank, article_id, story, created_at) "
    "VALUES (1, 'b', 1, 1, 1, 1, '2026-11-20'), (2, 'b', 1, 2, 2, 2, '2026-11-20')",
)


def test_a_database_of_a_newer_version_is_refused_in_plain_words_and_left_as_it_is(
    database: Database,
) -> None:
    with database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0999'"))
    with pytest.raises(DatabaseError, match=r"of a newer version of this service.*0999"):
        migrate(database)
    with database.read() as session:
        assert session.execute(text("SELECT version_num FROM alembic_version")).scalar() == "0999"
