"""The calls that a model's turn makes, read from what came. Pure.

What cannot be called is handed on as such, for the model to be told; what is borne with: a call
without an id, or with one that another has, gets an id of its own; the same call twice under one
id is one call; no arguments are an empty object.
"""

import json
import re
from collections.abc import Collection, Mapping, Sequence
from typing import cast
from uuid import uuid4

from pydantic import JsonValue

from app.parts.model.errors import ModelInvalidError
from app.parts.model.json_in_text import loaded, whole_value
from app.parts.model.message import RawCall
from app.parts.model.tools import ToolCall, UnusableCall

MOST_CALLS = 32
"""In one turn."""
MOST_ARGUMENT_CHARACTERS = 100_000
MOST_LEVELS = 32
"""Of objects and lists in one another, in arguments."""
MOST_ID_CHARACTERS = 200
NEW_ID_CHARACTERS = 9
"""Letters and digits: the form of an id that every endpoint takes, and the only one for some."""
MOST_NAME_CHARACTERS = 64
NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_-]+")
MOST_KEPT_CHARACTERS = 50_000
UNKNOWN = "There is no tool of this name."
TOO_LONG = f"The arguments have more than {MOST_ARGUMENT_CHARACTERS} characters."
NO_OBJECT = f"The arguments are no JSON object, or one with more than {MOST_LEVELS} levels."


def read_calls(
    written: Sequence[RawCall], tools: Collection[str], taken: Collection[str]
) -> tuple[ToolCall | UnusableCall, ...]:
    """`tools`: the names of those that there are; `taken`: the ids of earlier calls. Raises
    ModelInvalidError for more calls than anybody means."""
    once = without_repeats(written)
    if len(once) > MOST_CALLS:
        raise ModelInvalidError(
            f"The model calls {len(once)} tools at once; at most {MOST_CALLS} are taken."
        )
    ids, calls = set(taken), []
    for call in once:
        id_ = call.id if is_good_id(call.id) and call.id not in ids else new_id()
        ids.add(id_)
        calls.append(read_call(call, id_, tools))
    return tuple(calls)


def without_repeats(written: Sequence[RawCall]) -> list[RawCall]:
    """Without the second of two that are the same, their id too."""
    known: set[tuple[str, str, str]] = set()
    once = []
    for call in written:
        key = (call.id, call.name, call.arguments)
        if not call.id or key not in known:
            once.append(call)
        known.add(key)
    return once


def is_good_id(id_: str) -> bool:
    return 0 < len(id_) <= MOST_ID_CHARACTERS and id_.isascii() and id_.isprintable()


def new_id() -> str:
    return uuid4().hex[:NEW_ID_CHARACTERS]


def read_call(call: RawCall, id_: str, tools: Collection[str]) -> ToolCall | UnusableCall:
    kept = kept_value(call.kept)
    if call.name not in tools:
        return UnusableCall(id_, plain_name(call.name), UNKNOWN, kept)
    if len(call.arguments) > MOST_ARGUMENT_CHARACTERS:
        return UnusableCall(id_, call.name, TOO_LONG, kept)
    arguments = read_arguments(call.arguments)
    if arguments is None:
        return UnusableCall(id_, call.name, NO_OBJECT, kept)
    return ToolCall(id_, call.name, arguments, kept)


def plain_name(name: str) -> str:
    """A name that can be sent back: with others an endpoint rejects the whole conversation."""
    return NOT_IN_NAMES.sub("_", name)[:MOST_NAME_CHARACTERS] or "nameless"


def read_arguments(written: str) -> Mapping[str, JsonValue] | None:
    if not written.strip():
        return {}
    value = plain_value(whole_value(written))
    return value if isinstance(value, dict) else None


def kept_value(value: object) -> JsonValue:
    kept = plain_value(value)
    return kept if len(json.dumps(kept)) <= MOST_KEPT_CHARACTERS else None


def plain_value(value: object) -> JsonValue:
    """The same as JSON that can be sent, stored and read again wherever: without lone surrogates,
    not endlessly nested. None where it is none."""
    if is_deeper(value, MOST_LEVELS):
        return None
    text = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode()
    return cast("JsonValue", loaded(text))


def is_deeper(value: object, levels: int) -> bool:
    if not isinstance(value, dict | list):
        return False
    inner = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(is_deeper(one, levels - 1) for one in inner)
