"""A role's input as a form: its fields from the model, and what was typed as that model has it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from pydantic import JsonValue, ValidationError

from app.agents.team.pages.words import in_words
from app.agents.team.role import TaskInput
from app.parts.http.forms import Form, Typed
from app.parts.http.plain_words import in_plain_words

LONGEST_LINE: Final = 200
"""Characters; a text that may have more gets an area."""
LONGEST: Final = 200_000
AS_JSON: Final = "As JSON."
LINE_EACH: Final = "One on each line."
NUMBERS: Final = frozenset({"integer", "number"})
NOT_JSON: Final = "It is no JSON: look for a missing quote, comma or bracket."
Kind = Literal["line", "area", "lines", "choice", "tick", "json"]
Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """`choices`: of which one is chosen, "" for none where it is not `needed`."""

    name: str
    label: str
    kind: Kind
    hint: str = ""
    needed: bool = False
    longest: int = LONGEST
    choices: Sequence[str] = ()


def fields_of(model: type[TaskInput]) -> Sequence[Field]:
    schema = model.model_json_schema()
    parts, needed = schema.get("$defs", {}), schema.get("required", ())
    return [
        field_of(name, one, parts, needed=name in needed)
        for name, one in schema.get("properties", {}).items()
    ]


def field_of(name: str, given: Schema, parts: Schema, *, needed: bool) -> Field:
    schema = the_value_in(given, parts)
    kind = kind_of(schema, parts)
    hints = [str(given.get("description") or schema.get("description") or "")]
    hints += {"lines": [LINE_EACH], "json": [AS_JSON]}.get(kind, [])
    return Field(
        name,
        in_words(name),
        kind,
        " ".join(hint for hint in hints if hint),
        needed,
        int(schema.get("maxLength", LONGEST)),
        tuple(str(one) for one in schema.get("enum", ())),
    )


def the_value_in(given: Schema, parts: Schema) -> Schema:
    """Behind a name, and without what only says that it may be left out."""
    if "$ref" in given:
        found = parts.get(str(given["$ref"]).rpartition("/")[2], {})
        return the_value_in(found, parts)
    kinds = [one for one in given.get("anyOf", ()) if one.get("type") != "null"]
    if kinds and {one.get("type") for one in kinds} <= {"number", "string", "integer"}:
        return {"type": "number"}  # of money, say, which may be written as text
    return the_value_in(kinds[0], parts) if len(kinds) == 1 else given


def kind_of(schema: Schema, parts: Schema) -> Kind:
    match schema.get("type"):
        case "boolean":
            return "tick"
        case "array":
            entry = the_value_in(schema.get("items", {}), parts)
            return "lines" if entry.get("type") in {"string", *NUMBERS} else "json"
        case "string" if "enum" in schema:
            return "choice"
        case "string" if int(schema.get("maxLength", 0)) > LONGEST_LINE:
            return "area"
        case "string" | "integer" | "number":
            return "line"
    return "json"


def read_input(model: type[TaskInput], typed: Typed) -> tuple[TaskInput | None, Form]:
    """The input that was typed; None with a form that says what is wrong."""
    values: dict[str, JsonValue] = {}
    wrong: dict[str, str] = {}
    for field in fields_of(model):
        try:
            value = value_of(field, typed)
        except ValueError:
            wrong[field.name] = NOT_JSON
        else:
            if value not in (None, "", []):
                values[field.name] = value
    try:
        given = model.model_validate(values)
    except ValidationError as error:
        return None, Form(typed, {**told(error), **wrong}, problem_of(error))
    return (None if wrong else given), Form(typed, wrong)


def value_of(field: Field, typed: Typed) -> JsonValue:
    """Raises ValueError for what is no JSON and should be."""
    text = typed.text(field.name)
    match field.kind:
        case "tick":
            return typed.is_ticked(field.name)
        case "lines":
            return [line.strip() for line in typed.lines(field.name) if line.strip()]
        case "json":
            return read_json(text) if text.strip() else None
    return text.strip()


def read_json(text: str) -> JsonValue:
    """Raises ValueError."""
    try:
        value: JsonValue = json.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    return value


def told(error: ValidationError) -> dict[str, str]:
    """By field, in words for whoever filled it in."""
    found: dict[str, str] = {}
    for one in error.errors(include_input=False, include_url=False):
        if one["loc"]:
            place = " ".join(str(part) for part in one["loc"][1:])
            words = f"{f'{place}: it' if place else 'It'} {in_plain_words(one)}."
            found.setdefault(str(one["loc"][0]), words)
    return found


def problem_of(error: ValidationError) -> str:
    """What is wrong with the whole of it."""
    of_all = [one for one in error.errors(include_input=False) if not one["loc"]]
    return " ".join(in_plain_words(one) for one in of_all)


def typed_of(model: type[TaskInput], given: Mapping[str, JsonValue]) -> Typed:
    """As if an input had been typed: for asking again."""
    texts = {
        field.name: text_of(field, given[field.name])
        for field in fields_of(model)
        if field.name in given
    }
    return Typed({name: (text,) for name, text in texts.items()})


def text_of(field: Field, value: JsonValue) -> str:
    if field.kind == "lines" and isinstance(value, list):
        return "\n".join(str(one) for one in value)
    if field.kind == "json":
        return json.dumps(value, ensure_ascii=False, indent=2)
    return ("yes" if value else "") if field.kind == "tick" else str(value)
