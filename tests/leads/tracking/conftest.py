from collections.abc import Iterator
from pathlib import Path

import pytest

from app.parts.store.database import Database
from tests.leads.tracking.watched import Watched
from tests.servers.services import SmtpServer


@pytest.fixture
def watched(database: Database, tmp_path: Path, smtp_server: SmtpServer) -> Iterator[Watched]:
    made = Watched(database, tmp_path, smtp_server.port)
    yield made
    made.parts.doorbell.close()
