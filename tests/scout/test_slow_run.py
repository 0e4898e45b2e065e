"""Runs with a model on a processor: what each stores, says and leaves to the next."""

import asyncio
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from app.parts import Parts
from app.scout import evaluation, report_run
from app.scout.picking import collect
from app.scout.result import RunResult
from app.scout.stream import Stream
from app.scout.tables import VerdictRow
from app.scout.verdicts import GIVEN_UP, JUDGED
from app.scout.waiting import articles_to_judge
from app.store import runs
from app.store.database import Database
from app.store.runs import Claim
from app.store.tables import Article, ModelLoad, Spending
from tests.conftest import NOON
from tests.scout.stored import BRAND, NAMES, Told, add_articles, add_sites, claimed_run, parts_for
from tests.servers.jumping_loop import JumpingLoop
from tests.servers.model_endpoint import ModelEndpoint, Received, Speed, hangs
from tests.servers.scoring_brain import items_in, sensible
from tests.servers.services import free_port

# Nothing here depends on the database; the tests of its parts run on both.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

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
            runner.run(self.judge_and_report(claim))
        found = runs.find_run(self.database, claim.run_id)
        assert found is not None
        with self.database.write() as session:
            runs.finish_run(session, claim, NOON, result=found.result)
        return RunResult.model_validate(found.result)

    async def judge_and_report(self, claim: Claim) -> None:
        async with self.endpoint.in_this_loop():
            parts = self.parts()
            stories = Stream[Article]()
            stories.put(articles_to_judge(parts.database, BRAND.id, list(NAMES), NOON))
            stories.end()
            await evaluation.evaluate_stories(parts, claim, BRAND, NAMES, stories)
            picked = collect(parts, claim, BRAND, NAMES)
        report_run.report(parts, claim, BRAND, NAMES, picked)

    def parts(self) -> Parts:
        return parts_for(
            self.database,
            self.folder,
            OPENAI_API_KEY="sk-test",
            OPENAI_BASE_URL=self.endpoint.url,
            OPENAI_MODEL="gpt-4o-mini",
            LLM_DAILY_BUDGET_USD="5",
        )

    def verdicts(self) -> list[VerdictRow]:
        with self.database.read() as session:
            return list(session.exec(select(VerdictRow)))

    def outcomes(self) -> Counter[str]:
        return Counter(row.outcome for row in self.verdicts())


@pytest.fixture
def slow(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Slow:
    def end_of_judging(*_: object) -> float:
        return asyncio.get_running_loop().time() + RUN_SECONDS

    monkeypatch.setattr(evaluation, "end_of_judging", end_of_judging)
    return Slow(database, tmp_path, ModelEndpoint(sensible, speed=FIVE_A_SECOND, port=free_port()))


def stories(count: int, about: str = "pizza") -> list[Told]:
    return [Told(f"Story {n} of {about}", site_id=1 + n % 2) for n in range(count)]


def test_a_run_says_how_far_it_got_and_the_next_goes_on_from_there(slow: Slow) -> None:
    first = slow.run(stories(20))

    judged, left = first.counts.evaluated, first.counts.waiting
    assert 0 < judged < 20
    assert judged + left == 20
    assert f"The model is slow: {judged} of 20 were judged" in (first.notice or "")
    assert all(row.tries == 0 for row in slow.verdicts()), "not to be reached is no failed try"

    for _ in range(2):
        last = slow.run()
    assert (last.counts.waiting, last.notice) == (0, None)
    assert slow.outcomes() == {JUDGED: 20}
    assert {row.step for row in slow.verdicts()} == {"review"}


def test_what_was_learnt_is_kept_and_asked_for_at_once(slow: Slow, database: Database) -> None:
    slow.run(stories(20))
    with database.read() as session:
        [kept] = session.exec(select(ModelLoad))
    assert 1 <= kept.items < 12
    assert kept.at_once == 1

    slow.run()

    asked = [one for one in slow.endpoint.received if one.reply_name == "TriageReply"]
    assert all(len(items_in(one.user)) <= kept.items for one in asked)


def test_what_late_answers_cost_is_in_the_ledger(slow: Slow, database: Database) -> None:
    slow.run(stories(20))
    with database.read() as session:
        lines = list(session.exec(select(Spending)))
    assert sum(line.calls for line in lines) == len(slow.endpoint.received)
    assert sum(line.usd for line in lines) == pytest.approx(sum(row.usd for row in slow.verdicts()))


def test_a_model_that_is_too_slow_for_one_story_says_what_to_do(slow: Slow) -> None:
    slow.endpoint.always = hangs
    result = slow.run(stories(4))
    assert result.counts.waiting == 4
    assert "The model gave no whole answer within 60 seconds." in (result.notice or "")
    assert slow.outcomes() == {"timed_out": 4}


def confused(body: dict[str, Any]) -> str:
    """Says something of every story, and junk of those with moss."""
    reply = json.loads(sensible(body))
    texts = items_in(Received("", body).user)
    for item in reply.get("items", []):
        item["score"] = 2022 if "moss" in texts[item["id"]] else item["score"]
    return json.dumps(reply)


def test_what_a_working_model_has_no_sense_for_is_given_up_after_three_runs(slow: Slow) -> None:
    slow.endpoint.brain, slow.endpoint.speed = confused, Speed(30, 200)
    told = [*stories(9, "tax law"), *stories(3, "moss")]
    for number in range(3):
        last = slow.run([*told, *stories(1, f"rain {number}")])
        told = []

    assert slow.outcomes() == {JUDGED: 12, GIVEN_UP: 3}
    assert last.counts.waiting == 0
    assert all(row.detail for row in slow.verdicts() if row.outcome == GIVEN_UP)


def test_what_failed_once_is_asked_about_alone_in_the_next_run(slow: Slow) -> None:
    slow.endpoint.brain, slow.endpoint.speed = confused, Speed(1_000)
    slow.run([*stories(9, "tax law"), *stories(2, "moss")])

    slow.run(stories(3, "rain"))

    asked = [one.user for one in slow.endpoint.received]
    assert sorted(len(items_in(user)) for user in asked if "moss" in user)[-1] == 1
    assert max(len(items_in(user)) for user in asked) == 3
