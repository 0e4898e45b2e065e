"""A model whose answers are no use: each story is judged or given up within three runs, and a model
that is away, in whatever way, ends no story's chances."""

from pathlib import Path
from typing import Any

import pytest

from app.agents.scout.judge.verdicts import GIVEN_UP, JUDGED
from app.agents.scout.pages.now import read_now
from app.agents.scout.report.result_schema import RunResult
from app.parts.store.database import Database
from tests.scout.slow_runs import FIVE_A_SECOND, Slow, slow_runs, stories
from tests.servers.model_endpoint import (
    Handler,
    ModelEndpoint,
    Received,
    Speed,
    changes,
    completion,
    cuts,
    fails,
    hangs,
    hangs_up,
    says,
)
from tests.servers.scoring_brain import items_in, sensible

# Nothing here depends on the database; the tests of its parts run on both.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def slow(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Slow:
    return slow_runs(database, tmp_path, monkeypatch)


def three_runs(slow: Slow, count: int = 20) -> list[RunResult]:
    return [slow.run(stories(count)), slow.run(), slow.run()]


def lost(result: RunResult) -> int:
    return sum(one.stories for one in result.given_up)


def other_marks(reply: Any) -> Any:
    """Entries under ids that nobody asked about."""
    for number, item in enumerate(reply.get("items", [reply])):
        item["id"] = f"story {number}"
    return reply


USELESS = {
    "words instead of JSON": says("What a lovely story!"),
    "another shape": says('{"answer": 42}'),
    "missing marks": changes(other_marks),
    "nothing": says(""),
    "cut": cuts(0.5),
    "declined": says(None, refusal="I will not."),
    "too long for its context": fails(400, "context_length_exceeded"),
}


@pytest.mark.parametrize("handler", USELESS.values(), ids=USELESS)
def test_within_three_runs_a_model_without_any_sense_has_given_every_story_up(
    slow: Slow, handler: Handler
) -> None:
    slow.endpoint.always = handler
    results = three_runs(slow)
    assert slow.outcomes() == {GIVEN_UP: 20}
    assert sum(map(lost, results)) == 20
    assert results[-1].counts.waiting == 0
    assert all(row.detail for row in slow.verdicts())


def test_no_story_is_given_up_in_its_first_run(slow: Slow) -> None:
    slow.endpoint.always = says("What a lovely story!")
    first = slow.run(stories(20))
    assert (lost(first), first.counts.waiting) == (0, 20)
    assert {row.tries for row in slow.verdicts()} == {1}


def test_the_next_run_asks_a_slow_model_without_sense_about_each_story_alone(slow: Slow) -> None:
    slow.endpoint.speed = Speed(20, 400)
    slow.endpoint.brain = lambda body: sensible(body).replace('"score"', '"points"')
    slow.run(stories(20))
    slow.run()
    assert slow.outcomes() == {GIVEN_UP: 20}
    assert {len(items_in(one.user)) for one in slow.endpoint.received} == {1}


async def talks_until_it_is_cut(server: ModelEndpoint, _request: Any, body: dict[str, Any]) -> Any:
    limit = body["max_completion_tokens"]
    said = '{"items": [{"reason": "' + "word" * limit
    await server.take_time(body, said)
    return completion(said, body, finish_reason="length", written=limit)


def test_three_runs_are_enough_for_a_slow_model_that_talks_until_it_is_cut(slow: Slow) -> None:
    """As one of 135 million parameters on one busy core."""
    slow.endpoint.always, slow.endpoint.speed = talks_until_it_is_cut, Speed(12, 150)
    three_runs(slow)
    assert slow.outcomes() == {GIVEN_UP: 20}


def test_what_a_small_model_makes_sense_of_is_judged_and_the_rest_is_given_up(slow: Slow) -> None:
    slow.endpoint.always = sense_of("Story 3 of", "Story 11 of")
    results = three_runs(slow)
    assert slow.outcomes() == {JUDGED: 2, GIVEN_UP: 18}
    assert sum(one.counts.evaluated for one in results) == 2
    assert results[-1].counts.waiting == 0


def sense_of(*titles: str) -> Handler:
    """Of these stories, asked about one by one."""

    async def answer(server: ModelEndpoint, _request: Any, body: dict[str, Any]) -> Any:
        user = Received("", body).user
        is_alone = user.count("Story ") == user.count("All about it") * 2
        knows = any(title in user for title in titles) and len(items_in(user)) <= 1
        return completion(sensible(body) if knows and is_alone else "Lovely!", body)

    return answer


# --- what a run says --------------------------------------------------------------------------


def test_a_run_says_what_it_gave_up_and_why(slow: Slow) -> None:
    slow.endpoint.always = says("What a lovely story!")
    slow.run(stories(3))
    result = slow.run()
    assert result.notice == (
        "3 new stories were given up, because the model failed on them again and again. "
        "The model answered with words instead of JSON. "
        "If there are many, another model may do better."
    )
    assert result.note == (
        "Nothing new could be judged, so no mail was sent: 3 new stories were given up."
    )


def test_the_first_page_says_that_nothing_was_judged(slow: Slow) -> None:
    slow.endpoint.always = says("What a lovely story!")
    slow.run(stories(3))
    slow.run()
    last = read_now(slow.parts(), {"database": "ok"}).brands[0].last
    assert last is not None
    assert last.outcome.words == "Not judged"


# --- a model that is away ---------------------------------------------------------------------

AWAY: dict[str, Handler] = {
    "broken": fails(500),
    "down": fails(503),
    "turned down": fails(429, "Slow down"),
    "for an hour": fails(429, "Try again in 1h"),
    "more than the account's rate": fails(429, "Request too large for tokens per minute"),
    "wrong key": fails(401),
    "no such model": fails(404),
    "no credit": fails(402),
    "malformed, it says": fails(400, "Bad request"),
    "hanging": hangs,
    "connection cut": hangs_up,
}


@pytest.mark.parametrize("handler", AWAY.values(), ids=AWAY)
def test_a_model_that_is_away_costs_no_story_a_try(slow: Slow, handler: Handler) -> None:
    slow.endpoint.always = handler
    results = [slow.run(stories(6)), *(slow.run() for _ in range(3))]
    assert {row.tries for row in slow.verdicts()} == {0}
    assert [(one.counts.waiting, one.given_up) for one in results] == [(6, ())] * 4


def test_what_there_was_no_money_or_no_time_for_costs_no_story_a_try(
    slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow.endpoint.speed = FIVE_A_SECOND
    monkeypatch.setattr("tests.scout.slow_runs.RUN_SECONDS", 20.0)
    for told in (stories(6), [], [], []):
        result = slow.run(told)
    assert {row.tries for row in slow.verdicts()} == {0}
    assert (result.counts.waiting, result.given_up) == (6, ())
