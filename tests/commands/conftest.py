"""A database that the commands find by their settings."""

from pathlib import Path

import pytest

from app.parts.store.database import Database
from tests.servers.scout_service import ROOT, SECRET


@pytest.fixture
def database(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Database:
    environ = {
        "EMBEDDED": "1",
        "DATABASE_URL": sqlite_url,
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "SECRET_KEY": SECRET,
        "BRAND_REPO_PATH": str(ROOT / "brand_repo.yaml"),
    }
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    return Database(sqlite_url)
