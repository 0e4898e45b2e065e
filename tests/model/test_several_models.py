"""One endpoint, several models: what is learnt of one says nothing of another."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel

from app.parts.model.client import ModelClient
from app.parts.model.errors import ModelDeniedError, ModelUnavailableError
from app.parts.model.patience import Patience
from app.parts.model.question import Answer
from tests.servers.model_endpoint import Handler, ModelEndpoint, fails, in_turn


class Colour(BaseModel):
    name: str


@pytest.fixture
def endpoint() -> Iterator[ModelEndpoint]:
    with ModelEndpoint(lambda _body: '{"name": "blue"}') as server:
        yield server


def client(endpoint: ModelEndpoint, **options: Any) -> ModelClient:
    settings = {"model": "gpt-4o-mini", "patience": Patience(tries=1), **options}
    return ModelClient(api_key="sk-1", base_url=endpoint.url, **settings)


async def ask(client: ModelClient) -> Answer[Colour]:
    return await client.ask(system="s", user="u", reply=Colour, max_output_tokens=50)


def only_of(model: str, handler: Handler) -> Handler:
    """Meets the questions to that model; the others go well."""
    [well] = in_turn(None)

    async def answer(server: ModelEndpoint, request: Any, body: dict[str, Any]) -> Any:
        return await (handler if body["model"] == model else well)(server, request, body)

    return answer


def models(endpoint: ModelEndpoint) -> list[str]:
    return [request.body["model"] for request in endpoint.received]


def test_each_model_is_asked_by_its_name_and_has_its_own_price(endpoint: ModelEndpoint) -> None:
    async def run() -> tuple[Answer[Colour], Answer[Colour]]:
        async with client(endpoint) as scout:
            assistant = scout.with_model("gpt-6-sol", setting="ASSISTANT_MODEL")
            return await ask(scout), await ask(assistant)

    cheap, dear = asyncio.run(run())
    assert models(endpoint) == ["gpt-4o-mini", "gpt-6-sol"]
    assert dear.usage.usd > 10 * cheap.usage.usd


def test_a_model_that_is_not_there_is_told_by_its_setting_and_stops_no_other(
    endpoint: ModelEndpoint,
) -> None:
    endpoint.always = only_of("gone", fails(404, "The model does not exist"))

    async def run() -> Answer[Colour]:
        async with client(endpoint) as scout:
            assistant = scout.with_model("gone", setting="ASSISTANT_MODEL")
            for _ in range(2):
                with pytest.raises(ModelDeniedError, match="ASSISTANT_MODEL"):
                    await ask(assistant)
            return await ask(scout)

    assert asyncio.run(run()).value.name == "blue"
    assert models(endpoint) == ["gone", "gpt-4o-mini"]


def test_trouble_and_limits_of_one_model_hold_up_no_other(endpoint: ModelEndpoint) -> None:
    endpoint.always = only_of("busy", fails(429, **{"Retry-After": "3600"}))

    async def run() -> Answer[Colour]:
        async with client(endpoint) as scout:
            assistant = scout.with_model("busy", setting="ASSISTANT_MODEL")
            with pytest.raises(ModelUnavailableError, match="60 minutes"):
                await ask(assistant)
            return await ask(scout)

    assert asyncio.run(run()).value.name == "blue"


def test_what_one_model_does_not_take_is_still_asked_of_another(endpoint: ModelEndpoint) -> None:
    endpoint.refuses = lambda body: (
        "unknown: 'temperature'" if body["model"] == "odd" and "temperature" in body else None
    )

    async def run() -> None:
        async with client(endpoint) as scout:
            await ask(scout.with_model("odd", setting="ASSISTANT_MODEL"))
            await ask(scout)

    asyncio.run(run())
    assert ["temperature" in request.body for request in endpoint.received] == [True, False, True]


def test_all_models_together_are_asked_no_more_at_once_than_allowed(
    endpoint: ModelEndpoint,
) -> None:
    endpoint.delay = 0.05

    async def run() -> None:
        async with client(endpoint, max_at_once=2) as scout:
            other = scout.with_model("gpt-6-sol", setting="ASSISTANT_MODEL")
            await asyncio.gather(*(ask(one) for one in [scout, other] * 4))

    asyncio.run(run())
    assert endpoint.most_at_once == 2
