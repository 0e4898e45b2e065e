from collections.abc import Iterator
from pathlib import Path

import pytest

from app.parts.store.database import Database
from tests.leads.listening.desk import Desk, settings_for
from tests.servers.dovecot import Dovecot, dovecot


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    return Desk(database, settings_for(database, tmp_path))


@pytest.fixture(scope="session")
def mail_server() -> Iterator[Dovecot]:
    with dovecot() as server:
        yield server
