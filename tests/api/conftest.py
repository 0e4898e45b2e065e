"""The application on real parts, and served over HTTP."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.api.application import create_app
from app.parts import Parts, open_parts
from app.queue.doorbell import WORKER_BEAT_KEY
from app.settings import load_settings
from tests.servers.live_api import served
from tests.servers.scout_service import ROOT, SECRET

TOKEN = "open-sesame-open-sesame-open"


@dataclass(frozen=True)
class LiveApi:
    parts: Parts
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@pytest.fixture
def live_api(tmp_path: Path, redis_url: str) -> Iterator[LiveApi]:
    """Guarded by TOKEN; every part is well, a worker among them."""
    environ = {
        "EMBEDDED": "1",
        "DATABASE_URL": f"sqlite:///{tmp_path}/scout.db",
        "REDIS_URL": redis_url,
        "SECRET_KEY": SECRET,
        "BRAND_REPO_PATH": str(ROOT / "brand_repo.yaml"),
        "LOG_LEVEL": "ERROR",
        "API_TOKEN": TOKEN,
    }
    parts = open_parts(load_settings(environ, tmp_path / ".env"))
    parts.doorbell.redis.set(WORKER_BEAT_KEY, "2099-01-01T00:00:00+00:00")
    with served(create_app(parts)) as port:
        yield LiveApi(parts, port)
    parts.close()
