"""What is sealed opens under its name and its key alone."""

import pytest
from sqlmodel import select

from app.parts.people.secrets import SealBrokenError, Secrets
from app.parts.people.tables import StoredSecret
from app.parts.store.database import Database
from tests.conftest import NOON

OLD = "an-older-key-of-thirty-two-characters-and-more"
NEW = "the-newest-key-of-thirty-two-characters-or-so"
PASSWORD = "hunter2 ключ"


def stored(database: Database, name: str) -> StoredSecret:
    with database.read() as session:
        return session.exec(select(StoredSecret).where(StoredSecret.name == name)).one()


def put(database: Database, secrets: Secrets, name: str = "imap", plain: str = PASSWORD) -> None:
    with database.write() as session:
        secrets.put(session, name, plain, NOON)


def test_a_secret_is_read_as_it_was_stored_and_cannot_be_read_in_the_table(
    database: Database,
) -> None:
    secrets = Secrets([NEW])
    put(database, secrets)
    with database.read() as session:
        assert secrets.get(session, "imap") == PASSWORD
        assert secrets.get(session, "smtp") is None
    row = stored(database, "imap")
    assert PASSWORD.encode() not in row.content
    assert NEW not in row.key_id
    put(database, secrets)
    assert stored(database, "imap").content[:12] != row.content[:12]


def test_one_bit_changed_anywhere_or_a_cut_opens_nothing(database: Database) -> None:
    secrets = Secrets([NEW])
    put(database, secrets)
    row = stored(database, "imap")
    whole = row.content
    for place in range(len(whole)):
        row.content = whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
        with pytest.raises(SealBrokenError):
            secrets.opened(row)
    for length in range(len(whole)):
        row.content = whole[:length]
        with pytest.raises(SealBrokenError):
            secrets.opened(row)


def test_what_was_sealed_under_one_name_opens_under_no_other(database: Database) -> None:
    secrets = Secrets([NEW])
    put(database, secrets, "imap", "one")
    put(database, secrets, "smtp", "other")
    with database.write() as session:
        one, other = session.get_one(StoredSecret, "imap"), session.get_one(StoredSecret, "smtp")
        one.content, other.content = other.content, one.content
        session.add_all([one, other])
    with database.read() as session:
        for name in ("imap", "smtp"):
            with pytest.raises(SealBrokenError, match=name):
                secrets.get(session, name)


def test_a_new_key_takes_over_and_then_the_old_one_may_go(database: Database) -> None:
    put(database, Secrets([OLD]), "imap")
    put(database, Secrets([OLD]), "smtp", "other")
    both = Secrets([NEW, OLD])
    with database.read() as session:
        assert both.get(session, "imap") == PASSWORD
        with pytest.raises(SealBrokenError, match="SECRET_KEY that is not set any more"):
            Secrets([NEW]).get(session, "imap")
    with database.write() as session:
        assert both.reseal_all(session, NOON) == 2
        assert both.reseal_all(session, NOON) == 0
    with database.read() as session:
        assert Secrets([NEW]).get(session, "imap") == PASSWORD
        assert Secrets([NEW]).get(session, "smtp") == "other"


def test_a_key_s_id_that_is_swapped_opens_nothing(database: Database) -> None:
    put(database, Secrets([OLD]))
    put(database, Secrets([NEW]), "smtp")
    row = stored(database, "imap")
    row.key_id = stored(database, "smtp").key_id
    with pytest.raises(SealBrokenError):
        Secrets([NEW, OLD]).opened(row)
