"""Run after run with a model whose time is the event loop's own, which jumps over every wait."""

import asyncio
from collections import Counter
from pathlib import Path

import pytest
from sqlmodel import select

from app.agents.scout.brand.brands import ScoutParts
from app.agents.scout.gather.tables import Article
from app.agents.scout.judge import judge_stories
from app.agents.scout.judge.waiting import articles_to_judge
from app.agents.scout.pick.pick_finds import collect
from app.agents.scout.report import store_report
from app.agents.scout.report.result_schema import RunResult
from app.agents.scout.stream import Stream
from app.agents.scout.tables import VerdictRow
from app.parts.runs import endings, runs
from app.parts.runs.lease import Claim
from app.parts.store.database import Database
from tests.conftest import NOON
from tests.scout.stored import BRAND, NAMES, Told, add_articles, add_sites, claimed_run, parts_for
from tests.servers.jumping_loop import JumpingLoop
from tests.servers.model_endpoint import ModelEndpoint, Speed
from tests.servers.scoring_brain import sensible
from tests.servers.services import free_port

RUN_SECONDS = 378.0
FIVE_A_SECOND = Speed(5, 50)


class Slow:
    """Run after run with one model, in a time that jumps over every wait."""

    def __init__(self, database: Database, folder: Path, endpoint: ModelEndpoint) -> None:
        self.database, self.folder, self.endpoint = database, folder, endpoint
        add_sites(database)

    def run(self, stories: list[Told] | None = None) -> RunResult:
        """A run from the judging on, after these stories were found."""
        claim = claimed_run(self.database)
        add_articles(self.database, claim, stories or [])
        self.endpoint.received.clear()
        with asyncio.Runner(loop_factory=JumpingLoop) as runner:
            runner.run(self.judge(claim))
        return reported(self.parts(), claim)

    async def judge(self, claim: Claim) -> None:
        async with self.endpoint.in_this_loop():
            await judge_waiting(self.parts(), claim)

    def parts(self) -> ScoutParts:
        return parts_for(
            self.database,
            self.folder,
            OPENAI_API_KEY="sk-test",
            OPENAI_BASE_URL=self.endpoint.url,
            OPENAI_MODEL="gpt-4o-mini",
            LLM_DAILY_BUDGET_USD="5",
        )

    def verdicts(self) -> list[VerdictRow]:
        return verdicts_in(self.database)

    def outcomes(self) -> Counter[str]:
        return Counter(row.outcome for row in self.verdicts())


async def judge_waiting(parts: ScoutParts, claim: Claim) -> None:
    stories = Stream[Article]()
    stories.put(articles_to_judge(parts.database, BRAND.id, list(NAMES), NOON))
    stories.end()
    await judge_stories.judge_stories(parts, claim, BRAND, NAMES, stories)


def reported(parts: ScoutParts, claim: Claim) -> RunResult:
    """What the run came to, now that it is over."""
    picked = collect(parts, claim, BRAND, NAMES)
    store_report.report(parts, claim, BRAND, NAMES, picked)
    found = runs.find_run(parts.database, claim.run_id)
    assert found is not None
    with parts.database.write() as session:
        endings.finish_run(session, claim, NOON, result=found.result)
    return RunResult.model_validate(found.result)


def verdicts_in(database: Database) -> list[VerdictRow]:
    with database.read() as session:
        return list(session.exec(select(VerdictRow)))


def slow_runs(database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Slow:
    def end_of_judging(*_: object) -> float:
        return asyncio.get_running_loop().time() + RUN_SECONDS

    monkeypatch.setattr(judge_stories, "end_of_judging", end_of_judging)
    endpoint = ModelEndpoint(sensible, speed=FIVE_A_SECOND, port=free_port())
    return Slow(database, folder, endpoint)


def stories(count: int, about: str = "pizza") -> list[Told]:
    return [Told(f"Story {n} of {about}", site_id=1 + n % 2) for n in range(count)]
