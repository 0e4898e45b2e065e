"""The lead agent's part of the demo, played: real leads, pages, mails and answers to look at."""

from collections.abc import Iterator
from contextlib import chdir, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from app.agents.leads.demo import LEADS_DEMO, past
from app.lib.settings.settings import load_settings
from app.parts.parts import Parts
from app.parts.queue.doorbell import Doorbell
from app.parts.store.database import Database
from app.parts.web import access
from app.parts.web.fetch import Fetcher
from tests.conftest import NOON
from tests.servers.fetchers import IN_A_HURRY
from tests.servers.made_tables import sqlite_with_tables
from tests.servers.reading_here import ReadingHere
from tests.servers.scout_service import ROOT, SECRET

NO_REDIS = "redis://127.0.0.1:1/0"


@dataclass(frozen=True, slots=True)
class PlayedLeads:
    """At NOON, two weeks after it began. `outbox` has the mails, `told` what people are told."""

    parts: Parts
    outbox: Path
    told: str


@contextmanager
def played_leads(folder: Path) -> Iterator[PlayedLeads]:
    """Without the second between two pages of a site, and read in this process."""
    with pytest.MonkeyPatch.context() as patch, chdir(folder), LEADS_DEMO.serve(NOON) as hosts:
        patch.setattr(past, "ExtractionPool", ReadingHere)
        patch.setattr(access, "Fetcher", partial(Fetcher, limits=IN_A_HURRY))
        parts = _parts_of(folder, hosts)
        yield PlayedLeads(parts, folder / "outbox", "\n".join(LEADS_DEMO.play(parts)))
        parts.close()


def _parts_of(folder: Path, hosts: frozenset[str]) -> Parts:
    url = sqlite_with_tables(folder / "scout.db")
    environ = {
        **LEADS_DEMO.settings,
        "EMBEDDED": "1",
        "DATABASE_URL": url,
        "DATA_DIRECTORY": str(folder),
        "SECRET_KEY": SECRET,
        "EMAIL_TO": "social@localhost",
        "BRAND_REPO_PATH": str(ROOT / "brand_repo.yaml"),
        "FETCH_ALLOWED_PRIVATE_HOSTS": ",".join(hosts),
    }
    settings = load_settings(environ, folder / ".env")
    return Parts(settings, NO_REDIS, Database(url), Doorbell(NO_REDIS), lambda: NOON)
