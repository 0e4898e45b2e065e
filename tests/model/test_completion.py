"""A completion as endpoints send it: by the protocol, and in their own ways."""

import json
from typing import Any

import pytest

from app.parts.model.completion import Completion, parse_completion


def parsed(body: object) -> Completion:
    completion = parse_completion(json.dumps(body).encode())
    assert completion is not None
    return completion


def choice(message: object, finish_reason: object = "stop", **more: object) -> dict[str, Any]:
    return {"choices": [{"message": message, "finish_reason": finish_reason, **more}]}


def content(message: object) -> str:
    found = parsed(choice(message)).message
    assert found is not None
    return found.content


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><body>502 Bad Gateway</body></html>",
        b"null",
        b"[]",
        b'"ok"',
        b"{}",
        b'{"status": "ok"}',
        b'{"choices": "none"}',
        b'{"choices": [{"message": "hi"}]}',
        b'{"choices": ["hi"]}',
        b"\xff\xfe{}",
        b"[" * 200_000,
        b'{"a": 1}\n{"b": 2}\n',
    ],
)
def test_what_is_no_completion_is_told_from_one(body: bytes) -> None:
    assert parse_completion(body) is None


def test_missing_parts_of_a_completion_are_borne_with() -> None:
    completion = parsed({"choices": [{"message": {"content": "{}"}}], "extra": 1})
    assert completion.usage is None
    assert completion.finish_reason == ""


@pytest.mark.parametrize("choices", [None, [], [None], [{}], [{"message": None}]])
def test_without_a_message_it_is_a_completion_that_says_nothing(choices: object) -> None:
    completion = parsed({"object": "chat.completion", "choices": choices})
    assert completion.written == ""
    assert completion.error is None


@pytest.mark.parametrize(
    "written",
    [
        "{}",
        [{"type": "text", "text": "{}"}],
        [{"type": "text", "text": "{"}, {"type": "text", "text": "}"}],
        [{"type": "output_text", "text": "{}"}],
        [{"type": "text", "text": {"value": "{}"}}],
        ["{", "}"],
        [None, {"type": "text", "text": None}, {"type": "text", "text": "{}"}],
        [{"type": "image_url", "image_url": {"url": "x"}}, {"type": "text", "text": "{}"}],
        [{"type": "thinking", "thinking": [{"type": "text", "text": "a"}]}, {"text": "{}"}],
        {"type": "text", "text": "{}"},
    ],
)
def test_words_are_a_string_or_a_list_of_parts(written: object) -> None:
    assert content({"content": written}) == "{}"


def test_words_that_a_gateway_has_read_as_json_are_json_again() -> None:
    assert json.loads(content({"content": {"score": 7}})) == {"score": 7}


@pytest.mark.parametrize(
    "message",
    [
        {"content": None, "reasoning_content": "hm"},
        {"content": "", "reasoning": "hm"},
        {"content": None, "thinking": "hm"},
        {"content": None, "reasoning": "hm", "reasoning_content": "hm"},
        {"content": [{"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]}]},
        {"content": [{"type": "reasoning", "text": "hm"}]},
    ],
)
def test_thoughts_stand_in_one_of_several_places(message: object) -> None:
    found = parsed(choice(message)).message
    assert found is not None
    assert (found.thoughts, found.content) == ("hm", "")


@pytest.mark.parametrize(
    "message",
    [
        {"content": None, "tool_calls": [{"function": {"name": "R", "arguments": "{}"}}]},
        {"tool_calls": [{"type": "function", "function": {"arguments": {}}}, None]},
        {"content": "", "function_call": {"name": "R", "arguments": "{}"}},
    ],
)
def test_an_answer_in_the_arguments_of_a_tool_is_found(message: dict[str, Any]) -> None:
    found = parsed(choice(message, "tool_calls")).message
    assert found is not None
    assert found.arguments in {("{}",), ()}
    assert found.content == ""


def test_a_refusal_is_a_field_or_a_part() -> None:
    for message in (
        {"content": None, "refusal": "No."},
        {"content": [{"type": "refusal", "refusal": "No."}]},
    ):
        found = parsed(choice(message)).message
        assert found is not None
        assert found.refusal == "No."


def test_the_words_of_a_plain_completion_are_words() -> None:
    message = parsed({"choices": [{"text": "{}", "finish_reason": "stop"}]}).message
    assert message is not None
    assert message.content == "{}"


@pytest.mark.parametrize(
    "reason", ["length", "max_tokens", "MAX_TOKENS", "FinishReason.MAX_TOKENS"]
)
def test_a_cut_answer_is_known_by_any_name(reason: str) -> None:
    assert parsed(choice({"content": "{"}, reason)).is_cut


@pytest.mark.parametrize(
    "reason", ["stop", "STOP", "eos", "end_turn", "end", "tool_calls", "", None, 1, "something new"]
)
def test_any_other_reason_means_that_the_model_was_done(reason: object) -> None:
    completion = parsed(choice({"content": "{}"}, reason))
    found = (completion.is_cut, completion.is_filtered, completion.has_failed)
    assert found == (False, False, False)


@pytest.mark.parametrize("reason", ["content_filter", "SAFETY", "sensitive", "RECITATION"])
def test_a_filter_is_known_by_any_name(reason: str) -> None:
    assert parsed(choice({"content": "{}"}, reason)).is_filtered


def test_a_filter_may_speak_beside_the_choices() -> None:
    assert parsed({"choices": None, "promptFeedback": {"blockReason": "SAFETY"}}).is_filtered


@pytest.mark.parametrize("reason", ["error", "network_error", "insufficient_system_resource"])
def test_a_model_that_broke_off_has_failed(reason: str) -> None:
    assert parsed(choice({"content": "{"}, reason)).has_failed


@pytest.mark.parametrize(
    "body",
    [
        {"error": "model not found"},
        {"error": {"message": "model not found"}, "choices": []},
        {"error": {"message": "model not found"}, "choices": None},
        {"errors": [{"message": "model not found"}]},
        {"object": "error", "message": "model not found", "code": 404},
        {"detail": "model not found"},
        {"success": False, "message": "model not found"},
        {"code": 1211, "msg": "model not found"},
        [{"error": {"message": "model not found"}}],
        {"choices": [{"error": {"message": "model not found"}, "message": {"content": ""}}]},
    ],
)
def test_an_error_in_a_good_status_is_found_in_all_its_places(body: object) -> None:
    assert "model not found" in json.dumps(parsed(body).error)


def test_an_error_beside_a_whole_answer_is_passed_over() -> None:
    assert parsed({**choice({"content": "{}"}), "error": {"message": "slow"}}).error is None
    assert parsed({**choice({"content": "{}"}), "error": None}).error is None


@pytest.mark.parametrize(
    "around",
    [
        lambda body: [body],
        lambda body: {"data": body},
        lambda body: {"success": True, "result": body},
        json.dumps,
    ],
)
def test_what_a_gateway_packs_around_it_is_taken_off(around: Any) -> None:
    message = parsed(around(choice({"content": "{}"}))).message
    assert message is not None
    assert message.content == "{}"


def test_a_byte_order_mark_and_lines_before_it_are_passed_over() -> None:
    body = json.dumps(choice({"content": "{}"})).encode()
    for before in (b"\xef\xbb\xbf", b"\n\n   \n"):
        assert parse_completion(before + body) is not None


@pytest.mark.parametrize(
    ("usage", "expected"),
    [
        ({"prompt_tokens": 3, "completion_tokens": 4}, (3, 4)),
        ({"prompt_tokens": "3", "completion_tokens": 4.0}, (3, 4)),
        ({"prompt_tokens": -3, "completion_tokens": None}, (0, None)),
        ({"prompt_tokens": "many", "completion_tokens": [4]}, (None, None)),
        ({"prompt_tokens": float("inf")}, (None, None)),
        ({"prompt_tokens": 10**18, "completion_tokens": 10**7}, (None, 10**7)),
    ],
)
def test_counts_of_tokens_are_read_as_they_are_written(
    usage: object, expected: tuple[int | None, int | None]
) -> None:
    counts = parsed({**choice({"content": "{}"}), "usage": usage}).usage
    assert counts is not None
    assert (counts.prompt_tokens, counts.completion_tokens) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (choice({"content": ""}, "length"), True),
        (choice({"content": None, "reasoning_content": "hm"}, "length"), True),
        (choice({"content": "<think>hm"}, "length"), True),
        (choice({"content": 'hm</think>{"score"'}, "length"), False),
        (choice({"content": "I wonder what the score should be."}, "length"), True),
        (choice({"content": '<think>so {"score": 1}? or'}, "length"), True),
        (choice({"content": '{"score"'}, "length"), False),
        (choice({"content": ""}, "stop"), False),
    ],
)
def test_an_answer_cut_while_the_model_thought_is_told_from_one_cut_itself(
    body: object, expected: bool
) -> None:
    assert parsed(body).thought_too_long is expected
