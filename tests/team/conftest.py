from collections.abc import Iterator
from pathlib import Path

import pytest

from app.parts.store.database import Database
from tests.team.house import House


@pytest.fixture
def house(database: Database, tmp_path: Path) -> Iterator[House]:
    with House(database, tmp_path) as opened:
        yield opened
