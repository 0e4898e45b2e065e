from collections.abc import Iterator
from pathlib import Path

import pytest

from app.parts.store.database import Database
from tests.leads.campaigns.world import World


@pytest.fixture
def world(database: Database, tmp_path: Path) -> Iterator[World]:
    made = World(database, tmp_path)
    yield made
    made.parts.doorbell.close()
