import json

import pytest
from pydantic import BaseModel

from app.model.completion import Completion, parse_completion, parse_reply, read_reply
from app.model.errors import (
    ModelFilteredError,
    ModelInvalidError,
    ModelRefusedError,
    ModelTruncatedError,
)


class Reply(BaseModel):
    score: int


def completion(content: str | None, finish_reason: str = "stop", **message: str) -> Completion:
    choice = {"message": {"content": content, **message}, "finish_reason": finish_reason}
    return Completion.model_validate({"choices": [choice]})


@pytest.mark.parametrize(
    "content",
    [
        '{"score": 7}',
        ' \n{"score": 7}\n',
        '```json\n{"score": 7}\n```',
        'Here it is: {"score": 7}. Anything else?',
        '<think>maybe {"score": 1}?</think>{"score": 7}',
        '{"score": 7, "more": [1, 2]}',
    ],
)
def test_json_is_found_bare_and_among_words(content: str) -> None:
    assert read_reply(completion(content), Reply).score == 7


@pytest.mark.parametrize(
    "content",
    [
        "",
        "   ",
        "The score is 7.",
        '{"score": 7',
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
        '{"score":' + "[" * 100_000,
    ],
)
def test_what_is_not_of_the_shape_is_invalid(content: str) -> None:
    with pytest.raises(ModelInvalidError):
        read_reply(completion(content), Reply)


@pytest.mark.parametrize(
    "content",
    ["I'm sorry, but I can't help with that.", "I cannot assist.", "Sorry, I can not do this."],
)
def test_a_plain_sentence_that_declines_is_a_refusal(content: str) -> None:
    with pytest.raises(ModelRefusedError):
        read_reply(completion(content), Reply)


def test_the_refusal_field_is_a_refusal() -> None:
    with pytest.raises(ModelRefusedError):
        read_reply(completion(None, refusal="No."), Reply)


def test_a_filtered_answer_is_filtered_even_with_some_text() -> None:
    with pytest.raises(ModelFilteredError):
        read_reply(completion('{"score": 7}', "content_filter"), Reply)


def test_an_answer_at_the_token_limit_is_truncated() -> None:
    with pytest.raises(ModelTruncatedError):
        read_reply(completion('{"score": 7}', "length"), Reply)


def test_no_choice_is_no_answer() -> None:
    with pytest.raises(ModelInvalidError):
        read_reply(Completion(choices=[]), Reply)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><body>502 Bad Gateway</body></html>",
        b"null",
        b"[]",
        b'"ok"',
        b"{}",
        b'{"choices": "none"}',
        b'{"choices": [{"message": "hi"}]}',
        b"\xff\xfe{}",
        b"[" * 200_000,
    ],
)
def test_what_is_no_completion_is_told_from_one(body: bytes) -> None:
    assert parse_completion(body) is None


def test_missing_parts_of_a_completion_are_borne_with() -> None:
    body = json.dumps({"choices": [{"message": {"content": '{"score": 1}'}}], "extra": 1}).encode()
    parsed = parse_completion(body)
    assert parsed is not None
    assert parsed.usage is None


def test_the_message_of_a_bad_shape_names_places_not_values() -> None:
    with pytest.raises(ModelInvalidError) as raised:
        parse_reply('{"score": "the secret page text"}', Reply)
    assert "score" in str(raised.value)
    assert "secret" not in str(raised.value)
