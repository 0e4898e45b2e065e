"""Whatever an endpoint sends is a turn within bounds, or a named failure."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.parts.model.completion import parse_completion
from app.parts.model.conversation import AssistantMessage, Conversation
from app.parts.model.conversation_request import ConversationRequest
from app.parts.model.dialect import Dialect
from app.parts.model.errors import ModelError
from app.parts.model.reply import read_turn
from app.parts.model.text_stream import TextStream
from app.parts.model.tool_calls import MOST_CALLS
from tests.model.conversing import ASKED

NONSENSE = st.sampled_from(
    [None, True, -1, 1e999, "", "\ud83d", "<think>", "weather", [], {}, [None], {"a": {"b": [1]}}]
) | st.text(max_size=4)


def mostly(usual: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.integers(0, 9).flatmap(lambda roll: NONSENSE if roll == 0 else usual)


def objects(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """With these fields, now and then with something else in their place."""
    return st.fixed_dictionaries({name: mostly(usual) for name, usual in fields.items()})


ARGUMENTS = ["", "{", "}", '{"city": "Oslo"}', '{"city": "\\ud83d"}', '{"a": 1e999}', "null"]
FUNCTION = objects(name=st.just("weather"), arguments=st.sampled_from(ARGUMENTS))
CALL = objects(
    id=st.sampled_from(["a", "b", ""]),
    index=st.integers(0, 2),
    function=FUNCTION,
    extra_content=NONSENSE,
)
MESSAGE = objects(
    content=st.sampled_from(["It is ", "warm.", "", None]), tool_calls=st.lists(CALL, max_size=3)
)
REASON = st.sampled_from(["stop", None, "tool_calls", "length"])
PIECE = objects(
    choices=st.lists(objects(delta=MESSAGE, finish_reason=REASON), min_size=1, max_size=2),
    usage=NONSENSE,
)
ANSWER = objects(
    choices=st.lists(objects(message=MESSAGE, finish_reason=REASON), min_size=1, max_size=2),
    usage=NONSENSE,
)


def body_of(pieces: list[Any], done: bool) -> bytes:
    events = [f"data: {json.dumps(piece)}\n\n" for piece in pieces]
    return "".join([*events, "data: [DONE]\n\n" * done]).encode()


def read(body: bytes) -> AssistantMessage | None:
    completion = parse_completion(body)
    if completion is None or completion.error is not None or completion.has_failed:
        return None
    try:
        return read_turn(completion, ASKED)
    except ModelError:
        return None


def put_back(message: AssistantMessage) -> None:
    told = Conversation((*ASKED.messages, message), 100, ASKED.tools)
    body = ConversationRequest(told).body(Dialect(wants_thoughts=True))
    json.dumps(body, allow_nan=False, ensure_ascii=False).encode()


@settings(max_examples=150, deadline=None)
@given(st.lists(mostly(PIECE), max_size=6), st.booleans(), st.integers(1, 200))
def test_any_stream_is_a_turn_that_can_be_sent_back_or_none(
    pieces: list[Any], done: bool, size: int
) -> None:
    body = body_of(pieces, done)
    listen = TextStream(lambda _text: None).listener()
    for start in range(0, len(body), size):
        listen(body[start : start + size])
    message = read(body)
    if message is None:
        return
    assert message.text or message.calls
    assert len({call.id for call in message.calls}) == len(message.calls) <= MOST_CALLS
    put_back(message)


@settings(max_examples=100, deadline=None)
@given(ANSWER)
def test_any_answer_in_one_piece_is_a_turn_that_can_be_sent_back_or_none(answer: Any) -> None:
    message = read(json.dumps(answer).encode())
    if message is not None:
        put_back(message)
