"""Thirty and more ways for an answer to be no answer: each has a name, none is a score."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.agents.scout.judge.asking import USELESS, USELESS_AT_MOST
from app.agents.scout.types import Outcome, Unscored
from tests.scout.evaluating import candidate, evaluate, mixed, outcome, outcomes, total, verdict
from tests.servers.model_endpoint import (
    Handler,
    ModelEndpoint,
    changes,
    cuts,
    fails,
    hangs,
    hangs_up,
    hangs_up_half_way,
    in_turn,
    says,
    sends,
)
from tests.servers.scoring_brain import sensible

JSON = "application/json"


@pytest.fixture
def endpoint() -> Iterator[ModelEndpoint]:
    with ModelEndpoint(sensible) as server:
        yield server


def with_score(score: Any) -> Handler:
    """The right answer but for its scores, in a triage or a review."""

    def change(reply: Any) -> Any:
        for item in reply.get("items", [reply]):
            item["score"] = score
        return reply

    return changes(change)


def without(name: str) -> Handler:
    def change(reply: Any) -> Any:
        for item in reply.get("items", [reply]):
            item.pop(name)
        return reply

    return changes(change)


def with_other_ids(reply: Any) -> Any:
    for number, item in enumerate(reply.get("items", [reply])):
        item["id"] = str(number + 1)
    return reply


BAD_REPLIES: list[tuple[str, Handler, Outcome]] = [
    ("cut JSON at the limit", cuts(0.5), "truncated"),
    ("cut JSON said to be whole", cuts(0.9, "stop"), "invalid"),
    ("whole JSON at the limit", cuts(1.0), "truncated"),
    ("refusal field", says(None, refusal="I will not."), "refused"),
    ("refusal in words", says("I'm sorry, but I can't assist with that."), "refused"),
    ("refusal as an AI", says("As an AI, I cannot rate news."), "refused"),
    ("content filter", says("", "content_filter"), "filtered"),
    ("content filter as an error", fails(400, "no", "content_filter"), "filtered"),
    ("flagged by a gateway", fails(403, "your input was flagged by moderation"), "filtered"),
    ("empty", says(""), "invalid"),
    ("no content", says(None), "invalid"),
    ("blank", says("  \n "), "invalid"),
    ("no choices", sends(b'{"choices": []}', content_type=JSON), "invalid"),
    ("prose", says("A fine story, I would give it 90 of 100."), "invalid"),
    ("JSON of another shape", says('{"answer": 42}'), "invalid"),
    ("a list", says("[90, 80, 70]"), "invalid"),
    ("a number", says("90"), "invalid"),
    ("null", says("null"), "invalid"),
    ("NaN", with_score(float("nan")), "invalid"),
    ("Infinity", with_score(float("inf")), "invalid"),
    ("score 999", with_score(999), "invalid"),
    ("score -1", with_score(-1), "invalid"),
    ("score in words", with_score("high"), "invalid"),
    ("score as a string", with_score("90"), "invalid"),
    ("score true", with_score(True), "invalid"),
    ("score null", with_score(None), "invalid"),
    ("score with a fraction", with_score(73.5), "invalid"),
    ("score in a list", with_score([90]), "invalid"),
    ("no score", without("score"), "invalid"),
    ("no reason", without("reason"), "invalid"),
    ("no id", without("id"), "invalid"),
    ("ids of its own", changes(with_other_ids), "invalid"),
    ("a name given twice", says('{"items": [], "items": []}'), "invalid"),
    ("endless depth", says('{"items":' + "[" * 5_000), "invalid"),
    ("too long a question", fails(400, "context_length_exceeded"), "invalid"),
    ("HTML error page", sends(b"<html>Bad gateway</html>", 502), "unavailable"),
    ("HTML welcome page", sends(b"<html>Hello</html>", 200), "unavailable"),
    ("empty body", sends(b"", 200, JSON), "unavailable"),
    ("binary", sends(b"\xff\xfe\x00\x01", 200, JSON), "unavailable"),
    ("overloaded", fails(429), "unavailable"),
    ("broken", fails(500), "unavailable"),
    ("down", fails(503), "unavailable"),
    ("connection cut", hangs_up, "unavailable"),
    ("connection cut half-way", hangs_up_half_way, "unavailable"),
    ("hanging", hangs, "timed_out"),
    ("wrong key", fails(401), "denied"),
    ("not allowed", fails(403), "denied"),
    ("no such model", fails(404), "denied"),
]
NAMES = [name for name, _handler, _outcome in BAD_REPLIES]
CASES = [(handler, expected) for _name, handler, expected in BAD_REPLIES]


def patience_for(expected: Outcome) -> dict[str, float]:
    """Short where the time limit itself is met, and beyond any busy machine's pauses elsewhere."""
    return {"timeout_seconds": 0.6 if expected == "timed_out" else 60}


@pytest.mark.parametrize(("handler", "expected"), CASES, ids=NAMES)
def test_in_a_triage_each_bad_reply_is_classified_and_never_a_score(
    endpoint: ModelEndpoint, handler: Handler, expected: Outcome
) -> None:
    endpoint.always = handler
    judged = evaluate(endpoint, mixed(5), client_options=patience_for(expected))
    assert outcomes(judged) == {expected: 5}
    # A useless answer is asked for once more in thirds, and then about each story alone.
    most = 1 + 3 + 5 if expected in USELESS else 4
    assert total(judged).calls == len(endpoint.received) <= most


@pytest.mark.parametrize(("handler", "expected"), CASES, ids=NAMES)
def test_in_a_review_each_bad_reply_is_classified_and_never_a_score(
    endpoint: ModelEndpoint, handler: Handler, expected: Outcome
) -> None:
    endpoint.always = handler
    options = patience_for(expected)
    judged = evaluate(endpoint, mixed(1), step="review", client_options=options)
    assert outcomes(judged) == {expected: 1}
    assert total(judged).calls == len(endpoint.received) <= 3


@pytest.mark.parametrize(("handler", "expected"), CASES, ids=NAMES)
def test_one_bad_reply_in_a_run_costs_no_score_but_its_own(
    endpoint: ModelEndpoint, handler: Handler, expected: Outcome
) -> None:
    # A good answer goes before it, so that it stands for a passing fault of a working endpoint.
    endpoint.script = in_turn(None, handler)
    options = {"timeout_seconds": 3 if expected == "timed_out" else 60, "max_at_once": 1}
    judged = evaluate(endpoint, mixed(14), client_options=options)
    scored = outcomes(judged)["scored"]
    assert scored == 14 if expected != "denied" else 0 < scored < 14


def drop_last(reply: Any) -> Any:
    return {"items": reply["items"][:-1]}


def repeat_last(reply: Any) -> Any:
    last = reply["items"][-1]
    return {"items": [*reply["items"], {**last, "score": 100 - last["score"]}]}


def spoil_last(reply: Any) -> Any:
    reply["items"][-1]["score"] = "lots"
    return reply


def contradict_last_with_a_spoilt_one(reply: Any) -> Any:
    return {"items": [*reply["items"], {**reply["items"][-1], "score": None}]}


@pytest.mark.parametrize(
    "change", [drop_last, repeat_last, spoil_last, contradict_last_with_a_spoilt_one]
)
def test_an_item_without_a_sure_score_is_asked_about_once_more_alone(
    endpoint: ModelEndpoint, change: Callable[[Any], Any]
) -> None:
    endpoint.script = [changes(change)]
    stories = [candidate(number, f"worth {number}") for number in range(6)]
    judged = evaluate(endpoint, stories, step="triage")
    assert [verdict(judged[story.id]).score for story in stories] == [0, 1, 2, 3, 4, 5]
    assert len(endpoint.received) == 2
    assert endpoint.received[1].user.count("worth") == 1


def test_an_item_that_is_left_out_twice_is_not_scored_and_moves_no_other(
    endpoint: ModelEndpoint,
) -> None:
    endpoint.script = [changes(drop_last), changes(drop_last)]
    stories = [candidate(number, f"worth {number}") for number in range(6)]
    judged = evaluate(endpoint, stories, step="triage")
    assert [outcome(judged[story.id]) for story in stories] == ["scored"] * 5 + ["invalid"]
    assert [verdict(judged[story.id]).score for story in stories[:5]] == [0, 1, 2, 3, 4]
    assert len(endpoint.received) == 2


@pytest.mark.parametrize(
    "addition",
    [
        {"id": "made-up", "reason": "r", "no_go": "", "score": 100},
        {"id": None, "reason": "r", "no_go": "", "score": 100},
        "not an item",
        None,
        [[]],
    ],
)
def test_what_was_not_asked_about_is_left_aside(endpoint: ModelEndpoint, addition: Any) -> None:
    endpoint.always = changes(lambda reply: {"items": [addition, *reply["items"]], "note": "hi"})
    judged = evaluate(endpoint, [candidate(n, f"worth {n}") for n in range(5)], step="triage")
    assert [verdict(one).score for one in judged.values()] == [0, 1, 2, 3, 4]
    assert len(endpoint.received) == 1


def test_a_whole_number_written_with_a_point_is_one(endpoint: ModelEndpoint) -> None:
    endpoint.always = with_score(73.0)
    [one] = evaluate(endpoint, mixed(1), step="review").values()
    assert verdict(one).score == 73


def test_a_review_under_another_items_id_is_not_taken(endpoint: ModelEndpoint) -> None:
    endpoint.script = [changes(lambda reply: {**reply, "id": "another"})]
    [one] = evaluate(endpoint, [candidate(1, "worth 80")], step="review").values()
    assert verdict(one).score == 80
    assert one.usage.calls == 2


@pytest.mark.parametrize("poison", [says(None, refusal="No."), says("", "content_filter")])
def test_one_item_that_the_model_cannot_bear_costs_only_its_neighbours(
    endpoint: ModelEndpoint, poison: Handler
) -> None:
    async def answer(server: Any, request: Any, body: dict[str, Any]) -> Any:
        text = json.dumps(body)
        handler = poison if "unbearable" in text else in_turn(None)[0]
        return await handler(server, request, body)

    endpoint.always = answer
    stories = [*mixed(8), candidate(8, "An unbearable story")]
    judged = evaluate(endpoint, stories, step="triage")
    assert outcomes(judged)["scored"] >= 6
    assert outcome(judged["c8"]) != "scored"
    assert len(endpoint.received) == 4


def test_a_model_that_only_talks_is_left_alone(endpoint: ModelEndpoint) -> None:
    endpoint.always = says("What a lovely story!")
    judged = evaluate(endpoint, mixed(600), client_options={"max_at_once": 4})
    assert outcomes(judged) == {"invalid": 600}
    assert len(endpoint.received) <= USELESS_AT_MOST + 12
    assert sum(one.alone for one in judged.values() if isinstance(one, Unscored)) <= USELESS_AT_MOST


def one_at_a_time(reply: Any) -> Any:
    """Sense of one story, and none of several."""
    return reply if len(reply.get("items", [reply])) == 1 else with_other_ids(reply)


def test_a_model_that_makes_sense_of_one_story_at_a_time_judges_all(
    endpoint: ModelEndpoint,
) -> None:
    endpoint.always = changes(one_at_a_time)
    judged = evaluate(endpoint, mixed(20), step="triage", client_options={"max_at_once": 1})
    assert outcomes(judged) == {"scored": 20}
