"""What the tests are lent: each database is as good as new, and nobody else's."""

import pytest
from sqlalchemy import make_url, text
from sqlmodel import select

from app.agents.scout.gather.tables import Site
from app.parts.store.database import Database, DatabaseAwayError, DatabaseError
from app.parts.store.migrate import is_up_to_date
from tests.servers.made_tables import PostgresqlStock


def test_a_database_that_is_lent_again_is_empty_and_counts_from_one(
    postgresql_stock: PostgresqlStock,
) -> None:
    for _ in range(2):
        with postgresql_stock.lent() as url:
            database = Database(url)
            assert is_up_to_date(database)
            with database.write() as session:
                assert session.exec(select(Site)).all() == []
                site = Site(url="https://news.example/")
                session.add(site)
                session.flush()
                assert site.id == 1
            database.close()


def test_nobody_who_was_left_behind_finds_it_again(postgresql_stock: PostgresqlStock) -> None:
    with postgresql_stock.lent() as url:
        left_behind = Database(url)
        still_open = left_behind.engine.connect()
        still_open.execute(text("INSERT INTO sites (url, failures) VALUES ('x', 0)"))
    with postgresql_stock.lent() as other:
        assert make_url(other).database != make_url(url).database
        with pytest.raises((DatabaseAwayError, DatabaseError)):
            left_behind.ping()
    still_open.invalidate()
    left_behind.close()


def test_one_whose_tables_were_changed_is_not_lent_again(postgresql_stock: PostgresqlStock) -> None:
    with postgresql_stock.lent() as url:
        database = Database(url)
        with database.connection() as connection:
            connection.execute(text("ALTER TABLE sites ADD COLUMN colour TEXT"))
        database.close()
    with postgresql_stock.lent() as url:
        database = Database(url)
        with database.read() as session:
            assert session.exec(select(Site)).all() == []
            columns = "SELECT count(*) FROM pg_attribute WHERE attname = 'colour'"
            assert session.execute(text(columns)).scalar() == 0
        database.close()
