"""The real application on a database with a past, served on loopback."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path

from app.agents.scout.brand.brands import with_brands
from app.lib.clock import utc_now
from app.lib.settings.settings import load_settings
from app.parts.parts import Parts, open_parts
from app.parts.queue.doorbell import heartbeat_key
from app.parts.queue.queues import QUEUES
from app.service.application import create_app
from benchmarks.page_times.pages import Page, Places, find_places
from benchmarks.page_times.results import RECIPIENTS
from benchmarks.page_times.seed import seed
from benchmarks.page_times.shape import Past, Shape
from tests.servers.live_api import served
from tests.servers.scout_service import ROOT, SECRET


@dataclass(frozen=True, slots=True)
class Service:
    parts: Parts
    places: Places
    port: int

    def url(self, page: Page) -> str:
        return f"http://127.0.0.1:{self.port}{page.at(self.places)}"

    def ask(self, page: Page, connection: HTTPConnection) -> int:
        """The answer's status, once all of it is there."""
        connection.request(page.method, page.at(self.places), headers={"Accept": "text/html"})
        answer = connection.getresponse()
        answer.read()
        return answer.status

    def connect(self) -> HTTPConnection:
        return HTTPConnection("127.0.0.1", self.port, timeout=60)


@contextmanager
def service(database_url: str, redis_url: str, folder: Path, shape: Shape) -> Iterator[Service]:
    settings = load_settings(environment(database_url, redis_url), folder / ".env")
    parts = with_brands(open_parts(settings))
    seed(parts.database, Past(shape, parts.brands[0], utc_now()))
    never_silent = (utc_now() + timedelta(days=1)).isoformat()
    parts.doorbell.redis.mset({heartbeat_key(queue): never_silent for queue in QUEUES})
    with served(create_app(parts)) as port:
        yield Service(parts, find_places(parts), port)
    parts.close()


def environment(database_url: str, redis_url: str) -> dict[str, str]:
    return {
        "EMBEDDED": "1",
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "SECRET_KEY": SECRET,
        "BRAND_REPO_PATH": str(ROOT / "brand_repo.yaml"),
        "EMAIL_TO": ",".join(RECIPIENTS),
        "LOG_LEVEL": "ERROR",
    }
