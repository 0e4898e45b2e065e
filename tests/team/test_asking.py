"""What a model's answer is taken for, of thirty kinds; none is lost, and none is paid for twice."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from pydantic import BaseModel
from sqlmodel import select

from app.agents.team.asking.asking import Asking, ModelWrongError, Prompted
from app.agents.team.asking.kept_answers import KeptAnswers, forget_old
from app.agents.team.tables import ModelAnswer
from app.lib.errors import PermanentError, ScoutError, TransientError
from app.parts.model.budget import DailyBudget
from app.parts.model.client import ModelClient
from app.parts.model.errors import (
    ModelBudgetSpentError,
    ModelDeniedError,
    ModelFilteredError,
    ModelRateLimitedError,
    ModelRefusedError,
    ModelTimedOutError,
    ModelUnavailableError,
)
from app.parts.model.patience import Patience
from app.parts.model.untrusted.fence import Fence, random_mark
from app.parts.parts import Parts
from app.parts.store.api_usage import ApiUsage, Service
from app.parts.store.reservations import Holder, Reservation
from tests.servers.jumping_loop import JumpingLoop
from tests.servers.model_endpoint import (
    Handler,
    ModelEndpoint,
    changes,
    cuts,
    fails,
    floods,
    hangs,
    hangs_up,
    hangs_up_half_way,
    says,
    sends,
)
from tests.servers.model_streams import streams
from tests.team.house import House

RIGHT = '{"name": "blue", "brightness": 40}'
MODEL = "gpt-4o-mini"


class Colour(BaseModel):
    name: str
    brightness: int


def blue(_body: dict[str, Any]) -> str:
    return RIGHT


def as_on_the_page(colour: Colour) -> Sequence[str]:
    """A page says 40; a model that says otherwise lies."""
    return () if colour.brightness == 40 else ("brightness: no page says so",)


@dataclass(frozen=True)
class Kind:
    """How an endpoint answers, one after the other, then rightly; what it is taken for, after how
    many requests. `seconds`: how long it may take at most."""

    name: str
    answers: Sequence[Handler] = ()
    becomes: type[ScoutError] | None = None
    requests: int = 1
    always: Handler | None = None
    words: str = ""
    usd: float = 1.0
    options: dict[str, Any] = field(default_factory=dict)


lies = changes(lambda answer: answer | {"brightness": 99})
DENIED, RATE = ModelDeniedError, ModelRateLimitedError
KINDS = [
    # Right, however it is dressed.
    Kind("as asked"),
    Kind("in a code block", [says(f"```json\n{RIGHT}\n```")]),
    Kind("after thoughts", [says(f"<think>Hm, blue?</think>\nHere it is: {RIGHT}")]),
    Kind("packed in its own name", [says(f'{{"Colour": {RIGHT}}}')]),
    Kind("as a text of JSON", [says(json.dumps(RIGHT))]),
    Kind("as a stream that nobody asked for", [streams()]),
    Kind("with more than was asked for", [says('{"name":"blue","brightness":40,"why":"x"}')]),
    # Of the wrong shape: told once.
    Kind("words alone", [says("It is blue.")], requests=2),
    Kind("nothing", [says("")], requests=2),
    Kind("a field too few", [says('{"name": "blue"}')], requests=2),
    Kind("a field of another kind", [changes(lambda a: a | {"brightness": "very"})], requests=2),
    Kind("two answers that differ", [says(f"{RIGHT} {RIGHT.replace('40', '50')}")], requests=2),
    Kind("the wrong shape again", [says("No."), says("No.")], ModelWrongError, 2, words="words"),
    # Cut: told once.
    Kind("cut", [cuts()], requests=2),
    Kind("cut again", [cuts(), cuts()], ModelWrongError, 2, words="too long"),
    Kind("cut by the connection", [hangs_up_half_way], requests=2),
    # Refused: nobody asks again.
    Kind("refused in its field", [says(None, refusal="No.")], ModelRefusedError),
    Kind("refused in words", [says("I'm sorry, I can't help with that.")], ModelRefusedError),
    Kind("withheld by a filter", [says("", "content_filter")], ModelFilteredError),
    Kind("question filtered", [fails(400, "policy", "content_filter")], ModelFilteredError),
    # Late, or not there: tried again after 2, 8 and 20 seconds.
    Kind("late once", [hangs], requests=2),
    Kind("always late", always=hangs, becomes=ModelTimedOutError, requests=4),
    Kind("broken once", [fails(500)], requests=2),
    Kind("broken three times", [fails(503)] * 3, requests=4),
    Kind("broken for good", always=fails(502), becomes=ModelUnavailableError, requests=4),
    Kind("hung up", [hangs_up], requests=2),
    Kind("without end", [floods()], requests=2),
    Kind("a web page", [sends(b"<html>Log in</html>")], requests=2),
    Kind("at its rate limit", [fails(429, "slow down", **{"Retry-After": "30"})], requests=2),
    Kind("at its limit for long", [fails(429, **{"Retry-After": "9000"})] * 9, RATE),
    # What nobody can mend by asking again.
    Kind("the key is wrong", [fails(401, "bad key")], DENIED, words="OPENAI_API_KEY"),
    Kind("no such model", [fails(404, "no", "model_not_found")], DENIED, words="OPENAI_MODEL"),
    Kind("no money left", becomes=ModelBudgetSpentError, requests=0, usd=0.0),
    # Lying: the check sees it, and it is told once.
    Kind("a lie", [lies], requests=2),
    Kind("a lie again", [lies, lies], ModelWrongError, 2, words="no page says so"),
    Kind("a lie, then too late", [lies, hangs], requests=3),
]


class NoLimit:
    """Places are counted in Redis (tests/queue/test_shared_places.py)."""

    @asynccontextmanager
    async def place(self, within: float) -> AsyncIterator[None]:
        yield


@dataclass
class Desk:
    """The asking of one run, each time as a new process would do it."""

    parts: Parts
    endpoint: ModelEndpoint
    until: float = 600.0

    def ask(self, mark: str = "0123abcd") -> Colour | ScoutError:
        with asyncio.Runner(loop_factory=JumpingLoop) as runner:
            return runner.run(self._ask(mark))

    async def _ask(self, mark: str) -> Colour | ScoutError:
        begins = asyncio.get_running_loop().time()
        until = begins + self.until
        budget = DailyBudget(self.parts, Holder(Service.MODEL, "product_manager"), MODEL)
        async with (
            self.endpoint.in_this_loop(),
            ModelClient(
                api_key="key",
                base_url=self.endpoint.url,
                model=MODEL,
                timeout_seconds=60,
                patience=Patience(tries=1),
                waits_until=until,
            ) as client,
        ):
            client.leave_late_answers_to_caller()
            asking = Asking(client, budget, NoLimit(), KeptAnswers(self.parts, MODEL), until)
            try:
                return await asking.ask(question(mark), as_on_the_page)
            except ScoutError as error:
                return error
            finally:
                self.seconds = asyncio.get_running_loop().time() - begins

    def ledger(self) -> Sequence[ApiUsage]:
        with self.parts.database.read() as session:
            assert session.exec(select(Reservation)).all() == []
            return session.exec(select(ApiUsage)).all()


def question(mark: str) -> Prompted[Colour]:
    page = Fence(mark).around(f"{mark}-1", {"text": "The sea is blue, brightness 40."})
    return Prompted("colour-1", "Which colour?", page, Colour, 100)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_each_kind_of_answer_is_what_it_is_and_is_paid_for_once(kind: Kind, house: House) -> None:
    house.more["LLM_DAILY_BUDGET_USD"] = str(kind.usd)
    with house:
        desk = Desk(house.parts, ModelEndpoint(blue, script=list(kind.answers), always=kind.always))
        said = desk.ask()
        if kind.becomes is None:
            assert said == Colour(name="blue", brightness=40)
        else:
            assert type(said) is kind.becomes, said
            assert kind.words in str(said)
        assert len(desk.endpoint.received) == kind.requests
        assert sum(line.calls for line in desk.ledger()) == kind.requests
        assert {line.prompt_version for line in desk.ledger()} <= {"colour-1"}
        # Another attempt, in another process: what was right is not asked for again.
        if kind.becomes is None:
            desk.endpoint.always = fails(500)
            assert desk.ask(random_mark()) == said
            assert len(desk.endpoint.received) == kind.requests


def test_there_are_thirty_kinds_and_more() -> None:
    assert len({kind.name for kind in KINDS}) == len(KINDS) >= 30


def test_what_may_pass_is_tried_again_after_two_eight_and_twenty_seconds(house: House) -> None:
    desk = Desk(house.parts, ModelEndpoint(blue, always=fails(503)))
    assert isinstance(desk.ask(), TransientError)
    assert 30 <= desk.seconds < 32


def test_it_ends_before_the_roles_time_is_up(house: House) -> None:
    desk = Desk(house.parts, ModelEndpoint(blue, always=hangs), until=100.0)
    assert isinstance(desk.ask(), TransientError)
    assert desk.seconds <= 100
    assert len(desk.endpoint.received) == 2


def test_a_second_attempt_pays_for_no_answer_of_the_first_also_for_a_wrong_one(
    house: House,
) -> None:
    desk = Desk(house.parts, ModelEndpoint(blue, script=[lies, *[fails(503)] * 4]))
    assert isinstance(desk.ask(), TransientError)
    assert len(desk.endpoint.received) == 5
    assert desk.ask() == Colour(name="blue", brightness=40)
    last = desk.endpoint.received[-1].user
    assert len(desk.endpoint.received) == 6
    assert "no page says so" in last
    assert '"brightness":99' in last


def test_whoever_asks_again_after_two_wrong_answers_gets_another(house: House) -> None:
    desk = Desk(house.parts, ModelEndpoint(blue, script=[lies, lies]))
    assert isinstance(desk.ask(), PermanentError)
    assert desk.ask() == Colour(name="blue", brightness=40)


def test_an_answer_is_kept_for_a_day_and_then_gone(house: House) -> None:
    desk = Desk(house.parts, ModelEndpoint(blue))
    desk.ask()
    clock = house.parts.clock
    later = house.parts_at(lambda: clock() + timedelta(hours=25))
    assert KeptAnswers(later, MODEL).find(question("0123abcd")) is None
    assert KeptAnswers(house.parts, "another").find(question("0123abcd")) is None
    forget_old(house.parts)
    with house.database.read() as session:
        assert len(session.exec(select(ModelAnswer)).all()) == 1
    forget_old(later)
    with house.database.read() as session:
        assert session.exec(select(ModelAnswer)).all() == []


def test_an_answer_that_names_items_by_a_mark_names_them_by_todays(house: House) -> None:
    named = Colour(name="0123abcd-1", brightness=40)
    answers = KeptAnswers(house.parts, MODEL)
    answers.keep(question("0123abcd"), named)
    assert answers.find(question("89efcafe")) == Colour(name="89efcafe-1", brightness=40)
    assert question("0123abcd").digest(MODEL) == question("89efcafe").digest(MODEL)
