"""How a run tells that a site wants to be left alone for a while."""

import asyncio
from pathlib import Path

import pytest
from sqlmodel import col, select

from app.agents.scout.brand.brand_file import Site
from app.agents.scout.gather.gather import gather_sites
from app.agents.scout.gather.tables import SiteVisit
from app.agents.scout.stream import Stream
from app.parts.runs import endings
from app.parts.store.database import Database
from app.parts.web.access import open_web
from tests.conftest import NOON
from tests.scout.stored import BRAND, claimed_run, parts_for
from tests.servers.news_web import NewsWeb, refusal

# Nothing here depends on the database; the tests of its parts run on both.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_until_when_a_site_is_not_asked_is_told_in_the_time_of_the_team(
    database: Database, tmp_path: Path
) -> None:
    with NewsWeb() as web:
        web.shows["/feed"] = refusal(503, Retry_After="3600")
        parts = parts_for(
            database,
            tmp_path,
            TIMEZONE="Africa/Johannesburg",
            FETCH_ALLOWED_PRIVATE_HOSTS=web.address(),
        )
        brand = BRAND.model_copy(update={"sites": (Site(url=web.url("/feed"), name="News"),)})

        async def run() -> None:
            claim = claimed_run(database)
            async with open_web(parts, lambda: None) as opened:
                await gather_sites(parts, claim, brand, opened, Stream[int]())
            with database.write() as session:
                endings.finish_run(session, claim, NOON, result={})

        asyncio.run(run())
        asyncio.run(run())

    with database.read() as session:
        visits = session.exec(select(SiteVisit).order_by(col(SiteVisit.id))).all()
    assert (visits[-1].error or "").startswith("Not asked before 20 Nov 15:00 SAST: ")
