"""The chain of consents as it is stored: one chain whoever adds to it, kept through an upgrade."""

import io
import json
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import text
from sqlmodel import col, select

from app.agents.leads.commands.consents import check_chain, write_consents
from app.agents.leads.consent_chain import look_at_chain
from app.agents.leads.consents import NewEntry, add_consent, standing
from app.agents.leads.law.suppression import address_digest
from app.agents.leads.tables import Consent, ConsentWords
from app.lib.table_files import Format
from app.parts.store.database import Database
from app.parts.store.migrate import alembic_config, migrate
from tests.conftest import NOON
from tests.servers.nursery import Nursery
from tests.servers.scout_service import SECRET, plain_environment

EACH, WRITERS = 12, 3
ANN = "ann@acme.example"
BEFORE = "0016"
WHO = "aa:1"
DIGESTS = (
    "0" * 64,
    "c1b9b6c79af4f5fc661c8654233b7f57496d83e29f06142415843db0c10584f9",
    "64a43b72b5305c4362579434adf84544f607447eb6cbde2cf7e213045746b0fb",
    "17e82a8440c697d3a56e8dcb4640cd29dcfb70323b24aba252ff058ae34e2ccb",
)
"""Of three entries of WHO, as they were sealed before this revision."""
A_LEAD = (
    "INSERT INTO leads (id, created_at, updated_at, tags, status, score_parts, missing)"
    " VALUES (7, '2026-11-20', '2026-11-20', '[]', 'new', '{}', '[]')"
)
A_CONSENT = (
    "INSERT INTO consents (lead_id, address_digest, kind, evidence, source, created_at,"
    " previous_digest, digest) VALUES (:lead, :who, :kind, 'May we?', 'm1',"
    " '2026-11-20 10:00:00.000000', :previous, :digest)"
)
CONSENTS = ((7, "asked"), (8, "given"), (None, "withdrawn"))


def add(database: Database, address: str, wording: str = "May we write?") -> None:
    with database.write() as session:
        said = NewEntry("given", "page", NOON, wording, "a form")
        add_consent(session, address_digest(address, SECRET), said, NOON)


def add_many(url: str, name: str) -> None:
    """What each process of the test does."""
    database = Database(url)
    for number in range(EACH):
        add(database, f"{name}{number}@acme.example")
    database.close()


def test_processes_that_add_at_once_make_one_chain(
    database: Database, nursery: Nursery, tmp_path: Path
) -> None:
    writers = [
        nursery.start(
            "tests.leads.test_consent_chain:add_many",
            database.url,
            f"writer{number}x",
            environ=plain_environment(),
            directory=tmp_path,
        )
        for number in range(WRITERS)
    ]
    codes = [writer.wait() for writer in writers]
    assert codes == [0] * WRITERS, (tmp_path / "service.log").read_text()[-3000:]
    chain = look_at_chain(database)
    assert (chain.entries, chain.first_broken) == (WRITERS * EACH, None)


def test_a_chain_is_read_to_its_end_however_long_it_is(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.agents.leads.consent_chain.READ_AT_ONCE", 3)
    for number in range(8):
        add(database, f"ann{number}@acme.example")
    chain = look_at_chain(database)
    assert (chain.entries, chain.is_whole) == (8, True)


def test_the_record_is_written_out_so_that_others_can_check_it(database: Database) -> None:
    add(database, ANN, "Yes,\nplease")
    add(database, "ben@acme.example")
    written, told = io.StringIO(), list[str]()
    assert write_consents(database, Format.JSONL, None, written, told.append)
    first, second = (json.loads(line) for line in written.getvalue().splitlines())
    assert (first["number"], first["wording"]) == (1, "Yes,\nplease")
    assert second["previous_digest"] == first["digest"]
    assert told[0].endswith(second["digest"])
    assert write_consents(database, Format.CSV, second["digest"], written, told.append)
    assert not write_consents(database, Format.CSV, "9" * 64, written, told.append)
    assert "cut off" in told[-1]


def test_a_check_says_where_the_record_was_changed_and_nothing_where_there_is_none(
    database: Database,
) -> None:
    told = list[str]()
    assert check_chain(database, told.append)
    assert told == []
    add(database, ANN)
    assert check_chain(database, told.append)
    with database.write() as session:
        session.execute(text("DELETE FROM consent_words"))
    assert not check_chain(database, told.append)
    assert [line.partition(",")[0] for line in told] == [
        "consents: ok",
        "consents: entry 1 of 1 is not as it was sealed: somebody changed the table by hand",
    ]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.long)])
def old_database(request: pytest.FixtureRequest) -> Database:
    opened = Database(str(request.getfixturevalue(f"empty_{request.param}_url")))
    migrate(opened, BEFORE)
    return opened


def upgraded(database: Database, *changes: str) -> Database:
    with database.connection() as connection:
        connection.execute(text(A_LEAD))
        for (lead, kind), previous, digest in zip(CONSENTS, DIGESTS, DIGESTS[1:], strict=False):
            values = {"lead": lead, "who": WHO, "kind": kind, "previous": previous}
            connection.execute(text(A_CONSENT), values | {"digest": digest})
        for statement in changes:
            connection.execute(text(statement))
    migrate(database)
    return database


def test_entries_of_before_are_kept_through_the_upgrade_and_added_to(
    old_database: Database,
) -> None:
    database = upgraded(old_database)
    with database.read() as session:
        rows = session.exec(select(Consent).order_by(col(Consent.number))).all()
        words = session.exec(select(ConsentWords).order_by(col(ConsentWords.consent_id))).all()
    assert [(row.number, row.kind, row.address_digest) for row in rows] == [
        (1, "asked", WHO),
        (2, "given", WHO),
        (3, "withdrawn", WHO),
    ]
    assert {row.happened_at.isoformat() for row in rows} == {"2026-11-20T10:00:00+00:00"}
    assert [(one.lead_id, one.wording, one.source) for one in words] == [
        (7, "May we?", "m1"),
        (None, "May we?", "m1"),  # nobody has that id any more
        (None, "May we?", "m1"),
    ]
    add(database, ANN)
    chain = look_at_chain(database)
    assert (chain.entries, chain.is_whole) == (4, True)
    database.close()


def test_what_was_changed_before_the_upgrade_is_told_after_it(old_database: Database) -> None:
    database = upgraded(old_database, "UPDATE consents SET kind = 'given' WHERE kind = 'withdrawn'")
    assert look_at_chain(database).first_broken == 3
    database.close()


def test_a_consent_is_found_by_a_key_of_before(database: Database) -> None:
    add(database, ANN)
    with database.read() as session:
        assert standing(session, ANN, ("another" * 6, SECRET)).given
        assert standing(session, ANN, ("another" * 6,)).given is None


def test_a_step_back_to_the_revision_before_keeps_the_entries(old_database: Database) -> None:
    database = upgraded(old_database)
    with database.connection() as connection:
        command.downgrade(alembic_config(connection), BEFORE)
    migrate(database)
    chain = look_at_chain(database)
    assert (chain.entries, chain.is_whole) == (3, True)
    database.close()
