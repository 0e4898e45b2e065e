"""The application on real parts, and served over HTTP."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

import httpx
import pytest

from app.agents.scout.gather.tables import Article, Site
from app.agents.scout.pages import run_page_routes
from app.agents.scout.report.links import MailLinks
from app.agents.scout.tables import Pick, VerdictRow
from app.lib.settings.settings import load_settings
from app.parts.mail.tables import Mail
from app.parts.parts import Parts, open_parts
from app.parts.queue.doorbell import heartbeat_key
from app.parts.queue.queues import QUEUES
from app.parts.runs.tables import AgentRun
from app.service.application import create_app
from tests.conftest import NOON, PATIENCE_SECONDS
from tests.servers.live_api import served
from tests.servers.made_tables import sqlite_with_tables
from tests.servers.reverse_proxy import ReverseProxy
from tests.servers.scout_service import ROOT, SECRET

PATH = "/scout"
"""Below which the service is reached through a reverse proxy."""
TOKEN = "open-sesame-open-sesame-open"
CERTIFICATES = ssl.create_default_context()
"""Loaded once: it takes 30 ms, and httpx does it for plain HTTP too."""


@dataclass(frozen=True)
class LiveApi:
    parts: Parts
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def serving(folder: Path, redis_url: str, **settings: str) -> Iterator[LiveApi]:
    """Guarded by TOKEN; every part is well, a worker among them."""
    environ = {
        "EMBEDDED": "1",
        "DATABASE_URL": sqlite_with_tables(folder / "scout.db"),
        "REDIS_URL": redis_url,
        "SECRET_KEY": SECRET,
        "BRAND_REPO_PATH": str(ROOT / "brand_repo.yaml"),
        "LOG_LEVEL": "ERROR",
        "API_TOKEN": TOKEN,
        **settings,
    }
    parts = open_parts(load_settings(environ, folder / ".env"))
    parts.doorbell.redis.mset(
        {heartbeat_key(queue): "2099-01-01T00:00:00+00:00" for queue in QUEUES}
    )
    with served(create_app(parts)) as port:
        yield LiveApi(parts, port)
    parts.close()


@pytest.fixture
def live_api(tmp_path: Path, redis_url: str) -> Iterator[LiveApi]:
    with serving(tmp_path, redis_url) as started:
        yield started


@dataclass(frozen=True)
class Below:
    """The service below PATH, and a browser of the team that knows the password."""

    api: LiveApi
    proxy: ReverseProxy
    browser: httpx.Client

    @property
    def front(self) -> str:
        return f"{self.proxy.origin}{PATH}/"

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.browser.get(urljoin(self.front, path), headers=headers)


@pytest.fixture(params=["keeps", "strips"])
def below(
    request: pytest.FixtureRequest, tmp_path: Path, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Below]:
    monkeypatch.setattr(run_page_routes, "LOOK_SECONDS", 0.01)
    keeps = request.param == "keeps"
    headers = {"Authorization": f"Bearer {TOKEN}", "Accept": "text/html"}
    with (
        ReverseProxy(PATH, keeps=keeps) as proxy,
        httpx.Client(headers=headers, timeout=PATIENCE_SECONDS, verify=CERTIFICATES) as browser,
    ):
        # One way with a slash at its end, the other without: both are the same address.
        public_url = f"{proxy.origin}{PATH}{'/' if keeps else ''}"
        with serving(tmp_path, redis_url, PUBLIC_URL=public_url) as api:
            proxy.port = api.port
            yield Below(api, proxy, browser)


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
            list_name="brand-scout",
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
