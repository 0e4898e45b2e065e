"""Data for a model as TOON 4.0. The specification's own cases are read from where they lie, if
`TOON_FIXTURES` names the folder (`tests/fixtures` of github.com/toon-format/spec)."""

import json
import os
from pathlib import Path

import pytest
import toons
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from app.parts.model.tokens import at_most_tokens
from app.parts.model.toon import (
    ToonError,
    compact_json,
    decode_toon,
    encode_toon,
    smaller_of_toon_and_json,
)

ROWS: JsonValue = [{"month": f"2026-0{n}", "cash": n * 1000, "note": "rent"} for n in range(1, 10)]
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)
WRONG = {
    "a[3]: 1,2": "line 1",
    "a: 1\na: 2": "Duplicate",
    "a:\n      b: 1": "line 2",
    'a: "no end': "Unterminated",
    "a: 1e999": "out of range",
    "a: " + "9" * 5000: "digits",
    "\n".join("  " * depth + "a:" for depth in range(1500)): "nest",
}


@given(VALUES)
def test_what_is_encoded_is_decoded_to_the_same(value: JsonValue) -> None:
    assert decode_toon(encode_toon(value)) == value


def test_objects_of_one_shape_are_a_table() -> None:
    assert encode_toon({"rows": [{"a": 1, "b": "x, y"}, {"a": 2, "b": ""}]}) == (
        'rows[2]{a,b}:\n  1,"x, y"\n  2,""'
    )


def test_the_smaller_by_tokens_is_taken() -> None:
    table = smaller_of_toon_and_json(ROWS)
    assert table == encode_toon(ROWS)
    assert at_most_tokens(table) < at_most_tokens(compact_json(ROWS)) * 0.6
    nested: JsonValue = {"a": {"b": {"c": {"d": [{"e": [{"f": {"g": 1}}]}]}}}}
    assert smaller_of_toon_and_json(nested) == compact_json(nested)
    assert smaller_of_toon_and_json("\ud800") == compact_json("\ud800")


@pytest.mark.parametrize("text", WRONG)
def test_what_is_no_toon_is_refused_in_plain_words(text: str) -> None:
    with pytest.raises(ToonError, match=WRONG[text]) as refused:
        decode_toon(text)
    assert len(str(refused.value)) < 400


def test_a_number_that_is_not_finite_is_refused_not_written_as_null() -> None:
    for value in (float("nan"), float("inf"), {"a": [{"b": float("-inf")}]}):
        with pytest.raises(ToonError, match="not finite"):
            smaller_of_toon_and_json(value)  # type: ignore[arg-type]


@pytest.mark.skipif("TOON_FIXTURES" not in os.environ, reason="the specification is not here")
def test_all_cases_of_the_specification_are_passed() -> None:
    folder = Path(os.environ["TOON_FIXTURES"])
    failed: list[str] = []
    passed = 0
    for path in sorted(folder.glob("*/*.json")):
        for case in json.loads(path.read_text(encoding="utf-8"))["tests"]:
            if outcome(path.parent.name, case) == wanted(case):
                passed += 1
            else:
                failed.append(f"{path.name}: {case['name']}")
    assert not failed
    assert passed >= 516


def outcome(kind: str, case: dict[str, object]) -> str:
    options = dict(case.get("options") or {})  # type: ignore[call-overload]
    options = {{"indentSize": "indent_size"}.get(name, name): one for name, one in options.items()}
    work = toons.dumps if kind == "encode" else toons.loads
    try:
        return same_for_same_numbers(work(case["input"], **options))  # type: ignore[arg-type]
    except ValueError:
        return "error"


def wanted(case: dict[str, object]) -> str:
    return "error" if case.get("shouldError") else same_for_same_numbers(case["expected"])


def same_for_same_numbers(value: object) -> str:
    """JSON has one kind of number: 1e3 is 1000."""
    text = json.dumps(value, sort_keys=True)
    return json.dumps(json.loads(text, parse_float=whole_or_not), sort_keys=True)


def whole_or_not(text: str) -> float:
    return int(float(text)) if float(text).is_integer() else float(text)
