"""A streamed answer is put together from its pieces; a cut one is never taken for whole."""

import json
from typing import Any

import pytest

from app.parts.model.completion import Completion, parse_completion
from app.parts.model.stream import EventReader


def event(data: object) -> str:
    return f"data: {data if isinstance(data, str) else json.dumps(data)}\n\n"


def piece(delta: dict[str, Any], finish_reason: str | None = None, **more: object) -> str:
    return event(
        {"choices": [{"index": 0, "delta": delta, "finish_reason": finish_reason}], **more}
    )


SAID = [
    piece({"role": "assistant", "content": ""}),
    piece({"content": '{"score"'}),
    piece({"content": ": 7}"}),
]
STOP, DONE = piece({}, "stop"), event("[DONE]")
USAGE = event({"choices": [], "usage": {"prompt_tokens": 3, "completion_tokens": 4}})


def parsed(*parts: str) -> Completion:
    completion = parse_completion("".join(parts).encode())
    assert completion is not None
    return completion


def content(completion: Completion) -> str:
    assert completion.message is not None
    return completion.message.content


@pytest.mark.parametrize(
    "ending", [[STOP, DONE], [STOP], [DONE], [STOP, USAGE, DONE], [STOP.rstrip("\n")]]
)
def test_the_pieces_of_a_whole_stream_are_the_answer(ending: list[str]) -> None:
    completion = parsed(*SAID, *ending)
    assert content(completion) == '{"score": 7}'
    assert not completion.has_failed


def test_the_counts_of_a_stream_stand_in_its_last_piece() -> None:
    usage = parsed(*SAID, STOP, USAGE, DONE).usage
    assert usage is not None
    assert (usage.prompt_tokens, usage.completion_tokens) == (3, 4)


def test_what_comes_after_the_reason_belongs_to_the_answer_but_not_what_comes_after_the_end() -> (
    None
):
    late = piece({"content": " "})
    assert content(parsed(*SAID, STOP, late)) == '{"score": 7} '
    assert content(parsed(*SAID, STOP, DONE, late, piece({}, "length"))) == '{"score": 7}'


@pytest.mark.parametrize("later", ["stop", "tool_calls"])
def test_an_answer_that_was_cut_stays_cut_whatever_is_said_later(later: str) -> None:
    assert parsed(*SAID, piece({}, "length"), piece({}, later)).is_cut
    assert parsed(*SAID, piece({}, later), piece({}, "content_filter")).is_filtered


@pytest.mark.parametrize("kept", range(1, 4))
def test_a_stream_that_ends_without_saying_so_was_cut(kept: int) -> None:
    completion = parsed(*SAID[:kept])
    assert completion.is_cut_off
    assert completion.has_failed


def test_a_stream_cut_in_the_middle_of_a_line_was_cut() -> None:
    assert parsed(*SAID, STOP[:30]).is_cut_off
    assert parsed(*SAID, "data: [DON").is_cut_off


def test_signs_of_life_and_other_fields_are_passed_over() -> None:
    alive = ": still at work\n\nevent: ping\nid: 1\nretry: 3000\ndata: \n\ndata: {}\n\n"
    assert content(parsed(alive, SAID[0], alive, *SAID[1:], alive, STOP)) == '{"score": 7}'


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_lines_may_end_as_the_standard_allows(line_end: str) -> None:
    whole = "".join((*SAID, STOP, DONE)).replace("\n", line_end)
    assert content(parsed(whole)) == '{"score": 7}'


def test_empty_lines_and_spaces_may_be_left_out() -> None:
    dense = "".join((*SAID, STOP)).replace("\n\n", "\n").replace("data: ", "data:")
    assert content(parsed(dense)) == '{"score": 7}'


def test_lines_of_json_without_events_are_a_stream() -> None:
    lines = "".join((*SAID, STOP)).replace("data: ", "").replace("\n\n", "\n")
    assert content(parsed(lines)) == '{"score": 7}'
    assert parsed("\n".join(lines.splitlines()[:-1])).is_cut_off


def test_lines_that_say_done_are_a_stream() -> None:
    native = [{"message": {"content": word}, "done": False} for word in ('{"score"', ": 7}")]
    last = {"message": {"content": ""}, "done": True, "done_reason": "length"}
    completion = parsed(*(json.dumps(line) + "\n" for line in (*native, last)))
    assert content(completion) == '{"score": 7}'
    assert completion.is_cut


def test_a_last_piece_with_the_whole_message_does_not_double_it() -> None:
    whole = {"choices": [{"message": {"content": '{"score": 7}'}, "finish_reason": "stop"}]}
    assert content(parsed(*SAID, event(whole))) == '{"score": 7}'
    assert content(parsed(event(whole))) == '{"score": 7}'


def test_thoughts_refusal_and_arguments_are_put_together_each() -> None:
    calls = [{"index": 0, "function": {"name": "R", "arguments": '{"sc'}}]
    more = [{"index": 0, "function": {"arguments": 'ore": 7}'}}]
    unnumbered = [{"function": {"arguments": " "}}]
    completion = parsed(
        piece({"reasoning_content": "h"}),
        piece({"reasoning_content": "m"}),
        piece({"tool_calls": calls}),
        piece({"tool_calls": more}),
        piece({"tool_calls": unnumbered}),
        piece({"refusal": "No"}),
        piece({}, "tool_calls"),
    )
    assert completion.message is not None
    assert completion.message.thoughts == "hm"
    assert completion.message.arguments == ('{"score": 7} ',)
    assert completion.message.refusal == "No"


def test_of_several_choices_the_first_is_read() -> None:
    other = event({"choices": [{"index": 1, "delta": {"content": "other"}}]})
    assert content(parsed(SAID[0], other, *SAID[1:], other, STOP)) == '{"score": 7}'


@pytest.mark.parametrize(
    "failing",
    [
        event({"error": {"message": "overloaded", "code": 503}}),
        "event: error\n" + event({"error": {"message": "overloaded", "code": 503}}),
        event({"choices": [{"delta": {}, "error": {"code": 503}, "finish_reason": "error"}]}),
    ],
)
def test_an_error_in_the_middle_is_the_outcome(failing: str) -> None:
    completion = parsed(*SAID, failing)
    assert completion.error is not None or completion.has_failed


def test_a_stream_that_says_of_an_error_and_then_that_it_is_done_was_cut() -> None:
    completion = parsed(*SAID, event({"error": {"message": "overloaded", "code": 503}}), DONE)
    assert completion.is_cut_off
    assert completion.error is not None


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1_000])
def test_events_are_the_same_however_the_bytes_are_cut(size: int) -> None:
    body = "data: é1\r\ndata: 2\r\n\r\n: x\r\ndata:3\r\r".encode()
    reader, events = EventReader(), []
    for start in range(0, len(body), size):
        events += reader.feed(body[start : start + size])
    assert [*events, *reader.end()] == ["é1\n2", "3"]


def test_half_a_character_at_the_end_is_no_trouble() -> None:
    reader = EventReader()
    assert reader.feed("data: é".encode()[:-1]) == []
    assert reader.end() == ["\ufffd"]
