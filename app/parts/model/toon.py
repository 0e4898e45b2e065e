"""TOON 4.0 (https://github.com/toon-format/spec): data for a model in fewer characters than JSON.

`toons` reads and writes it. Numbers are those of JSON: whole numbers of any length stay as they
are, others are kept to the 17 digits of a double, and what is not finite is refused.
"""

import json
import math

import toons
from pydantic import JsonValue

from app.lib.errors import PermanentError
from app.lib.printable import one_line
from app.parts.model.tokens import at_most_tokens

LONGEST_PROBLEM = 300


class ToonError(PermanentError):
    """The text is no TOON, or the value cannot be written as TOON; says why."""


def encode_toon(value: JsonValue) -> str:
    """Without a line end after the last line, as the specification asks (section 12). Raises
    ToonError."""
    refuse_what_is_not_finite(value)
    try:
        return str(toons.dumps(value))
    except (ValueError, TypeError) as error:
        raise ToonError(f"This cannot be written as TOON: {problem_of(error)}.") from error


def decode_toon(text: str) -> JsonValue:
    """Read strictly: counts, indentation and repeated keys must be right. Raises ToonError."""
    try:
        value: JsonValue = toons.loads(text)
    except ValueError as error:
        raise ToonError(f"This is not TOON: {problem_of(error)}.") from error
    return value


def compact_json(value: JsonValue) -> str:
    """The shortest JSON there is, in the letters it was given in. Raises ToonError."""
    refuse_what_is_not_finite(value)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def smaller_of_toon_and_json(value: JsonValue) -> str:
    """For a prompt: TOON where it takes fewer tokens than compact JSON, else that JSON.

    Text of strangers in `value` belongs through `Fence.inside` before, each by itself. Raises
    ToonError.
    """
    as_json = compact_json(value)
    try:
        as_toon = encode_toon(value)
    except ToonError:
        return as_json
    return as_toon if at_most_tokens(as_toon) < at_most_tokens(as_json) else as_json


def refuse_what_is_not_finite(value: JsonValue) -> None:
    """The library would write null for it without a word. Not by recursion: data may be deep."""
    left = [value]
    while left:
        one = left.pop()
        if isinstance(one, float) and not math.isfinite(one):
            raise ToonError("This cannot be written: a number in it is not finite.")
        if isinstance(one, dict):
            left.extend(one.values())
        elif isinstance(one, list):
            left.extend(one)


def problem_of(error: Exception) -> str:
    """The library's own words, which name the line, without its name for the error."""
    said = str(error).removeprefix("TOON parse error at ").rstrip(".")
    if "integer string conversion" in said:
        return "a number in it has too many digits"
    return one_line(said, LONGEST_PROBLEM)
