"""The client against a real HTTP server on loopback, well-behaved and not."""

import asyncio
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel

from app.lib.errors import ScoutError, TransientError
from app.parts.model.client import ModelClient
from app.parts.model.errors import (
    ModelDeniedError,
    ModelError,
    ModelFilteredError,
    ModelInvalidError,
    ModelRefusedError,
    ModelTimedOutError,
    ModelTruncatedError,
    ModelUnavailableError,
)
from app.parts.model.patience import Patience
from app.parts.model.question import Answer
from tests.servers.model_endpoint import (
    Handler,
    ModelEndpoint,
    cuts,
    drips,
    fails,
    floods,
    hangs,
    hangs_up,
    hangs_up_half_way,
    in_turn,
    says,
    sends,
)
from tests.servers.model_streams import streams
from tests.timing import takes

KEY = "sk-a-very-secret-key"
QUICK = Patience(first_wait=0.01, longest_wait=0.05)
JSON, FILTERED = "application/json", ModelFilteredError
LIMIT_SECONDS = 3
"""Long enough for a busy machine to have sent the question, so that its receiver has seen it."""
AT_ONCE_SECONDS = 20
"""A ceiling that only a real wait (for minutes) or hundreds of calls would break."""


class Colour(BaseModel):
    name: str
    brightness: int


def blue(_body: dict[str, Any]) -> str:
    return '{"name": "blue", "brightness": 40}'


@pytest.fixture
def endpoint() -> Iterator[ModelEndpoint]:
    with ModelEndpoint(blue) as server:
        yield server


async def ask_once(client: ModelClient, user: str = "the page says so") -> Answer[Colour]:
    return await client.ask(system="Which colour?", user=user, reply=Colour, max_output_tokens=100)


def ask(
    endpoint: ModelEndpoint, times: int = 1, **options: Any
) -> list[Answer[Colour] | ModelError]:
    """The outcomes of questions put at once."""

    async def run() -> list[Answer[Colour] | ModelError]:
        settings = {"model": "gpt-4o-mini", "patience": QUICK, "timeout_seconds": 5, **options}
        async with ModelClient(api_key=KEY, base_url=endpoint.url, **settings) as client:
            results = await asyncio.gather(
                *(ask_once(client) for _ in range(times)), return_exceptions=True
            )
        assert all(isinstance(result, Answer | ModelError) for result in results)
        return results  # type: ignore[return-value]

    return asyncio.run(run())


def failure(endpoint: ModelEndpoint, **options: Any) -> ModelError:
    [outcome] = ask(endpoint, **options)
    assert isinstance(outcome, ModelError)
    return outcome


def answer(endpoint: ModelEndpoint, **options: Any) -> Answer[Colour]:
    [outcome] = ask(endpoint, **options)
    assert isinstance(outcome, Answer)
    return outcome


# --- the good case ----------------------------------------------------------------------------


def test_a_question_gets_a_typed_answer_with_its_cost(endpoint: ModelEndpoint) -> None:
    given = answer(endpoint)
    assert given.value == Colour(name="blue", brightness=40)
    assert (given.usage.calls, given.usage.input_tokens, given.usage.output_tokens) == (1, 7, 8)
    assert given.usage.usd == pytest.approx((7 * 0.15 + 8 * 0.60) / 1e6)
    assert 0 < given.usage.seconds < 5


def test_the_request_asks_for_the_strict_schema_and_a_bounded_answer(
    endpoint: ModelEndpoint,
) -> None:
    answer(endpoint)
    [request] = endpoint.received
    assert request.authorization == f"Bearer {KEY}"
    form = request.body["response_format"]
    assert form["type"] == "json_schema"
    assert form["json_schema"]["strict"] is True
    assert form["json_schema"]["schema"]["additionalProperties"] is False
    assert request.body["max_completion_tokens"] == 100
    assert request.body["temperature"] == 0
    assert request.body["model"] == "gpt-4o-mini"


def test_no_more_questions_at_once_than_allowed(endpoint: ModelEndpoint) -> None:
    endpoint.delay = 0.02
    assert len(ask(endpoint, times=10, max_at_once=3)) == 10
    assert endpoint.most_at_once == 3


def test_tokens_the_endpoint_does_not_count_are_estimated_on_the_high_side(
    endpoint: ModelEndpoint,
) -> None:
    endpoint.counts_tokens = False
    usage = answer(endpoint).usage
    assert usage.input_tokens >= 7
    assert usage.output_tokens >= 8


def test_a_count_of_no_tokens_is_no_count(endpoint: ModelEndpoint) -> None:
    body = {"choices": [{"message": {"content": blue({})}}], "usage": {"prompt_tokens": 0}}
    endpoint.always = sends(json.dumps(body).encode(), content_type=JSON)
    usage = answer(endpoint).usage
    assert usage.input_tokens >= 7
    assert usage.output_tokens >= 8


def test_a_lone_surrogate_in_a_page_can_be_asked_about(endpoint: ModelEndpoint) -> None:
    async def run() -> Answer[Colour]:
        async with ModelClient(api_key=KEY, base_url=endpoint.url, model="m") as client:
            return await ask_once(client, "half an emoji: \ud83c")

    assert asyncio.run(run()).value.name == "blue"


# --- endpoints that speak another dialect -----------------------------------------------------


def refuses_format(*kinds: str) -> Any:
    def complaint(body: dict[str, Any]) -> str | None:
        kind = body.get("response_format", {}).get("type")
        return f"response_format {kind} is not supported" if kind in kinds else None

    return complaint


@pytest.mark.parametrize(
    ("refused", "used"), [(("json_schema",), "json_object"), (("json_schema", "json_object"), None)]
)
def test_an_endpoint_without_schemas_is_asked_for_less_and_that_is_remembered(
    endpoint: ModelEndpoint, refused: tuple[str, ...], used: str | None
) -> None:
    endpoint.refuses = refuses_format(*refused)
    outcomes = ask(endpoint, times=4, max_at_once=1)
    assert all(isinstance(outcome, Answer) for outcome in outcomes)
    kinds = [request.body.get("response_format", {}).get("type") for request in endpoint.received]
    assert kinds == [*("json_schema", "json_object")[: len(refused)], *[used] * 4]


def test_a_vague_bad_request_is_taken_to_be_about_the_format(endpoint: ModelEndpoint) -> None:
    endpoint.script = in_turn(fails(400, "Bad Request"))
    assert answer(endpoint).usage.calls == 2


@pytest.mark.parametrize(
    ("option", "instead"), [("temperature", None), ("max_completion_tokens", "max_tokens")]
)
def test_an_option_the_endpoint_does_not_know_is_left_out(
    endpoint: ModelEndpoint, option: str, instead: str | None
) -> None:
    endpoint.refuses = lambda body: f"unknown: '{option}'" if option in body else None
    assert len(ask(endpoint, times=3, max_at_once=1)) == 3
    assert len(endpoint.received) == 4
    last = endpoint.received[-1].body
    assert option not in last
    assert instead is None or last[instead] == 100
    assert last["response_format"]["type"] == "json_schema"


def test_a_model_that_thinks_first_gets_room_for_it(endpoint: ModelEndpoint) -> None:
    endpoint.script = in_turn(says("", "length"))
    outcomes = ask(endpoint, times=2, max_at_once=1)
    assert all(isinstance(outcome, Answer) for outcome in outcomes)
    limits = [request.body["max_completion_tokens"] for request in endpoint.received]
    assert limits[0] == 100
    assert limits[1:] == [4196, 4196]


def test_a_thinking_model_is_asked_for_little_effort_and_without_a_temperature(
    endpoint: ModelEndpoint,
) -> None:
    endpoint.refuses = lambda body: (
        "Unsupported value: reasoning_effort" if "reasoning_effort" in body else None
    )
    assert len(ask(endpoint, times=2, max_at_once=1, model="gpt-6-luna")) == 2
    first, *others = (request.body for request in endpoint.received)
    assert first["reasoning_effort"] == "none"
    assert "temperature" not in first
    assert len(others) == 2
    assert not any("reasoning_effort" in body for body in others)


@pytest.mark.parametrize("counts", [True, False])
def test_an_endpoint_that_takes_its_own_small_limit_is_told_ours_by_the_other_name(
    endpoint: ModelEndpoint, counts: bool
) -> None:
    endpoint.counts_tokens = counts
    endpoint.always = cut_unless("max_tokens")
    outcomes = ask(endpoint, times=3, max_at_once=1)
    assert all(isinstance(outcome, Answer) for outcome in outcomes)
    assert len(endpoint.received) == 4
    assert all(request.body["max_tokens"] == 100 for request in endpoint.received[1:])


def cut_unless(option: str) -> Handler:
    """Cuts an answer after a few tokens, unless the request has the option."""
    [well], few = in_turn(None), cuts(at_our_limit=False)

    async def answer(server: ModelEndpoint, request: Any, body: dict[str, Any]) -> Any:
        return await (well if option in body else few)(server, request, body)

    return answer


def test_an_answer_that_is_cut_however_the_limit_is_named_is_asked_for_twice_at_most(
    endpoint: ModelEndpoint,
) -> None:
    endpoint.always = cuts(at_our_limit=False)
    outcomes = ask(endpoint, times=3, max_at_once=1)
    assert {type(outcome) for outcome in outcomes} == {ModelTruncatedError}
    assert len(endpoint.received) == 4
    assert len({json.dumps(request.body) for request in endpoint.received[1:]}) == 1


def test_a_limit_guessed_to_have_another_name_gets_its_own_back_when_that_is_refused(
    endpoint: ModelEndpoint,
) -> None:
    endpoint.script = [cuts(at_our_limit=False)]
    endpoint.refuses = lambda body: (
        "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."
        if "max_tokens" in body
        else None
    )
    assert len(ask(endpoint, times=2, max_at_once=1)) == 2
    names = ["max_tokens" in request.body for request in endpoint.received]
    assert names == [False, True, False, False]


def test_an_endpoint_without_a_system_role_gets_all_in_one_message(
    endpoint: ModelEndpoint,
) -> None:
    endpoint.refuses = lambda body: (
        "Developer instruction is not enabled for this model"
        if body["messages"][0]["role"] == "system"
        else None
    )
    assert len(ask(endpoint, times=2, max_at_once=1)) == 2
    last = endpoint.received[-1].body
    [message] = last["messages"]
    assert message["content"] == "Which colour?\n\nthe page says so"
    assert last["response_format"]["type"] == "json_schema"


def test_an_endpoint_that_only_streams_is_asked_to(endpoint: ModelEndpoint) -> None:
    endpoint.always = streams()
    endpoint.refuses = lambda body: (
        None if body.get("stream") else "This model only support stream mode, please enable it."
    )
    assert answer(endpoint).value.name == "blue"
    assert [bool(request.body.get("stream")) for request in endpoint.received] == [False, True]


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (404, "No endpoints found that can handle the requested parameters."),
        (404, "No endpoints found that support the response format asked for"),
        (500, "Failed to parse grammar of json_schema"),
        (501, "response_format is not implemented"),
    ],
)
def test_an_endpoint_to_which_the_schema_is_too_much_is_asked_more_simply(
    endpoint: ModelEndpoint, status: int, words: str
) -> None:
    endpoint.always = unless_plain(fails(status, words))
    outcomes = ask(endpoint, times=2, max_at_once=1)
    assert all(isinstance(outcome, Answer) for outcome in outcomes)
    assert len(endpoint.received) == 4


def unless_plain(handler: Handler) -> Handler:
    """Meets every question that asks for a format."""
    [well] = in_turn(None)

    async def answer(server: ModelEndpoint, request: Any, body: dict[str, Any]) -> Any:
        return await (handler if "response_format" in body else well)(server, request, body)

    return answer


@pytest.mark.parametrize(
    ("handler", "failure_type", "said"),
    [
        (fails(404, "No endpoints found that support it"), ModelDeniedError, "has no model"),
        (fails(404, "No endpoints found for m"), ModelDeniedError, "has no model"),
        (fails(404, "No endpoints match your data policy"), ModelDeniedError, "privacy settings"),
        (fails(500, "grammar is broken"), ModelUnavailableError, "in trouble"),
    ],
)
def test_where_nothing_simpler_helps_the_failure_is_told_as_what_it_is(
    endpoint: ModelEndpoint, handler: Handler, failure_type: type[ModelError], said: str
) -> None:
    endpoint.always = handler
    error = failure(endpoint)
    assert type(error) is failure_type
    assert said in str(error)


def test_after_trouble_the_questions_that_waited_go_on_side_by_side(
    endpoint: ModelEndpoint,
) -> None:
    endpoint.script = in_turn(fails(503))
    endpoint.delay = 0.5
    ask(endpoint, times=9, max_at_once=8)
    assert endpoint.most_at_once >= 4


def test_an_endpoint_that_rejects_everything_is_given_up(endpoint: ModelEndpoint) -> None:
    endpoint.always = fails(400, "Bad Request")
    outcomes = ask(endpoint, times=30, max_at_once=1)
    assert isinstance(outcomes[0], ModelInvalidError)
    assert isinstance(outcomes[-1], ModelUnavailableError)
    assert len(endpoint.received) <= 12


# --- answers that are none --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("handler", "expected"),
    [
        (cuts(), ModelTruncatedError),
        (cuts(finish_reason="stop"), ModelInvalidError),
        (says(None, refusal="I will not."), ModelRefusedError),
        (says("I'm sorry, I can't do that."), ModelRefusedError),
        (says("", "content_filter"), ModelFilteredError),
        (says(""), ModelInvalidError),
        (says("It is blue."), ModelInvalidError),
        (says('{"name": "blue", "brightness": NaN}'), ModelInvalidError),
        (says('{"name": "blue", "brightness": "very"}'), ModelInvalidError),
        (sends(b'{"choices": []}', content_type=JSON), ModelInvalidError),
        (sends(b'{"choices": null}', content_type=JSON), ModelInvalidError),
        (sends(b'{"choices": [{"message": null}]}', content_type=JSON), ModelInvalidError),
        (sends(b'{"choices": null, "promptFeedback": {"a": 1}}', content_type=JSON), FILTERED),
        (says("", "SAFETY"), ModelFilteredError),
    ],
)
def test_an_answer_that_is_none_is_named_and_not_asked_for_again(
    endpoint: ModelEndpoint, handler: Handler, expected: type[ModelError]
) -> None:
    endpoint.always = handler
    error = failure(endpoint)
    assert type(error) is expected
    assert error.usage.calls == 1
    assert len(endpoint.received) == 1


def test_what_a_useless_answer_cost_is_told(endpoint: ModelEndpoint) -> None:
    endpoint.always = says("It is blue, I would say, if you ask me.")
    usage = failure(endpoint).usage
    assert usage.input_tokens == 7
    assert usage.output_tokens == 9
    assert usage.usd > 0


# --- endpoints in trouble ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "trouble",
    [
        fails(429),
        fails(500),
        fails(503),
        hangs_up,
        hangs_up_half_way,
        sends(b"<html>Bad gateway</html>", status=502),
        sends(b"<html>Welcome to our proxy</html>"),
        sends(b'{"error": {"code": 502, "message": "upstream"}}', content_type=JSON),
    ],
)
def test_trouble_that_passes_costs_another_try(endpoint: ModelEndpoint, trouble: Handler) -> None:
    endpoint.script = in_turn(trouble, trouble)
    given = answer(endpoint)
    assert given.value.name == "blue"
    assert len(endpoint.received) == 3


@pytest.mark.parametrize(
    ("body", "failure_type", "said"),
    [
        (b'{"error": "model not found"}', ModelDeniedError, "OPENAI_MODEL"),
        (b'{"error": "Unexpected endpoint or method."}', ModelDeniedError, "OPENAI_BASE_URL"),
        (b'{"error": {"message": "Invalid API key"}}', ModelDeniedError, "OPENAI_API_KEY"),
        (b'{"detail": "Not Found"}', ModelDeniedError, "OPENAI_BASE_URL"),
        (b'{"error": {"code": 402, "message": "pay"}}', ModelDeniedError, "no credit"),
        (b'{"error": "the engine has stopped"}', ModelUnavailableError, "in trouble"),
    ],
)
def test_an_error_with_a_good_status_is_told_as_what_it_is(
    endpoint: ModelEndpoint, body: bytes, failure_type: type[ModelError], said: str
) -> None:
    endpoint.always = sends(body, content_type=JSON)
    error = failure(endpoint)
    assert type(error) is failure_type
    assert said in str(error)


def test_a_stream_that_nobody_asked_for_is_read(endpoint: ModelEndpoint) -> None:
    endpoint.always = streams()
    given = answer(endpoint)
    assert given.value.name == "blue"
    assert given.usage.output_tokens > 0


def test_a_stream_that_was_cut_is_asked_for_again_and_never_believed(
    endpoint: ModelEndpoint,
) -> None:
    endpoint.script = [streams(whole=False)]
    given = answer(endpoint)
    assert given.value.name == "blue"
    assert given.usage.calls == len(endpoint.received) == 2
    endpoint.always = streams(whole=False)
    assert "broke off" in str(failure(endpoint))


def test_a_connection_that_stays_open_after_the_last_piece_is_not_waited_for(
    endpoint: ModelEndpoint,
) -> None:
    endpoint.always = streams(hangs_up=False)
    began = time.monotonic()
    assert answer(endpoint, timeout_seconds=60).value.name == "blue"
    assert time.monotonic() - began < AT_ONCE_SECONDS


def test_three_tries_are_all(endpoint: ModelEndpoint) -> None:
    endpoint.always = fails(503)
    error = failure(endpoint)
    assert type(error) is ModelUnavailableError
    assert isinstance(error, TransientError)
    assert error.usage.calls == 3
    assert len(endpoint.received) == 3


def test_the_wish_to_wait_is_honoured_by_all_questions(endpoint: ModelEndpoint) -> None:
    endpoint.script = in_turn(fails(429, **{"Retry-After": "0.4"}))
    began = time.monotonic()
    outcomes = ask(endpoint, times=4, max_at_once=1)
    assert all(isinstance(outcome, Answer) for outcome in outcomes)
    assert time.monotonic() - began >= 0.4
    assert len(endpoint.received) == 5


@pytest.mark.timed
def test_a_wish_to_wait_beyond_the_time_limit_fails_at_once(endpoint: ModelEndpoint) -> None:
    endpoint.always = fails(429, **{"Retry-After": "3600"})
    with takes(AT_ONCE_SECONDS):
        outcomes = ask(endpoint, times=10, max_at_once=2)
    assert len(endpoint.received) == 2
    for outcome in outcomes:
        assert isinstance(outcome, ModelUnavailableError)
        assert outcome.retry_after is not None
        assert outcome.retry_after.total_seconds() > 3500


def test_a_burst_of_rejections_does_not_lose_the_questions_that_follow(
    endpoint: ModelEndpoint,
) -> None:
    endpoint.script = in_turn(*[fails(429, **{"Retry-After": "0.05"})] * 6)
    outcomes = ask(endpoint, times=40, max_at_once=6)
    answered = sum(isinstance(outcome, Answer) for outcome in outcomes)
    assert answered >= 36
    assert len(endpoint.received) <= 44


@pytest.mark.timed
@pytest.mark.parametrize("trouble", [fails(503), hangs_up, fails(429)])
def test_a_dead_endpoint_is_left_alone_after_a_few_calls(
    endpoint: ModelEndpoint, trouble: Handler
) -> None:
    endpoint.always = trouble
    with takes(AT_ONCE_SECONDS):
        outcomes = ask(endpoint, times=100)
    assert all(isinstance(outcome, ModelUnavailableError) for outcome in outcomes)
    assert len(endpoint.received) <= 16


@pytest.mark.timed
def test_nobody_listening_costs_no_time_and_no_money(endpoint: ModelEndpoint) -> None:
    url = endpoint.url
    endpoint.stop()

    async def run() -> list[ModelError]:
        async with ModelClient(api_key=KEY, base_url=url, model="m", patience=QUICK) as client:
            results = await asyncio.gather(
                *(ask_once(client) for _ in range(50)), return_exceptions=True
            )
        return [result for result in results if isinstance(result, ModelUnavailableError)]

    with takes(AT_ONCE_SECONDS):
        errors = asyncio.run(run())
    assert len(errors) == 50
    assert sum(error.usage.usd for error in errors) == 0


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://127.0.0.1:9/v1", "nothing answers at its address"),
        ("http://no-such-host.invalid/v1", "no host of that name"),
        ("https://127.0.0.1:{port}/v1", "TLS"),
    ],
)
def test_an_endpoint_out_of_reach_is_told_in_plain_words(
    endpoint: ModelEndpoint, url: str, said: str
) -> None:
    async def run() -> None:
        base_url = url.format(port=endpoint.port)
        async with ModelClient(api_key=KEY, base_url=base_url, model="m", patience=QUICK) as client:
            await ask_once(client)

    with pytest.raises(ModelUnavailableError, match=said) as raised:
        asyncio.run(run())
    assert "Error" not in str(raised.value)


@pytest.mark.parametrize("trouble", [hangs_up, hangs_up_half_way])
def test_a_cut_connection_is_told_in_plain_words(endpoint: ModelEndpoint, trouble: Handler) -> None:
    endpoint.always = trouble
    assert str(failure(endpoint)) == "The model's endpoint cut the connection."


def test_an_address_with_its_last_step_is_taken_as_meant(endpoint: ModelEndpoint) -> None:
    async def run() -> Answer[Colour]:
        base_url = f"{endpoint.url}/chat/completions"
        async with ModelClient(api_key=KEY, base_url=base_url, model="m") as client:
            return await ask_once(client)

    assert asyncio.run(run()).value.name == "blue"


def test_an_endpoint_that_recovers_is_asked_again_after_its_rest(endpoint: ModelEndpoint) -> None:
    patience = Patience(tries=1, failures_in_a_row=1, rest=0.1)

    async def run() -> list[str]:
        endpoint.script = in_turn(fails(500))
        outcomes = []
        async with ModelClient(
            api_key=KEY, base_url=endpoint.url, model="m", patience=patience
        ) as client:
            for pause in (0.0, 0.0, 0.15):
                await asyncio.sleep(pause)
                try:
                    outcomes.append((await ask_once(client)).value.name)
                except ModelUnavailableError:
                    outcomes.append("down")
        return outcomes

    assert asyncio.run(run()) == ["down", "down", "blue"]
    assert len(endpoint.received) == 2


@pytest.mark.timed
@pytest.mark.parametrize("slow", [hangs, drips])
def test_a_slow_answer_is_given_up_at_the_time_limit(
    endpoint: ModelEndpoint, slow: Handler
) -> None:
    endpoint.always = slow
    with takes(4 * LIMIT_SECONDS):
        error = failure(endpoint, timeout_seconds=LIMIT_SECONDS)
    assert type(error) is ModelTimedOutError
    assert len(endpoint.received) == 1


def test_a_given_up_answer_counts_with_the_most_it_can_have_cost(endpoint: ModelEndpoint) -> None:
    endpoint.always = hangs
    usage = failure(endpoint, timeout_seconds=LIMIT_SECONDS).usage
    assert (usage.calls, usage.output_tokens) == (1, 100)
    assert usage.usd > 0


@pytest.mark.timed
def test_a_hanging_endpoint_costs_one_time_limit_not_many(endpoint: ModelEndpoint) -> None:
    endpoint.always = hangs
    with takes(4 * LIMIT_SECONDS):
        outcomes = ask(endpoint, times=60, timeout_seconds=LIMIT_SECONDS)
    assert not any(isinstance(outcome, Answer) for outcome in outcomes)
    assert len(endpoint.received) == 12


@pytest.mark.parametrize("status", [200, 500, 503])
def test_an_answer_without_end_is_not_read_to_the_end(endpoint: ModelEndpoint, status: int) -> None:
    endpoint.always = floods(status)
    assert type(failure(endpoint, patience=Patience(tries=1))) is ModelUnavailableError


# --- a setting to mend ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("handler", "setting"),
    [
        (fails(401), "OPENAI_API_KEY"),
        (fails(403), "OPENAI_MODEL"),
        (fails(404), "OPENAI_BASE_URL"),
        (fails(429, "You exceeded your current quota", "insufficient_quota"), "OPENAI_API_KEY"),
    ],
)
def test_a_denial_names_the_setting_and_ends_all_asking(
    endpoint: ModelEndpoint, handler: Handler, setting: str
) -> None:
    endpoint.always = handler
    outcomes = ask(endpoint, times=50, max_at_once=4)
    assert len(endpoint.received) <= 4
    for outcome in outcomes:
        assert type(outcome) is ModelDeniedError
        assert setting in str(outcome)


@pytest.mark.parametrize("key", ["", "sk-\n", "sk-ключ"])
def test_a_key_that_cannot_be_one_is_told_before_anything_is_sent(
    endpoint: ModelEndpoint, key: str
) -> None:
    async def run() -> None:
        async with ModelClient(api_key=key, base_url=endpoint.url, model="m") as client:
            await ask_once(client)

    with pytest.raises(ModelDeniedError, match="OPENAI_API_KEY"):
        asyncio.run(run())
    assert endpoint.received == []


# --- what must never happen -------------------------------------------------------------------


def test_every_failure_belongs_to_the_error_family() -> None:
    pending = [ModelError]
    while pending:
        kind = pending.pop()
        assert issubclass(kind, ScoutError)
        assert kind.__name__.startswith("Model")
        pending += kind.__subclasses__()
