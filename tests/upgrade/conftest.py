"""An installation of 21 November, and today's version started on its database."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
import yaml
from fastapi.testclient import TestClient

from app.agents.scout.brand.brands import ScoutParts
from app.parts.store.database import Database
from app.parts.store.migrate import migrate
from app.parts.web import access
from app.parts.web.fetch import Fetcher
from app.service.application import create_app
from tests.conftest import NOON
from tests.scout.stored import parts_for
from tests.servers import made_tables
from tests.servers.fetchers import IN_A_HURRY
from tests.servers.reading_here import ReadingHere
from tests.servers.scout_service import ROOT
from tests.servers.services import SmtpServer
from tests.servers.small_site import SmallSite
from tests.upgrade.past import ANN, BEN, Past
from tests.upgrade.results import FEED_NAME
from tests.upgrade.stored import write_past

SMALL, LARGE = 50, 10_000


@dataclass(frozen=True)
class OldInstallation:
    """`url` leads to its database, which every test gets a copy of."""

    past: Past
    site: SmallSite
    url: str

    @contextmanager
    def copied(self, folder: Path) -> Iterator[str]:
        if self.url.startswith("sqlite"):
            path = shutil.copy(self.url.removeprefix("sqlite:///"), folder / "scout.db")
            yield f"sqlite:///{path}"
        else:
            admin = made_tables.admin_of(self.url)
            name = made_tables.create(admin, str(admin.url.database))
            yield made_tables.url_of(admin, name)
            made_tables.drop(admin, name)
            admin.dispose()


@pytest.fixture(
    scope="module",
    params=[
        pytest.param((kind, runs), marks=[pytest.mark.long] if runs == LARGE else [])
        for runs in (SMALL, LARGE)
        for kind in ("sqlite", "postgresql")
    ],
    ids=lambda param: f"{param[0]}-{param[1]}",
)
def old(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OldInstallation]:
    kind, run_count = request.param
    with SmallSite() as site:
        past = Past(run_count, NOON, site.address)
        if kind == "sqlite":
            url = f"sqlite:///{tmp_path_factory.mktemp('old')}/scout.db"
            write_past(url, past)
            yield OldInstallation(past, site, url)
        else:
            with made_tables.new_database(request.getfixturevalue("postgresql_uri")) as url:
                write_past(url, past)
                yield OldInstallation(past, site, url)


@dataclass(frozen=True)
class Upgraded:
    old: OldInstallation
    parts: ScoutParts
    smtp: SmtpServer

    @property
    def past(self) -> Past:
        return self.old.past

    @property
    def database(self) -> Database:
        return self.parts.database

    def browser(self) -> TestClient:
        return TestClient(create_app(self.parts), headers={"Accept": "text/html"})

    def mailed(self) -> list[tuple[str, str]]:
        """Recipient and text of each mail since the upgrade."""
        return [
            (recipient, part.get_content().strip())
            for recipient, message in self.smtp.mailbox.received
            if (part := message.get_body(("plain",)))
        ]


@pytest.fixture
def upgraded(
    old: OldInstallation, tmp_path: Path, smtp_server: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Upgraded]:
    monkeypatch.setattr(access, "ExtractionPool", ReadingHere)
    monkeypatch.setattr(access, "Fetcher", partial(Fetcher, limits=IN_A_HURRY))
    with old.copied(tmp_path) as url:
        database = Database(url)
        migrate(database)
        parts = parts_for(
            database,
            tmp_path,
            BRAND_REPO_PATH=str(brand_file(tmp_path, old.site)),
            EMAIL_TO=f"{ANN},{BEN}",
            SMTP_HOST="127.0.0.1",
            SMTP_PORT=str(smtp_server.port),
            SMTP_SECURITY="none",
            EMAIL_FROM="scout@example.com",
            FETCH_ALLOWED_PRIVATE_HOSTS=old.site.address,
        )
        yield Upgraded(old, parts, smtp_server)
        database.close()


def brand_file(folder: Path, site: SmallSite) -> Path:
    brands = yaml.safe_load((ROOT / "brand_repo.yaml").read_text())
    url = f"http://{site.address}/feed.xml"
    brands["brands"][0]["sites"] = [{"url": url, "kind": "feed", "name": FEED_NAME}]
    path = folder / "brands.yaml"
    path.write_text(yaml.safe_dump(brands))
    return path
