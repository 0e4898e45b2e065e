"""A database that the commands find by their settings."""

from pathlib import Path

import pytest

from app.store.database import Database
from app.store.migrate import migrate
from tests.servers.scout_service import ROOT, SECRET


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    url = f"sqlite:///{tmp_path}/scout.db"
    environ = {
        "EMBEDDED": "1",
        "DATABASE_URL": url,
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "SECRET_KEY": SECRET,
        "BRAND_REPO_PATH": str(ROOT / "brand_repo.yaml"),
    }
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    opened = Database(url)
    migrate(opened)
    return opened
