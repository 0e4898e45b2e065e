"""A service with two agents: the scout with a small site, the greeter with two people."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.agents.scout.agent import NAME as SCOUT
from app.jobs import perform_run
from app.lib.clock import utc_now
from app.lib.settings.settings import Settings, load_settings
from app.parts.mail.tables import Mail
from app.parts.parts import open_parts
from app.parts.runs import run_requests, runs
from app.parts.runs.tables import AgentRun
from app.parts.store.database import Database
from app.parts.store.statements import required_id
from app.parts.web import access
from app.parts.web.fetch import Fetcher
from app.service import agents
from tests.second_agent.agent import GREETER
from tests.second_agent.agent import NAME as SECOND
from tests.servers.fetchers import IN_A_HURRY
from tests.servers.reading_here import ReadingHere
from tests.servers.scout_service import ROOT, SECRET
from tests.servers.services import SmtpServer
from tests.servers.small_site import SmallSite

ANN, BEN, TEAM = "ann@client.example", "ben@client.example", "team@example.com"


@dataclass
class TwoAgents:
    """`settings` may be changed before a run."""

    database: Database
    site: SmallSite
    smtp: SmtpServer
    folder: Path
    patch: pytest.MonkeyPatch
    sent_before: int = 0
    rung: list[int] = field(default_factory=list)

    def run_scout(self) -> AgentRun:
        self.site.publish(2)
        return self.run(SCOUT, "debonairs")

    def run_greeter(self, profile: str = "everybody") -> AgentRun:
        return self.run(SECOND, profile)

    def run(self, agent: str, profile: str) -> AgentRun:
        """A run that was asked for, after a worker took it."""
        run_id = self.ask(agent, profile)
        perform_run(run_id)
        return self.stored(run_id)

    def ask(self, agent: str, profile: str) -> int:
        run, _ = run_requests.add_requested_run(
            self.database, agent=agent, profile=profile, now=utc_now()
        )
        return required_id(run.id)

    def stored(self, run_id: int) -> AgentRun:
        found = runs.find_run(self.database, run_id)
        assert found is not None
        return found

    def change(self, model: type[AgentRun | Mail], row_id: int, **values: Any) -> None:
        with self.database.write() as session:
            row = session.get_one(model, row_id)
            for name, value in values.items():
                setattr(row, name, value)
            session.add(row)

    def mails_of(self, run: AgentRun) -> list[Mail]:
        from app.parts.mail.mails import mails_of_run

        with self.database.read() as session:
            return mails_of_run(session, required_id(run.id))

    def settings(self) -> Settings:
        return load_settings()

    @property
    def brand_file(self) -> Path:
        return self.folder / "brands.yaml"

    @property
    def greeter_file(self) -> Path:
        return self.folder / "greeter.txt"


@pytest.fixture
def two(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, smtp_server: SmtpServer
) -> Iterator[TwoAgents]:
    with SmallSite() as site:
        write_files(tmp_path, site)
        for name, value in environment(sqlite_url, site, smtp_server).items():
            monkeypatch.setenv(name, value)
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr("app.parts.parts.configure_logs", lambda *_: None)
        monkeypatch.setattr(access, "ExtractionPool", ReadingHere)
        monkeypatch.setattr(access, "Fetcher", partial(Fetcher, limits=IN_A_HURRY))
        monkeypatch.setattr(agents, "AGENTS", (*agents.AGENTS, GREETER))  # the line
        parts = open_parts(need_redis=False)
        yield TwoAgents(parts.database, site, smtp_server, tmp_path, monkeypatch)
        parts.close()


def write_files(folder: Path, site: SmallSite) -> None:
    brands = yaml.safe_load((ROOT / "brand_repo.yaml").read_text())
    brands["brands"][0]["sites"] = [{"url": f"http://{site.address}/feed.xml", "kind": "feed"}]
    (folder / "brands.yaml").write_text(yaml.safe_dump(brands))
    (folder / "greeter.txt").write_text(f"{ANN}\n{BEN}\n")


def environment(database_url: str, site: SmallSite, smtp: SmtpServer) -> dict[str, str]:
    return {
        "EMBEDDED": "1",
        "DATABASE_URL": database_url,
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "SECRET_KEY": SECRET,
        "BRAND_REPO_PATH": "brands.yaml",
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(smtp.port),
        "SMTP_SECURITY": "none",
        "EMAIL_FROM": "scout@example.com",
        "EMAIL_TO": TEAM,
        "EMAIL_MIN_SCORE": "1",
        "FETCH_ALLOWED_PRIVATE_HOSTS": site.address,
    }
