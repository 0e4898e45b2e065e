"""Gathering, grouping and judging work side by side; what comes of it is as if they had not."""

import asyncio
import functools
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from sqlmodel import col, select

from app.agents.scout.agent import NAME as AGENT
from app.agents.scout.brand.brand_file import Site
from app.agents.scout.brand.brands import ScoutParts
from app.agents.scout.gather import web_access
from app.agents.scout.gather.tables import Article
from app.agents.scout.group import Grouping
from app.agents.scout.report.result_schema import RunResult
from app.agents.scout.run import run_for
from app.agents.scout.tables import VerdictRow
from app.lib.errors import TransientError
from app.parts.runs import endings, lease, run_requests, runs
from app.parts.runs.lease import Claim
from app.parts.store.api_usage import ApiUsage
from app.parts.store.database import Database
from app.parts.store.statements import required_id
from app.parts.web.fetch import Fetcher
from tests.scout.stored import BRAND, parts_for
from tests.servers.fetchers import quick_limits
from tests.servers.hands import PlainReader
from tests.servers.model_endpoint import ModelEndpoint
from tests.servers.news_web import NewsWeb, Shown
from tests.servers.scoring_brain import items_in, sensible

# What the stages hand each other is the same on both databases.
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

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
        link = self.web.url(f"/story-{host}", host)
        item = f"<item><title>{title}</title><link>{link}</link></item>"
        rss = f"<rss version='2.0'><channel><title>News</title>{item}</channel></rss>"
        self.web.shows[f"/{host}.xml"] = Shown(rss, "application/rss+xml")
        page = f"<html><article><h1>{title}</h1><p>{text}</p></article></html>"
        self.web.shows[f"/story-{host}"] = Shown(page)

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
            if received.reply_name == "TriageReply"
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


@pytest.fixture
def paper(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Newspaper]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("app.agents.scout.judge.agenda.FILLING_SECONDS", 0.05)
    monkeypatch.setattr(web_access, "ExtractionPool", PlainReader)
    monkeypatch.setattr(web_access, "Fetcher", functools.partial(Fetcher, limits=quick_limits()))
    with NewsWeb() as web, ModelEndpoint(sensible) as endpoint:
        sites = tuple(
            Site(url=web.url(f"/{host}.xml", host), name=host, kind="feed")
            for host in (EARLY, LATE)
        )
        parts = parts_for(
            database,
            tmp_path,
            OPENAI_API_KEY="sk-test",
            OPENAI_BASE_URL=endpoint.url,
            OPENAI_MODEL="gpt-4o-mini",
            FETCH_ALLOWED_PRIVATE_HOSTS=f"{web.address(EARLY)},{web.address(LATE)}",
        )
        brand = BRAND.model_copy(update={"sites": sites})
        yield Newspaper(replace(parts, brands=(brand,)), web, endpoint)


def test_the_first_story_is_judged_while_another_site_has_not_answered(paper: Newspaper) -> None:
    paper.publish(EARLY, FIRE, FIRE_TEXT)
    paper.publish(LATE, PRIZE, PRIZE_TEXT)
    paper.hold_until(f"/{LATE}.xml", lambda: bool(paper.verdicts()))

    result = paper.run()

    assert paper.held == [True], "its verdict was stored before the other site had answered"
    assert {find.title for find in result.top} == {FIRE, PRIZE}
    assert result.counts.evaluated == 2


@on_sqlite
def test_a_story_that_a_slower_site_tells_too_is_judged_once(paper: Newspaper) -> None:
    paper.publish(EARLY, FIRE, FIRE_TEXT)
    paper.publish(LATE, FIRE, FIRE_TEXT)
    paper.hold_until(f"/story-{LATE}", lambda: bool(paper.endpoint.received))

    result = paper.run()

    assert paper.held == [True]
    assert paper.titles_asked_about() == [FIRE]
    assert (result.counts.new, result.counts.duplicates, result.counts.evaluated) == (2, 1, 1)
    [find] = result.top
    assert (find.site, [other.site for other in find.also_in]) == (EARLY, [LATE])


@on_sqlite
def test_a_story_is_named_after_the_article_that_was_judged(paper: Newspaper) -> None:
    """Its other articles, whichever was found first, tell "the same story as" that one."""
    paper.publish(EARLY, FIRE, FIRE_TEXT)
    paper.publish(LATE, FIRE, FIRE_TEXT)
    found_first = f"/story-{LATE}"
    paper.hold_until(f"/{EARLY}.xml", lambda: found_first in paper.web.asked_for)
    paper.hold_until(found_first, lambda: bool(paper.endpoint.received))
    paper.run()
    assert paper.held == [True, True]
    [verdict] = paper.verdicts()
    assert verdict.article_id == 2
    assert paper.stories() == [2, 2]


@on_sqlite
def test_the_stories_of_all_are_found_out_once_the_last_is_judged(
    paper: Newspaper, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper.publish(EARLY, FIRE, FIRE_TEXT)
    paper.publish(LATE, FIRE, FIRE_TEXT)
    finish = Grouping.finish

    def finish_then(grouping: Grouping) -> list[Article]:
        paper.held.append(bool(paper.verdicts()))
        return finish(grouping)

    monkeypatch.setattr(Grouping, "finish", finish_then)
    monkeypatch.setattr("app.agents.scout.judge.agenda.FILLING_SECONDS", 3600.0)
    assert [find.title for find in paper.run().top] == [FIRE]
    assert paper.held == [True]


@on_sqlite
def test_what_only_turns_out_to_be_a_story_of_its_own_at_the_end_is_judged_then(
    paper: Newspaper, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper.publish(EARLY, FIRE, FIRE_TEXT)
    paper.publish(LATE, PRIZE, PRIZE_TEXT)
    monkeypatch.setattr(Grouping, "add", lambda _grouping, _ids: [])
    result = paper.run()
    assert {find.title for find in result.top} == {FIRE, PRIZE}
    assert result.counts.evaluated == 2


def test_an_attempt_that_dies_while_sites_are_read_leaves_its_verdicts_to_the_next(
    paper: Newspaper, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper.publish(EARLY, FIRE, FIRE_TEXT)
    paper.publish(LATE, PRIZE, PRIZE_TEXT)
    paper.hold_until(f"/{LATE}.xml", lambda: bool(paper.verdicts()))
    claim = paper.claim()
    add = Grouping.add

    def add_or_die(grouping: Grouping, ids: Sequence[int]) -> list[Article]:
        if paper.verdicts():
            raise TransientError("The worker was killed.")
        return add(grouping, ids)

    with monkeypatch.context() as patch:
        patch.setattr(Grouping, "add", add_or_die)
        with pytest.raises(TransientError, match="killed"):
            paper.run(claim)
    assert paper.stories() == [None, None], "not one is stored before all are read"
    asked = len(paper.endpoint.received)
    endings.release_run(paper.parts.database, claim, paper.parts.clock(), "killed")
    again = lease.claim_run(paper.parts.database, claim.run_id, paper.parts.clock())

    result = paper.run(again)

    assert asked >= 2, "triage and review of the first story"
    assert paper.titles_asked_about() == [FIRE, PRIZE]
    assert {find.title for find in result.top} == {FIRE, PRIZE}
    with paper.parts.database.read() as session:
        calls = sum(row.calls for row in session.exec(select(ApiUsage)))
    assert calls == len(paper.endpoint.received)
