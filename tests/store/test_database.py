from contextlib import ExitStack

import pytest

from app.store.database import Database, DatabaseAwayError


def test_a_database_whose_connections_are_all_taken_is_away_for_now(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.store.database.CONNECT_TIMEOUT_SECONDS", 1)
    database = Database(postgresql_url)
    with ExitStack() as taken:
        for _ in range(12):
            taken.enter_context(database.read()).connection()
        with pytest.raises(DatabaseAwayError, match="every connection is taken"):
            database.ping()
    database.ping()
    database.close()
