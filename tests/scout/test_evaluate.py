"""The evaluator with a well-behaved model behind real HTTP."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from typing import Any

import pytest

from app.agents.scout.judge.judging import in_one_batch
from app.agents.scout.judge.model_judge import ModelJudge
from app.agents.scout.judge.prompt import PROMPT_VERSION, Lessons
from app.agents.scout.types import Candidate, Judgement
from app.parts.model.client import ModelClient
from tests.scout.evaluating import BRAND, candidate, evaluate, mixed, now, outcomes, total, verdict
from tests.servers.model_endpoint import ModelEndpoint, Received, in_turn
from tests.servers.scoring_brain import items_in, sensible


@pytest.fixture
def endpoint() -> Iterator[ModelEndpoint]:
    with ModelEndpoint(sensible) as server:
        yield server


def asked_by_step(endpoint: ModelEndpoint) -> tuple[int, int]:
    names = [request.reply_name for request in endpoint.received]
    return names.count("TriageReply"), names.count("ReviewReply")


def test_every_candidate_gets_one_verdict_the_best_a_whole_one(endpoint: ModelEndpoint) -> None:
    judged = evaluate(endpoint, mixed(60))
    steps = [verdict(judgement).step for judgement in judged.values()]
    assert (steps.count("triage"), steps.count("review")) == (48, 12)
    assert asked_by_step(endpoint) == (5, 12)
    reviewed = [verdict(one) for one in judged.values() if verdict(one).step == "review"]
    assert sum(one.score == 90 for one in reviewed) == 10
    assert sum(one.score == 65 for one in reviewed) == 2


def test_nothing_to_judge_asks_nothing(endpoint: ModelEndpoint) -> None:
    assert evaluate(endpoint, []) == {}
    assert endpoint.received == []


def test_a_whole_verdict_says_what_a_find_needs(endpoint: ModelEndpoint) -> None:
    [one] = evaluate(endpoint, [candidate(1, "Pizza week begins")]).values()
    found = verdict(one)
    assert found.score == 90
    assert found.reason == "It says what its text says."
    assert found.angle == "Half-time is the right time for a slice."
    assert found.safety.safe
    assert found.subject == "food"
    assert (found.scorer, found.step, found.model) == ("model", "review", "gpt-4o-mini")
    assert found.prompt_version == PROMPT_VERSION == "triage-2+review-1"


def test_answers_in_another_order_stay_with_their_items(endpoint: ModelEndpoint) -> None:
    def backwards(body: object) -> str:
        reply = json.loads(sensible(body))  # type: ignore[arg-type]
        return json.dumps({"items": reply["items"][::-1]})

    endpoint.brain = backwards
    stories = [candidate(number, f"worth {number * 5}") for number in range(9)]
    judged = evaluate(endpoint, stories, step="triage")
    assert [verdict(judged[story.id]).score for story in stories] == [n * 5 for n in range(9)]


def test_an_unsafe_story_is_held_back_with_the_brands_rule_and_costs_no_review(
    endpoint: ModelEndpoint,
) -> None:
    [one] = evaluate(endpoint, [candidate(1, "Robbery at a pizza place")]).values()
    assert not verdict(one).safety.safe
    assert verdict(one).safety.rule == "crime"
    assert asked_by_step(endpoint) == (1, 0)


def test_a_review_that_finds_danger_names_the_rule_and_the_words(endpoint: ModelEndpoint) -> None:
    story = candidate(1, "Pizza place in the news", text="There was a Robbery last night.")
    [one] = evaluate(endpoint, [story]).values()
    safety = verdict(one).safety
    assert (safety.safe, safety.rule, safety.quote) == (False, "crime", "robbery")
    assert verdict(one).angle == ""


def test_what_scores_low_is_not_reviewed(endpoint: ModelEndpoint) -> None:
    stories = [candidate(1, "worth 49"), candidate(2, "worth 50"), candidate(3, "worth 30")]
    judged = evaluate(endpoint, stories)
    assert [verdict(judged[story.id]).step for story in stories] == ["triage", "review", "triage"]


def test_one_site_cannot_take_all_the_places(endpoint: ModelEndpoint) -> None:
    loud = [candidate(n, "worth 99", site="loud") for n in range(20)]
    others = [candidate(100 + n, "worth 60", site=f"quiet {n}") for n in range(9)]
    judged = evaluate(endpoint, [*loud, *others])
    assert all(verdict(judged[story.id]).step == "review" for story in others)


def test_one_site_alone_may_take_them_all(endpoint: ModelEndpoint) -> None:
    judged = evaluate(endpoint, [candidate(n, "worth 99", site="only") for n in range(20)])
    assert sum(verdict(one).step == "review" for one in judged.values()) == 12


def test_what_it_cost_adds_up_to_what_the_endpoint_counted(endpoint: ModelEndpoint) -> None:
    cost = total(evaluate(endpoint, mixed(31)))
    assert cost.calls == len(endpoint.received)
    assert cost.input_tokens == sum(
        len(request.system) // 4 + len(request.user) // 4 for request in endpoint.received
    )
    assert cost.usd == pytest.approx((cost.input_tokens * 0.15 + cost.output_tokens * 0.6) / 1e6)


def test_triage_and_review_can_be_had_apart(endpoint: ModelEndpoint) -> None:
    stories = mixed(13)
    sorted_out = evaluate(endpoint, stories, step="triage")
    assert {verdict(one).step for one in sorted_out.values()} == {"triage"}
    reviewed = evaluate(endpoint, stories[:3], step="review")
    assert {verdict(one).step for one in reviewed.values()} == {"review"}
    assert asked_by_step(endpoint) == (2, 3)


def test_lessons_are_told_in_both_steps(endpoint: ModelEndpoint) -> None:
    lessons = Lessons(yes=("A cheese pull record",), no=("A share price",))
    evaluate(endpoint, [candidate(1, "Pizza week begins")], teach=lambda _candidates: lessons)
    for request in endpoint.received:
        assert "yes: A cheese pull record\nno: A share price" in request.user


def test_the_same_id_twice_in_two_calls_is_never_mixed_up(endpoint: ModelEndpoint) -> None:
    evaluate(endpoint, mixed(40))
    ids = [item_id for request in endpoint.received for item_id in items_in(request.user)]
    assert len(ids) == len(set(ids))


def test_the_shape_asked_for_is_told_in_words_for_endpoints_without_schemas(
    endpoint: ModelEndpoint,
) -> None:
    endpoint.refuses = lambda body: "no such option" if "response_format" in body else None
    judged = evaluate(endpoint, mixed(20))
    assert outcomes(judged) == {"scored": 20}


def test_judgements_come_as_they_are_known(endpoint: ModelEndpoint) -> None:
    """No review is answered before the first verdict of the triage was given."""
    first_given = threading.Event()
    [well] = in_turn(None)

    async def reviews_wait(server: ModelEndpoint, request: Any, body: dict[str, Any]) -> Any:
        if Received("", body).reply_name == "ReviewReply":
            await asyncio.to_thread(first_given.wait, 120)
        return await well(server, request, body)

    async def run() -> list[str]:
        steps: list[str] = []
        async with ModelClient(api_key="k", base_url=endpoint.url, model="m") as client:
            async for one in ModelJudge(client, BRAND).evaluate(in_one_batch(mixed(12))):
                steps.append(verdict(one).step)
                first_given.set()
        return steps

    endpoint.always = reviews_wait
    assert asyncio.run(run())[0] == "triage"


def test_candidates_still_coming_in_are_judged_meanwhile(endpoint: ModelEndpoint) -> None:
    all_read = asyncio.Event()

    async def arriving() -> AsyncIterator[list[Candidate]]:
        yield mixed(24)
        await all_read.wait()
        yield mixed(30)[24:]

    async def run() -> list[Judgement]:
        judged = []
        async with ModelClient(api_key="k", base_url=endpoint.url, model="m") as client:
            async for one in ModelJudge(client, BRAND, clock=now).evaluate(arriving()):
                judged.append(one)
                all_read.set()
        return judged

    judged = asyncio.run(asyncio.wait_for(run(), 120))
    assert sorted(one.candidate_id for one in judged) == sorted(one.id for one in mixed(30))


def test_a_failure_while_candidates_are_read_is_told(endpoint: ModelEndpoint) -> None:
    async def arriving() -> AsyncIterator[list[Candidate]]:
        yield [candidate(1)]
        raise OSError("the database is gone")

    async def run() -> None:
        async with ModelClient(api_key="k", base_url=endpoint.url, model="m") as client:
            async for _one in ModelJudge(client, BRAND).evaluate(arriving()):
                pass

    with pytest.raises(OSError, match="database"):
        asyncio.run(run())


def test_an_evaluation_that_is_left_asks_nothing_more(endpoint: ModelEndpoint) -> None:
    endpoint.delay = 0.05

    async def run() -> int:
        async with ModelClient(
            api_key="k", base_url=endpoint.url, model="m", max_at_once=2
        ) as client:
            evaluator = ModelJudge(client, BRAND)
            async with aclosing(evaluator.evaluate(in_one_batch(mixed(240)))) as judging:
                async for _one in judging:
                    break
            asked = len(endpoint.received)
            await asyncio.sleep(0.2)
            return len(endpoint.received) - asked

    assert asyncio.run(run()) == 0
