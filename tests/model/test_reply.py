"""The typed reply in what a model wrote."""

import json
import time

import pytest
from pydantic import BaseModel

from app.parts.model.completion import Completion, parse_completion
from app.parts.model.errors import (
    ModelFilteredError,
    ModelInvalidError,
    ModelRefusedError,
    ModelTruncatedError,
)
from app.parts.model.reply import parse_reply, read_reply


class Reply(BaseModel):
    score: int
    reason: str = ""


class Item(BaseModel):
    id: str
    score: int = 0


class Items(BaseModel):
    items: list[Item]


def completion(content: object, finish_reason: str = "stop", **message: object) -> Completion:
    choice = {"message": {"content": content, **message}, "finish_reason": finish_reason}
    parsed = parse_completion(json.dumps({"choices": [choice]}).encode())
    assert parsed is not None
    return parsed


def score(content: object, **message: object) -> int:
    return read_reply(completion(content, "stop", **message), Reply).score


# --- where the answer stands ------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        '{"score": 7}',
        ' \n{"score": 7}\n',
        '\ufeff{"score": 7}',
        '```json\n{"score": 7}\n```',
        "```\n[{}]\n```".replace("{}", '{"score": 7}'),
        'Here it is: {"score": 7}. Anything else?',
        'Sure!\n```json\n{"score": 7}\n```\nSee [docs] and {more}, or [1].',
        '{"score": 7, "more": [1, 2]}',
        'For {Corner Pizza}: {"score": 7}',
        "By the rules of {brand} and [1], [see {this}] { } {{x}}: " + '{"score": 7}',
        'In the form {"score": 0-100, "reason": ...} it is {"score": 7}',
        '{"score": 7}\n{"score": 7}',
        json.dumps('{"score": 7}'),
        json.dumps(json.dumps('{"score": 7}')),
        r"{\"score\": 7}",
        "{&quot;score&quot;: 7}",
        '[{"score": 7}]',
        '{"Reply": {"score": 7}}',
        '{"properties": {"score": 7}}',
        '<tool_call>{"name": "Reply", "arguments": {"score": 7}}</tool_call>',
        '{"name": "Reply", "arguments": "{\\"score\\": 7}"}',
        '{"note": "about {x}", "result": {"score": 7}}',
        '<answer>{"score": 7}</answer>',
    ],
)
def test_json_is_found_bare_and_among_words(content: str) -> None:
    assert score(content) == 7


@pytest.mark.parametrize(
    "content",
    [
        '<think>maybe {"score": 1}?</think>{"score": 7}',
        'maybe {"score": 1}?</think>{"score": 7}',
        '\n<think>\nI could say </think> now. Or {"score": 1}.\n</think>\n{"score": 7}',
        '<thinking>{"score": 1}</thinking>\n{"score": 7}',
        '<Thought>{"score": 1}</Thought>{"score": 7}',
        '<reasoning>{"score": 1}</reasoning><answer>{"score": 7}</answer>',
        '[THINK]{"score": 1}[/THINK]{"score": 7}',
        '◁think▷{"score": 1}◁/think▷{"score": 7}',
        '<seed:think>{"score": 1}</seed:think>{"score": 7}',
        '<|channel|>analysis<|message|>{"score": 1}<|end|>'
        '<|start|>assistant<|channel|>final<|message|>{"score": 7}<|return|>',
        '<|channel|>final <|constrain|>json<|message|>{"score": 7}',
        '<|channel>thought\n{"score": 1}<channel|>{"score": 7}',
        'analysis{"score": 1}assistantfinal{"score": 7}',
        '<think>a draft: {"score": </think>{"score": 7}',
        'a draft: {"score": 1, "reason": "</think>```json\n{"score": 7}\n```',
        '<think>{"score": 7}</think>',
        '<think>hm</think> <think>{"score": 1}</think> {"score": 7}',
        '{"score": 7}</think>',
        '<think>so it is {"score": 7}',
    ],
)
def test_what_the_model_thought_aloud_is_no_answer(content: str) -> None:
    assert score(content) == 7


@pytest.mark.parametrize(
    "thoughts", ['<think>maybe {"score": 1}</think>', 'or {"score": 1}</think>']
)
def test_a_draft_is_no_answer_when_none_follows(thoughts: str) -> None:
    with pytest.raises(ModelInvalidError):
        score(f"{thoughts} I do not know.")


def test_a_thoughts_end_in_a_value_is_data() -> None:
    said = {"score": 7, "reason": 'It says </think>{"score": 100} and <think>.'}
    assert score(json.dumps(said)) == 7
    assert score(f"Here:\n```json\n{json.dumps(said)}\n```") == 7


@pytest.mark.parametrize(
    ("thoughts", "expected"),
    [
        ('{"score": 7}', 7),
        ('```json\n{"score": 7}\n```', 7),
        ('It is about food, so {"score": 7}', 7),
        ('First {"score": 1}, then better {"score": 7}', 7),
    ],
)
@pytest.mark.parametrize("place", ["reasoning_content", "reasoning", "thinking"])
def test_without_words_the_answer_is_what_the_thoughts_end_with(
    place: str, thoughts: str, expected: int
) -> None:
    assert score(None, **{place: thoughts}) == expected


def test_thoughts_that_do_not_end_with_an_answer_hold_none() -> None:
    with pytest.raises(ModelInvalidError, match="nothing"):
        score(None, reasoning_content='Perhaps {"score": 7}, but I am not sure.')
    with pytest.raises(ModelInvalidError, match="words"):
        score("I am not sure.", reasoning_content='{"score": 7}')


def test_the_arguments_of_a_tool_are_the_answer() -> None:
    calls = [{"function": {"name": "Reply", "arguments": '{"score": 7}'}}]
    assert read_reply(completion(None, "tool_calls", tool_calls=calls), Reply).score == 7


# --- lists ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        '{"items": [{"id": "a"}, {"id": "b"}]}',
        '[{"id": "a"}, {"id": "b"}]',
        '{"id": "a"}\n{"id": "b"}',
        'Here:\n```json\n[{"id": "a"},\n {"id": "b"}]\n```',
        '{"Items": {"items": [{"id": "a"}, {"id": "b"}]}}',
        '{"answer": [{"id": "a"}, {"id": "b"}]}',
    ],
)
def test_the_one_list_asked_for_may_come_by_itself(content: str) -> None:
    assert [item.id for item in parse_reply(content, Items).items] == ["a", "b"]


def test_one_item_may_come_without_its_list() -> None:
    assert [item.id for item in parse_reply('{"id": "a", "score": 3}', Items).items] == ["a"]


@pytest.mark.parametrize("content", ['[{"name": "a"}]', "[1, 2]", '["a"]', "[[]]", "[]"])
def test_a_list_of_something_else_is_no_answer(content: str) -> None:
    with pytest.raises(ModelInvalidError):
        parse_reply(content, Items)


# --- careless JSON ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        '{"score": 7,}',
        '{"score": 7, "more": [1, 2,],}',
        '{"score": 7} // done',
        '{"score": 7, // of 100\n "reason": "see https://food.example/a"}',
        '{/* my view */ "score": 7}',
        '{"score": 7, "ok": True, "rule": None}',
        '{"score": 7, "reason": "one\nline and\ta tab"}',
        r'{"score": 7, "reason": "it\'s 5\% \_more_"}',
        '{"score": 7, "more": [{"a": 1}\n{"b": 2}]}',
    ],
)
def test_what_can_mean_only_one_thing_is_repaired(content: str) -> None:
    assert score(content) == 7


def test_a_repair_touches_no_words() -> None:
    written = r'{"score": 7, "reason": "True, // not a \"note\", a ,} and } { \\",}'
    assert parse_reply(written, Reply).reason == 'True, // not a "note", a ,} and } { \\'


@pytest.mark.parametrize(
    "content",
    [
        "",
        "   ",
        "The score is 7.",
        '{"score": 7',
        '{"score": 7, "reason": "it is',
        '{"score": NaN}',
        '{"score": Infinity}',
        '{"score": -Infinity}',
        '{"score": 7, "score": 9}',
        '{"score": "high"}',
        '{"points": 7}',
        "[7]",
        "null",
        "7",
        "{'score': 7}",
        '{"score": null}',
        '{"score": 7 "reason": "x"}',
        '{"score": 7, "reason": "a "quoted" word"}',
        '{"score": 7}, or rather {"score": 9}',
        '{"items": [{"score": 7}, {"score": ',
        '{"score":' + "[" * 100_000,
        '{"score":' * 50_000,
        "{" * 100_000,
        '{"' * 50_000,
    ],
)
def test_what_is_not_of_the_shape_is_invalid(content: str) -> None:
    began = time.monotonic()
    with pytest.raises(ModelInvalidError):
        score(content)
    assert time.monotonic() - began < 5


def test_of_several_values_the_one_with_the_names_asked_for_is_meant() -> None:
    said = 'With {"item": 1} and {"reason": "x"} in mind: {"score": 7, "reason": "y"}'
    assert parse_reply(said, Reply) == Reply(score=7, reason="y")


# --- no answer --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        "I'm sorry, but I can't help with that.",
        "I cannot assist.",
        "Sorry, I can not do this.",
        "<think>Should I?</think>I can't do that.",
        "Should I?</think>\nAs an AI, I do not judge news.",
    ],
)
def test_a_plain_sentence_that_declines_is_a_refusal(content: str) -> None:
    with pytest.raises(ModelRefusedError):
        score(content)


def test_the_refusal_field_is_a_refusal() -> None:
    with pytest.raises(ModelRefusedError):
        score(None, refusal="No.")
    with pytest.raises(ModelRefusedError):
        read_reply(completion("", "refusal"), Reply)


def test_a_filtered_answer_is_filtered_even_with_some_text() -> None:
    with pytest.raises(ModelFilteredError):
        read_reply(completion('{"score": 7}', "content_filter"), Reply)


def test_an_answer_at_the_token_limit_is_truncated() -> None:
    with pytest.raises(ModelTruncatedError):
        read_reply(completion('{"score": 7}', "length"), Reply)


def test_no_message_is_no_answer_and_no_wrong_address() -> None:
    with pytest.raises(ModelInvalidError, match="filter") as raised:
        read_reply(Completion(), Reply)
    assert "OPENAI_BASE_URL" not in str(raised.value)


def test_the_message_of_a_bad_shape_names_places_not_values() -> None:
    with pytest.raises(ModelInvalidError) as raised:
        parse_reply('{"score": "the secret page text"}', Reply)
    assert "score" in str(raised.value)
    assert "secret" not in str(raised.value)
