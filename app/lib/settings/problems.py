"""What is wrong with the settings, one plain line for each; never a value that may be secret."""

import difflib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from app.lib.settings.environment import read_dotenv
from app.lib.settings.kinds import EACH_AGENT
from app.lib.settings.parts import SettingsPart

PLAIN: Mapping[str, str] = MappingProxyType(
    {
        "int_parsing": "it must be a whole number",
        "int_from_float": "it must be a whole number",
        "int_parsing_size": "it must be a whole number",
        "float_parsing": "it must be a number, for example 0.5",
        "finite_number": "it must be a number, for example 0.5",
        "bool_parsing": "it must be 1 or 0",
        "greater_than_equal": "it must be at least {ge}",
        "less_than_equal": "it must be at most {le}",
        "literal_error": "it must be {expected}",
        "too_short": "it must name at least one",
        "value_error": "{error}",
    }
)
OTHERWISE = "it cannot be read; see .env.example for what it should look like"
NEARLY = 0.8
"""SMTP_USER is as near as that to SMTP_USERNAME. `.env` may well hold what others read."""


def plain_problems(error: ValidationError, descriptions: Mapping[str, str]) -> list[str]:
    """`descriptions` says of each required setting what it is."""
    errors = error.errors(include_url=False)
    problems = [
        plain_problem(details, descriptions) for details in errors if not is_echo(details, errors)
    ]
    return list(dict.fromkeys(problems))


def plain_problem(details: ErrorDetails, descriptions: Mapping[str, str]) -> str:
    name = setting_name(*details["loc"])
    if details["type"] == "missing":
        return f"{name} is missing: {descriptions[name]}"
    reason = PLAIN.get(details["type"], OTHERWISE).format(**details.get("ctx", {}))
    return f"{name} is not right: {reason}" if name else reason


def setting_name(alias: int | str = "", key: int | str = "", *_: int | str) -> str:
    """As it is written in the environment; "" when several do not fit together."""
    return str(alias).replace(EACH_AGENT, str(key))


def is_echo(details: ErrorDetails, errors: list[ErrorDetails]) -> bool:
    """pydantic also calls a list too short when one of its entries is wrong."""
    return details["type"] == "too_short" and any(
        other is not details and other["loc"][:1] == details["loc"][:1] for other in errors
    )


def misspelt(settings: type[SettingsPart], dotenv_path: Path = Path(".env")) -> Iterator[str]:
    """A line for each name in `.env` that is no setting, but nearly one: whoever misspelt one has
    its default. Raises MisconfiguredError when the file cannot be read.
    """
    names = [str(field.alias) for field in settings.model_fields.values()]
    for name in read_dotenv(dotenv_path, os.environ):
        near = difflib.get_close_matches(name.upper(), names, n=1, cutoff=NEARLY)
        if near and settings.field_of(name) is None:
            yield f"{name} in {dotenv_path} is no setting: did you mean {near[0]}?"
