"""Turns what pydantic finds wrong with a brand file into plain lines that name the line."""

from collections.abc import Iterable
from difflib import get_close_matches
from types import MappingProxyType

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from app.agents.scout.brand.located_yaml import LocatedYaml, Location

PLAIN = MappingProxyType(
    {
        "missing": "{key} is missing",
        "tuple_type": "{key} must be a list: one '- …' on a line of its own for each",
        "string_type": "{key} must be text; put it in quotes if it has a colon in it",
        "int_parsing": "{key} must be a whole number, not '{input}'",
        "int_parsing_size": "{key} must be a whole number, not '{input}'",
        "int_type": "{key} must be a whole number",
        "greater_than_equal": "{key} must be at least {ge}",
        "less_than_equal": "{key} must be at most {le}",
        "literal_error": "{key} must be {expected}, not '{input}'",
        "too_short": "{key} needs at least one entry",
        "string_too_short": "{key} is empty",
        "string_pattern_mismatch": "{key} may hold only letters, digits, - and _, not '{input}'",
        "value_error": "{key}: {error}",
        "dict_type": "{key} must hold lines of the form 'name: text'",
    }
)

OTHERWISE = "{key} cannot be read"


def describe(error: ValidationError, document: LocatedYaml, root: type[BaseModel]) -> list[str]:
    """One line for each mistake, in the order of the file."""
    errors = error.errors(include_url=False)
    found = [
        (document.line(details["loc"]), document.problem(details["loc"], _plain(details, root)))
        for details in errors
        if not _is_echo(details, errors)
    ]
    return [problem for _, problem in sorted(found, key=lambda pair: pair[0])]


def suggest(word: str, known: Iterable[str]) -> str:
    """`, did you mean 'keywords'?` when something known is close, else nothing."""
    close = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f", did you mean '{close[0]}'?" if close else ""


def _is_echo(details: ErrorDetails, errors: list[ErrorDetails]) -> bool:
    """pydantic also calls a tuple too short when each of its entries is wrong."""
    at = details["loc"]
    return details["type"] == "too_short" and any(
        len(other["loc"]) > len(at) and other["loc"][: len(at)] == at for other in errors
    )


def _plain(details: ErrorDetails, root: type[BaseModel]) -> str:
    at, kind = details["loc"], details["type"]
    if kind == "extra_forbidden":
        word = str(at[-1])
        return f"'{word}' is not a known key{suggest(word, _keys_at(at[:-1], root))}"
    if kind in {"model_type", "model_attributes_type"}:
        return f"{_key(at)} must hold keys of its own: {', '.join(_keys_at(at, root))}"
    template = PLAIN.get(kind, OTHERWISE)
    values = {"key": _key(at), "input": str(details["input"])[:80], **details.get("ctx", {})}
    return template.format(**values)


def _key(at: Location) -> str:
    if not at:
        return "the file"
    if isinstance(at[-1], int):
        return f"entry {at[-1] + 1} of '{at[-2]}'" if len(at) > 1 else "an entry"
    return f"'{at[-1]}'"


def _keys_at(at: Location, root: type[BaseModel]) -> list[str]:
    """The keys the file may have at a place."""
    model = root
    for step in at:
        if isinstance(step, str) and step in model.model_fields:
            model = _model_of(model.model_fields[step]) or model
    return list(model.model_fields)


def _model_of(field: FieldInfo) -> type[BaseModel] | None:
    for annotation in (field.annotation, *getattr(field.annotation, "__args__", ())):
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            return annotation
    return None


def repeated(places: list[tuple[str, Location]], document: LocatedYaml, what: str) -> list[str]:
    """`places`: values that may stand only once, each with where it stands."""
    first: dict[str, int] = {}
    problems = []
    for value, place in places:
        line = document.line(place)
        if value in first:
            problems.append(
                document.problem(place, f"{what} '{value}' is already on line {first[value]}")
            )
        first.setdefault(value, line)
    return problems
