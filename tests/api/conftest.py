"""The application on real parts, and served over HTTP."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.api.application import create_app
from app.parts import Parts, open_parts
from app.queue.doorbell import WORKER_BEAT_KEY
from app.scout.links import MailLinks
from app.scout.tables import Pick, VerdictRow
from app.settings import load_settings
from app.store.tables import AgentRun, Article, Mail, Site
from tests.conftest import NOON
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


@pytest.fixture
def links(live_api: LiveApi) -> list[str]:
    """The links of one mail with one find: yes, no, pause."""
    settings = live_api.parts.settings
    with live_api.parts.database.write() as session:
        run = AgentRun(
            agent="brand_scout",
            profile="debonairs",
            trigger="request",
            status="completed",
            created_at=NOON,
        )
        site = Site(url="https://news.example/")
        session.add_all([run, site])
        session.flush()
        article = Article(
            site_id=site.id or 0,
            address="news.example/1",
            url="https://news.example/1",
            title="Pizza",
            found_at=NOON,
        )
        session.add(article)
        session.flush()
        pick = Pick(
            brand="debonairs",
            run_id=run.id or 0,
            rank=1,
            article_id=article.id or 0,
            story=1,
            created_at=NOON,
        )
        mail = Mail(
            run_id=run.id,
            recipient="ann@example.com",
            message_id="m",
            created_at=live_api.parts.clock(),
            next_try_at=NOON,
            give_up_at=NOON,
            changed_at=NOON,
        )
        verdict = VerdictRow(
            brand="debonairs",
            article_id=article.id or 0,
            run_id=run.id or 0,
            evaluator="e",
            content_hash="c",
            outcome="judged",
            reason="It fits.",
            scorer="keyword",
            created_at=NOON,
        )
        session.add_all([pick, mail, verdict])
        session.flush()
        made = MailLinks(settings)
        votes = [made.vote(mail.id or 0, pick.id or 0, answer) for answer in ("yes", "no")]
        pause = made.pause(mail.id or 0)
    return [link.replace(settings.public_url, live_api.url) for link in (*votes, pause)]
