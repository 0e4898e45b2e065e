"""Two sites, a model, and the runs of a brand that reads both."""

import asyncio
import functools
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from app.agents.scout.agent import NAME as AGENT
from app.agents.scout.brand.brand_file import Site
from app.agents.scout.brand.brands import ScoutParts
from app.agents.scout.gather.tables import Article
from app.agents.scout.report.result_schema import RunResult
from app.agents.scout.run import run_for
from app.agents.scout.tables import VerdictRow
from app.parts.runs import lease, run_requests, runs
from app.parts.runs.lease import Claim
from app.parts.store.database import Database
from app.parts.store.statements import required_id
from app.parts.web import access
from app.parts.web.fetch import Fetcher
from tests.scout.stored import BRAND, parts_for
from tests.servers.fetchers import quick_limits
from tests.servers.hands import PlainReader
from tests.servers.model_endpoint import ModelEndpoint
from tests.servers.news_web import NewsWeb, Shown
from tests.servers.scoring_brain import items_in, sensible

PATIENCE_SECONDS = 15.0
"""Far more than what is waited for takes; less than a fetch may."""
EARLY, LATE = "127.0.0.1", "localhost"
"""One server, two sites."""
FIRE = "Pizza oven fire closes the Dough Palace bakery in Kimberley"
FIRE_TEXT = (
    "The Dough Palace bakery in Kimberley closed on Monday after an oven caught fire. Owner Thandi "
    "Mokoena said the oven was twenty years old. Firefighters from Galeshewe put it out within an "
    "hour and nobody was hurt."
)
PRIZE = "Pizza with peri-peri prawns wins a prize in Maputo"
PRIZE_TEXT = (
    "Cook Amelia Nhantumbo won the golden spoon of the Mozambican coast on Sunday. Her prawns come "
    "from Inhaca island; eleven judges tasted forty dishes before they agreed on hers."
)


@dataclass
class Newspaper:
    """Two sites, a model, and the runs of a brand that reads both."""

    parts: ScoutParts
    web: NewsWeb
    endpoint: ModelEndpoint
    held: list[bool] = field(default_factory=list)

    def publish(self, host: str, title: str, text: str) -> None:
        """The site's one story, and the feed that names it."""
        self.publish_all(host, {title: text})

    def publish_all(self, host: str, told: Mapping[str, str]) -> None:
        """The site's stories, and the feed that names them."""
        items = ""
        for number, (title, text) in enumerate(told.items()):
            path = f"/story-{host}" if not number else f"/story-{host}-{number}"
            items += f"<item><title>{title}</title><link>{self.web.url(path, host)}</link></item>"
            page = f"<html><article><h1>{title}</h1><p>{text}</p></article></html>"
            self.web.shows[path] = Shown(page)
        rss = f"<rss version='2.0'><channel><title>News</title>{items}</channel></rss>"
        self.web.shows[f"/{host}.xml"] = Shown(rss, "application/rss+xml")

    def hold_until(self, path: str, happened: Callable[[], bool]) -> None:
        """Whoever asks for it waits; `held` says each time whether it happened meanwhile."""
        shown = self.web.shows[path]
        self.web.shows[path] = replace(
            shown, meanwhile=lambda: self.held.append(comes_true(happened))
        )

    def claim(self) -> Claim:
        now = self.parts.clock()
        run, _ = run_requests.add_requested_run(
            self.parts.database, agent=AGENT, profile=BRAND.id, now=now
        )
        claim = lease.claim_run(self.parts.database, required_id(run.id), now)
        assert claim is not None
        return claim

    def run(self, claim: Claim | None = None) -> RunResult:
        claim = claim or self.claim()
        asyncio.run(run_for(self.parts, claim, self.parts.brands[0], lambda: None))
        run = runs.find_run(self.parts.database, claim.run_id)
        assert run is not None
        return RunResult.model_validate(run.result)

    def titles_asked_about(self) -> list[str]:
        """In the triage, of which each candidate has its place in one question."""
        items = [
            item
            for received in list(self.endpoint.received)
            if received.reply_name in {"TriageReply", "PairReply"}
            for item in items_in(received.user).values()
        ]
        return sorted(title for title in (FIRE, PRIZE) for item in items if title in item)

    def verdicts(self) -> list[VerdictRow]:
        with self.parts.database.read() as session:
            return list(session.exec(select(VerdictRow).order_by(col(VerdictRow.id))))

    def stories(self) -> list[int | None]:
        with self.parts.database.read() as session:
            return list(session.exec(select(Article.story).order_by(col(Article.id))))


def comes_true(happened: Callable[[], bool]) -> bool:
    until = time.monotonic() + PATIENCE_SECONDS
    while not happened() and time.monotonic() < until:
        threading.Event().wait(0.01)
    return happened()


@contextmanager
def newspaper(
    database: Database,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    brain: Callable[[dict[str, Any]], str] = sensible,
) -> Iterator[Newspaper]:
    monkeypatch.chdir(folder)
    monkeypatch.setattr("app.agents.scout.judge.agenda.FILLING_SECONDS", 0.05)
    monkeypatch.setattr(access, "ExtractionPool", PlainReader)
    monkeypatch.setattr(access, "Fetcher", functools.partial(Fetcher, limits=quick_limits()))
    with NewsWeb() as web, ModelEndpoint(brain) as endpoint:
        sites = tuple(
            Site(url=web.url(f"/{host}.xml", host), name=host, kind="feed")
            for host in (EARLY, LATE)
        )
        parts = parts_for(
            database,
            folder,
            OPENAI_API_KEY="sk-test",
            OPENAI_BASE_URL=endpoint.url,
            OPENAI_MODEL="gpt-4o-mini",
            FETCH_ALLOWED_PRIVATE_HOSTS=f"{web.address(EARLY)},{web.address(LATE)}",
        )
        brand = BRAND.model_copy(update={"sites": sites})
        yield Newspaper(replace(parts, brands=(brand,)), web, endpoint)
