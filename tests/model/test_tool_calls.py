"""A call of a tool is a wish in a stranger's words: each is read, told as unusable, or refused."""

import json
import re
from typing import Any

import pytest

from app.parts.model.errors import ModelInvalidError
from app.parts.model.message import RawCall
from app.parts.model.tool_calls import (
    MOST_ARGUMENT_CHARACTERS,
    MOST_CALLS,
    MOST_ID_CHARACTERS,
    MOST_KEPT_CHARACTERS,
    MOST_LEVELS,
    NO_OBJECT,
    TOO_LONG,
    UNKNOWN,
    read_calls,
)
from app.parts.model.tools import ToolCall, UnusableCall

OSLO = '{"city": "Oslo"}'


def read(*calls: RawCall, taken: tuple[str, ...] = ()) -> tuple[ToolCall | UnusableCall, ...]:
    return read_calls(calls, {"weather", "note"}, taken)


def called(arguments: str, name: str = "weather") -> ToolCall | UnusableCall:
    [call] = read(RawCall("a", name, arguments))
    return call


# --- arguments --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "arguments"),
    [
        (OSLO, {"city": "Oslo"}),
        ("", {}),
        (" \n", {}),
        ("{}", {}),
        (json.dumps(OSLO), {"city": "Oslo"}),
        ('{"a": [1, 2.5, true, null, {"b": "é"}]}', {"a": [1, 2.5, True, None, {"b": "é"}]}),
        ('{"a": "line\nbreak"}', {"a": "line\nbreak"}),
        (r'{"a": "\ud83d\ude00"}', {"a": "😀"}),
    ],
)
def test_arguments_are_a_json_object_or_nothing(written: str, arguments: dict[str, Any]) -> None:
    assert called(written) == ToolCall("a", "weather", arguments)


@pytest.mark.parametrize(
    "written",
    [
        '{"city": "Osl',
        "Oslo",
        "null",
        "7",
        '["Oslo"]',
        '[{"city": "Oslo"}]',
        '"Oslo"',
        f"{OSLO}{OSLO}",
        f"Here: {OSLO}",
        '{"city": "Oslo", "city": "Rome"}',
        '{"degrees": NaN}',
        '{"degrees": 1e999}',
        '{"degrees": ' + "9" * 5_000 + "}",
        '{"a": ' * (MOST_LEVELS + 1) + "1" + "}" * (MOST_LEVELS + 1),
        '{"a": ' * 15_000,
        '{"a": ' + "[" * 40_000 + "]" * 40_000 + "}",
    ],
)
def test_other_arguments_make_a_call_unusable_and_say_why(written: str) -> None:
    assert called(written) == UnusableCall("a", "weather", NO_OBJECT)


def test_arguments_may_be_nested_and_long_within_bounds() -> None:
    nested = '{"a": ' * MOST_LEVELS + "1" + "}" * MOST_LEVELS
    long = json.dumps({"a": "x" * (MOST_ARGUMENT_CHARACTERS - 9)})
    assert len(long) == MOST_ARGUMENT_CHARACTERS
    assert isinstance(called(nested), ToolCall)
    assert isinstance(called(long), ToolCall)
    assert called(long + " ") == UnusableCall("a", "weather", TOO_LONG)
    assert called(json.dumps({"a": "x" * 1_000_000})) == UnusableCall("a", "weather", TOO_LONG)


def test_half_an_emoji_in_arguments_can_be_stored_and_sent_on() -> None:
    call = called(r'{"a": "\ud83d", "b\udc00": ["\ud83d"]}')
    assert isinstance(call, ToolCall)
    assert call.arguments == {"a": "?", "b?": ["?"]}


# --- names ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("wether", "wether"),
        ("", "nameless"),
        ("Weather", "Weather"),
        ("weather\n", "weather_"),
        ("rm -rf /; é", "rm_-rf_"),
        ("x" * 1_000_000, "x" * 64),
    ],
)
def test_a_tool_that_is_not_there_is_told_by_a_name_that_can_be_sent_back(
    name: str, shown: str
) -> None:
    assert called(OSLO, name) == UnusableCall("a", shown, UNKNOWN)
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", shown)


def test_an_unusable_call_leaves_the_others_as_they_are() -> None:
    calls = read(RawCall("a", "weather", OSLO), RawCall("b", "x", OSLO), RawCall("c", "note", "{}"))
    assert [type(call) for call in calls] == [ToolCall, UnusableCall, ToolCall]
    assert [call.id for call in calls] == ["a", "b", "c"]


# --- ids --------------------------------------------------------------------------------------


@pytest.mark.parametrize("id_", ["", "a\nb", "é", "x" * (MOST_ID_CHARACTERS + 1), "known"])
def test_a_call_without_an_id_that_can_be_its_own_gets_one(id_: str) -> None:
    calls = read(RawCall(id_, "weather", OSLO), RawCall(id_, "note", "{}"), taken=("known",))
    assert len({call.id for call in calls}) == 2
    assert all(re.fullmatch(r"[a-z0-9]{9}", call.id) for call in calls)


def test_of_two_calls_with_one_id_the_second_gets_another() -> None:
    first, second = read(RawCall("a", "weather", OSLO), RawCall("a", "weather", "{}"))
    assert first.id == "a"
    assert second.id not in {"", "a"}


def test_the_same_call_twice_under_one_id_is_one_call() -> None:
    assert len(read(*[RawCall("a", "weather", OSLO)] * 2)) == 1
    assert len(read(*[RawCall("", "weather", OSLO)] * 2)) == 2


# --- amounts, and what goes with a call -------------------------------------------------------


def test_more_calls_than_anybody_means_are_refused_as_a_whole() -> None:
    calls = [RawCall(f"call-{number}", "weather", OSLO) for number in range(200)]
    assert len(read(*calls[:MOST_CALLS])) == MOST_CALLS
    with pytest.raises(ModelInvalidError, match="200 tools at once"):
        read(*calls)


def test_what_the_endpoint_wants_back_is_kept_within_bounds() -> None:
    def kept(value: object) -> object:
        return read(RawCall("a", "weather", OSLO, kept=value))[0].kept

    assert kept({"google": {"thought_signature": "s"}}) == {"google": {"thought_signature": "s"}}
    assert kept("x" * MOST_KEPT_CHARACTERS) is None
    assert kept([[]] * 3) == [[], [], []]
    assert kept(json.loads("[" * 100 + "]" * 100)) is None
