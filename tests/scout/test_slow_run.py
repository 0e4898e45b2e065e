"""Runs with a model on a processor: what each stores, says and leaves to the next."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from app.agents.scout.judge.load_memory import ModelLoad
from app.agents.scout.judge.verdicts import GIVEN_UP, JUDGED
from app.parts.store.api_usage import ApiUsage
from app.parts.store.database import Database
from tests.scout.slow_runs import Slow, slow_runs, stories
from tests.servers.model_endpoint import Received, Speed, hangs
from tests.servers.scoring_brain import items_in, sensible

# Nothing here depends on the database; the tests of its parts run on both.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def slow(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Slow:
    return slow_runs(database, tmp_path, monkeypatch)


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
        lines = list(session.exec(select(ApiUsage)))
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


def test_what_a_working_model_has_no_sense_for_is_given_up_once_it_was_asked_alone(
    slow: Slow,
) -> None:
    slow.endpoint.brain, slow.endpoint.speed = confused, Speed(30, 200)
    first = slow.run([*stories(9, "tax law"), *stories(3, "moss")])
    assert first.counts.waiting == 3

    last = slow.run(stories(1, "rain"))

    assert slow.outcomes() == {JUDGED: 10, GIVEN_UP: 3}
    assert (last.counts.waiting, sum(one.stories for one in last.given_up)) == (0, 3)
    assert all(row.detail for row in slow.verdicts() if row.outcome == GIVEN_UP)


def test_what_failed_once_is_asked_about_alone_in_the_next_run(slow: Slow) -> None:
    slow.endpoint.brain, slow.endpoint.speed = confused, Speed(1_000)
    slow.run([*stories(9, "tax law"), *stories(2, "moss")])

    slow.run(stories(3, "rain"))

    asked = [one.user for one in slow.endpoint.received]
    assert sorted(len(items_in(user)) for user in asked if "moss" in user)[-1] == 1
    assert max(len(items_in(user)) for user in asked) == 3
