"""Calls of tools in a stream, as endpoints cut them to pieces and number them."""

import json
from typing import Any

import pytest

from app.parts.model.completion import parse_completion
from app.parts.model.message import RawCall

Call = tuple[str, str, str]


def calls_in(*deltas: list[dict[str, Any]], more: object = None) -> list[Call]:
    """(id, name, arguments) of each call, when each delta comes in a piece of its own."""
    pieces: list[object] = [{"choices": [{"delta": {"tool_calls": delta}}]} for delta in deltas]
    pieces += [more] if more else []
    pieces.append({"choices": [{"delta": {}, "finish_reason": "tool_calls"}]})
    body = "".join(f"data: {json.dumps(piece)}\n\n" for piece in pieces)
    completion = parse_completion(body.encode())
    assert completion is not None
    assert completion.message is not None
    return [(call.id, call.name, call.arguments) for call in completion.message.calls]


def piece(
    arguments: object = None, name: str | None = None, id_: str | None = None, index: object = None
) -> dict[str, Any]:
    call: dict[str, Any] = {"type": "function", "function": {}}
    if id_ is not None:
        call["id"] = id_
    if index is not None:
        call["index"] = index
    if name is not None:
        call["function"]["name"] = name
    if arguments is not None:
        call["function"]["arguments"] = arguments
    return call


OSLO, ROME = '{"city": "Oslo"}', '{"city": "Rome"}'
BOTH = [("a", "weather", OSLO), ("b", "weather", ROME)]


def test_pieces_of_a_call_are_put_together_by_its_index() -> None:
    found = calls_in(
        [piece("", "weather", "a", 0)], [piece('{"city"', index=0)], [piece(': "Oslo"}', index=0)]
    )
    assert found == [("a", "weather", OSLO)]


def test_calls_whose_pieces_come_by_turns_do_not_mix() -> None:
    found = calls_in(
        [piece('{"city"', "weather", "a", 0), piece('{"city"', "weather", "b", 1)],
        [piece(': "Ro', index=1)],
        [piece(': "Oslo"}', index=0), piece('me"}', index=1)],
    )
    assert found == BOTH


def apart(*pieces: dict[str, Any]) -> list[list[dict[str, Any]]]:
    return [[one] for one in pieces]


A, B = {"name": "weather", "id_": "a"}, {"name": "weather", "id_": "b"}
OPENS, OSLO_ENDS, ROME_ENDS = '{"city"', ': "Oslo"}', ': "Rome"}'


@pytest.mark.parametrize(
    "pieces",
    [
        # all with the index 0: the id tells them apart, and stands in the first piece or in each
        [
            piece("", **A, index=0),
            piece(OSLO, id_="", index=0),
            piece("", **B, index=0),
            piece(ROME, id_="", index=0),
        ],
        [
            piece("", **A, index=0),
            piece(OSLO, id_="a", index=0),
            piece("", **B, index=0),
            piece(ROME, id_="b", index=0),
        ],
        [piece(OSLO, **A, index=0), piece(ROME, **B, index=0)],
        # no index: by turns with their ids, one after the other without, or each in one piece
        [
            piece(OPENS, **A),
            piece(OPENS, **B),
            piece(OSLO_ENDS, id_="a"),
            piece(ROME_ENDS, id_="b"),
        ],
        [piece(OPENS, **A), piece(OSLO_ENDS), piece(OPENS, **B), piece(ROME_ENDS)],
        [piece(OSLO, **A), piece(ROME, **B)],
        # the name in each piece, or another id
        [piece(OPENS, **A, index=0), piece(OSLO_ENDS, **A, index=0), piece(ROME, **B, index=1)],
        [piece(OPENS, **A, index=0), piece(OSLO_ENDS, id_="z", index=0), piece(ROME, **B, index=1)],
        # indexes that are none, or far apart, or below nothing
        [piece(OSLO, **A, index=7), piece(ROME, **B, index=-1)],
        [piece(OSLO, **A, index="x"), piece(ROME, **B, index=10**30)],
    ],
)
def test_two_calls_stay_two_however_they_are_numbered(pieces: list[dict[str, Any]]) -> None:
    assert calls_in(*apart(*pieces)) == BOTH
    assert calls_in(pieces) == BOTH


def test_calls_without_id_and_with_the_same_index_are_told_by_their_ends() -> None:
    assert calls_in([piece(OSLO, "weather", index=0)], [piece(ROME, "weather", index=0)]) == [
        ("", "weather", OSLO),
        ("", "weather", ROME),
    ]
    named_each_time = [[piece('{"city"', "weather", index=0)], [piece(': "Oslo"}', "weather")]]
    assert calls_in(*named_each_time) == [("", "weather", OSLO)]


def test_arguments_that_a_gateway_has_read_are_json_again() -> None:
    [(_, _, arguments)] = calls_in([piece({"text": "x", "type": "y"}, "note", "a", 0)])
    assert json.loads(arguments) == {"text": "x", "type": "y"}


def test_what_is_no_call_is_passed_over() -> None:
    nonsense: list[Any] = [None, "call", 7, [], {"function": "weather", "id": 3}]
    assert calls_in(nonsense) == [("", "", "")]


def test_a_last_piece_with_the_whole_message_does_not_double_its_calls() -> None:
    whole = {"choices": [{"message": {"tool_calls": [piece(OSLO, "weather", "a")]}}]}
    assert calls_in([piece(OSLO, "weather", "a", 0)], more=whole) == BOTH[:1]
    assert calls_in(more=whole) == BOTH[:1]


def test_what_the_endpoint_wants_back_stays_with_its_call() -> None:
    signed = piece(OSLO, "weather", "a", 0) | {"extra_content": {"google": {"signature": "s"}}}
    stream = {"choices": [{"delta": {"tool_calls": [signed]}, "finish_reason": "tool_calls"}]}
    completion = parse_completion(f"data: {json.dumps(stream)}\n\n".encode())
    assert completion is not None
    assert completion.message is not None
    kept = {"google": {"signature": "s"}}
    assert completion.message.calls == (RawCall("a", "weather", OSLO, None, kept),)
