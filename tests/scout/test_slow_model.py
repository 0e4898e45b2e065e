"""A model on a processor without a graphics card: 5 to 30 tokens a second, one question at a time.

The clock is the event loop's own, which jumps over every wait: a minute passes in milliseconds,
and what a busy machine delays takes no time.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from app.agents.scout.judge.asking import NO_TIME
from app.agents.scout.judge.load import Load
from app.agents.scout.types import Candidate, Safety, Unscored, Verdict
from tests.scout.evaluating import (
    candidate,
    mixed,
    outcome,
    outcomes,
    total,
    verdict,
)
from tests.scout.slow_model import LIMIT, RUN_SECONDS, SlowModel, waiting
from tests.servers.model_endpoint import (
    Handler,
    ModelEndpoint,
    Received,
    Speed,
    completion,
    cuts,
    fails,
    hangs,
)
from tests.servers.scoring_brain import items_in, sensible

FIVE_A_SECOND = Speed(5, 50)
SLOW = [FIVE_A_SECOND, Speed(10, 100), Speed(30, 200), Speed(10, 100, slots=4)]


def triage_of(candidate: Candidate) -> Verdict:
    return Verdict(candidate.id, 90, "", "", Safety(True), "model", "triage")


def when(applies: Callable[[Received], bool], handler: Handler, speed: Speed) -> Handler:
    """Requests of one kind meet `handler`, the others get a good answer at this speed."""

    async def answer(server: ModelEndpoint, request: Any, body: dict[str, Any]) -> Any:
        if applies(Received("", body)):
            return await handler(server, request, body)
        await asyncio.sleep(speed.seconds(body, sensible(body)))
        return completion(sensible(body), body)

    return answer


def items(received: Received) -> int:
    return len(items_in(received.user))


# --- all are judged in the end ----------------------------------------------------------------


@pytest.mark.parametrize("speed", SLOW, ids=str)
def test_with_time_enough_all_are_judged(speed: Speed) -> None:
    model = SlowModel(speed)
    assert outcomes(model.judge(mixed(20))) == {"scored": 20}


@pytest.mark.parametrize("speed", SLOW, ids=str)
@pytest.mark.parametrize("stories", [mixed(20), [candidate(n, "worth 70") for n in range(20)]])
def test_all_of_twenty_are_judged_within_three_runs(
    speed: Speed, stories: Sequence[Candidate]
) -> None:
    model, left = SlowModel(speed), stories
    for _ in range(3):
        judged = model.judge(left, RUN_SECONDS) if left else {}
        assert set(outcomes(judged)) <= {"scored", "not_reached"}
        left = waiting(left, judged)
    assert not left


# --- the load follows -------------------------------------------------------------------------


def test_after_a_late_answer_less_is_asked_and_more_again_as_far_as_it_goes() -> None:
    model = SlowModel(FIVE_A_SECOND)
    model.judge(mixed(12))
    first, second, *others = model.sizes
    assert first == 12
    assert second <= 6
    assert second < max(others) < 12


def test_the_next_run_begins_with_what_worked() -> None:
    model = SlowModel(FIVE_A_SECOND)
    model.judge(mixed(20))
    learnt = model.load
    assert learnt is not None

    judged = model.judge(mixed(20))

    assert max(model.sizes) <= learnt.triage
    assert outcomes(judged) == {"scored": 20}
    assert len(model.endpoint.received) == len(model.sizes) + 7, "no question was put twice"


def test_what_was_late_in_the_queue_of_the_server_is_put_again_with_fewer_beside_it() -> None:
    """Twelve reviews of some twelve seconds at a server that answers one at a time."""
    model = SlowModel(Speed(5, 1_000), load=Load(at_once=12))
    stories = [candidate(n, "worth 90") for n in range(12)]

    judged = model.judge(stories, triaged={one.id: triage_of(one) for one in stories})

    assert outcomes(judged) == {"scored": 12}
    assert model.sizes == []
    assert model.load is not None
    assert model.load.at_once < 6


def test_a_model_that_is_quick_again_is_asked_as_much_as_before() -> None:
    model = SlowModel(Speed(1_000, 100_000, slots=12), load=Load(1, 150, 1))
    for _ in range(3):
        model.judge([candidate(n, "worth 90", text="Long. " * 500) for n in range(60)])
    assert model.load == Load(12, 1_200, 12)


@pytest.mark.parametrize("cut", [cuts(0.5), fails(400, "context_length_exceeded")])
def test_what_is_too_long_for_the_model_is_asked_in_parts(cut: Handler) -> None:
    quick = Speed(1_000)
    model = SlowModel(None, always=when(lambda one: items(one) > 3, cut, quick))
    assert outcomes(model.judge(mixed(24))) == {"scored": 24}
    assert model.load is not None
    assert model.load.triage <= 3 or model.sizes.count(12) <= 4


def test_a_text_that_is_too_long_for_the_model_is_shortened() -> None:
    """A context of so many characters, as of a small model."""
    is_too_long = when(
        lambda one: one.characters > 4_500, fails(400, "context_length_exceeded"), Speed(1_000)
    )
    model = SlowModel(None, always=is_too_long)
    stories = [candidate(n, "worth 90", text=f"Story {n}. " * 400) for n in range(3)]
    assert outcomes(model.judge(stories)) == {"scored": 3}


# --- a model that hangs -----------------------------------------------------------------------


@pytest.mark.parametrize("load", [None, Load(1, 150, 1)])
def test_a_model_that_answers_nothing_costs_two_time_limits(load: Load | None) -> None:
    model = SlowModel(None, always=hangs, load=load)
    judged = model.judge(mixed(60), RUN_SECONDS)
    assert model.seconds <= 2 * LIMIT + 5
    assert outcomes(judged)["scored"] == 0
    assert set(outcomes(judged)) <= {"timed_out", "unavailable"}
    assert model.load == load, "nothing is learnt from a model that is away"


def test_a_story_that_is_too_much_for_the_model_holds_up_no_other() -> None:
    endless = when(lambda one: "endless" in one.user, hangs, Speed(20))
    model = SlowModel(None, always=endless)
    judged = model.judge([*mixed(19), candidate(19, "An endless story")])
    assert outcomes(judged) == {"scored": 19, "too_slow": 1}
    assert outcome(judged["c19"]) == "too_slow"


# --- what a run does with its time ------------------------------------------------------------


def test_a_run_ends_in_time_and_what_it_did_not_reach_waits() -> None:
    model = SlowModel(FIVE_A_SECOND)
    judged = model.judge(mixed(60), RUN_SECONDS)
    assert model.seconds <= RUN_SECONDS + 1
    assert set(outcomes(judged)) == {"scored", "not_reached"}
    assert all(one.detail == NO_TIME for one in judged.values() if isinstance(one, Unscored))


def test_the_best_are_asked_about_first_and_reviewed_in_the_same_run() -> None:
    model = SlowModel(FIVE_A_SECOND)
    best = [candidate(100 + n, f"Pizza week begins, day {n}") for n in range(3)]
    judged = model.judge([*(candidate(n) for n in range(60)), *best], RUN_SECONDS)
    assert {verdict(judged[one.id]).step for one in best} == {"review"}
    assert outcomes(judged)["not_reached"] > 0


def test_what_the_triage_liked_is_reviewed_before_the_time_is_up() -> None:
    model = SlowModel(FIVE_A_SECOND)
    judged = model.judge([candidate(n, "worth 70") for n in range(60)], RUN_SECONDS)
    steps = Counter(one.step for one in judged.values() if isinstance(one, Verdict))
    assert steps["review"] >= 5
    assert set(steps) == {"review"}


def test_what_was_sorted_but_not_reviewed_keeps_its_triage_for_the_next_run() -> None:
    model = SlowModel(FIVE_A_SECOND, load=Load(8, 1_200, 1))
    stories = [candidate(n, "worth 70") for n in range(8)]
    judged = model.judge(stories, 100)
    kept = {
        one.candidate_id: one.triage
        for one in judged.values()
        if isinstance(one, Unscored) and one.triage
    }
    assert kept

    later = model.judge(waiting(stories, judged), triaged=kept)

    asked = " ".join(one.user for one in model.endpoint.received if one.reply_name[0] == "T")
    assert not any(f"part {id_[1:]}." in asked for id_ in kept)
    assert set(outcomes(later)) == {"scored"}


def test_what_was_asked_twice_is_paid_twice_and_counted_once() -> None:
    model = SlowModel(FIVE_A_SECOND)
    cost = total(model.judge(mixed(20)))
    assert cost.calls == len(model.endpoint.received)
