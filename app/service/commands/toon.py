"""`scout toon encode|decode`: JSON to TOON and back, from stdin to stdout. Needs no setting."""

import json
import sys
from collections import Counter
from typing import BinaryIO

from pydantic import JsonValue

from app.lib.errors import PermanentError
from app.lib.printable import one_line
from app.parts.model.toon import decode_toon, encode_toon

MOST_BYTES = 64 * 1024 * 1024


class UnreadableInputError(PermanentError):
    """What came on stdin is too large, no UTF-8 or no JSON; says why."""


def toon_of_stdin() -> str:
    """Raises UnreadableInputError, ToonError."""
    return encode_toon(json_in(text_in(sys.stdin.buffer)))


def json_of_stdin() -> str:
    """Raises UnreadableInputError, ToonError."""
    value = decode_toon(text_in(sys.stdin.buffer))
    return json.dumps(value, ensure_ascii=False)


def text_in(file: BinaryIO) -> str:
    """A byte order mark before it is no part of it."""
    given = file.read(MOST_BYTES + 1)
    if len(given) > MOST_BYTES:
        raise UnreadableInputError(f"The input is larger than {MOST_BYTES // 1024**2} MB.")
    try:
        return given.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableInputError(
            f"The input is not UTF-8: the byte at {error.start + 1:,} cannot be read."
        ) from error


def json_in(text: str) -> JsonValue:
    if not text.strip():
        raise UnreadableInputError("The input is empty: JSON is read from stdin.")
    try:
        value: JsonValue = json.loads(
            text, object_pairs_hook=once_each, parse_constant=refuse_constant
        )
    except json.JSONDecodeError as error:
        raise UnreadableInputError(
            f"The input is not JSON: line {error.lineno}, column {error.colno}: {error.msg}."
        ) from error
    except RecursionError as error:
        raise UnreadableInputError("The input is nested too deeply.") from error
    except ValueError as error:  # Python's own limit on digits
        raise UnreadableInputError("A number in the input has too many digits.") from error
    return value


def once_each(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    """JSON leaves open which of two counts; TOON has none of them twice."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name, times in Counter(names).items() if times > 1)
        raise UnreadableInputError(
            f"An object in the input has the key “{one_line(twice, 100)}” twice."
        )
    return found


def refuse_constant(name: str) -> JsonValue:
    raise UnreadableInputError(f"The input is not JSON: it has {name}, which JSON does not know.")
