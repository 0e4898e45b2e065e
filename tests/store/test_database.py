from contextlib import ExitStack
from pathlib import Path
from sqlite3 import Cursor, OperationalError
from typing import cast

import pytest
from sqlalchemy import text

from app.parts.store.database import Database, DatabaseAwayError, DatabaseError
from app.parts.store.engines import switch_to_wal


def test_a_database_whose_connections_are_all_taken_is_away_for_now(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.parts.store.engines.CONNECT_TIMEOUT_SECONDS", 1)
    database = Database(postgresql_url)
    with ExitStack() as taken:
        for _ in range(12):
            taken.enter_context(database.read()).connection()
        with pytest.raises(DatabaseAwayError, match="every connection is taken"):
            database.ping()
    database.ping()
    database.close()


def test_an_address_that_the_driver_does_not_take_is_told_in_plain_words(
    postgresql_url: str,
) -> None:
    database = Database(f"{postgresql_url}&pgbouncer=true")
    with pytest.raises(DatabaseError, match='invalid connection option "pgbouncer"'):
        database.ping()


def test_on_sqlite_small_writes_stay_in_the_log_and_the_end_leaves_one_whole_file(
    tmp_path: Path,
) -> None:
    """Folding the log back into the file is what makes a write slow: once is enough."""
    file, log = tmp_path / "scout.db", tmp_path / "scout.db-wal"
    database = Database(f"sqlite:///{file}")
    with database.write() as session:
        session.execute(text("CREATE TABLE words (word TEXT)"))
    written = file.stat().st_mtime_ns
    for _ in range(5):
        with database.write() as session:
            session.execute(text("INSERT INTO words VALUES ('yes')"))
    assert log.stat().st_size > 0
    assert file.stat().st_mtime_ns == written

    database.close()

    assert not log.exists()
    assert file.stat().st_mtime_ns > written


class BusyCursor:
    """Another process is switching the file, for the first few times we ask."""

    def __init__(self, refusals: int) -> None:
        self.refusals = refusals
        self.asked: list[str] = []

    def execute(self, statement: str) -> None:
        self.asked.append(statement)
        if len(self.asked) <= self.refusals:
            raise OperationalError("database is locked")


def test_a_new_file_that_another_process_is_switching_is_asked_again() -> None:
    busy = BusyCursor(refusals=2)
    switch_to_wal(cast("Cursor", busy))
    assert busy.asked == ["PRAGMA journal_mode=WAL"] * 3
