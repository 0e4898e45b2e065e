"""The settings as they are given, before they are checked: the environment over `.env`.

`.env` is read with python-dotenv; a line that it would pass over is told instead. A passed-over
line means a default in place of what the operator wrote. The lines themselves are not repeated:
they may hold secrets.
"""

import os
import re
from collections.abc import Mapping
from io import StringIO
from pathlib import Path

from dotenv import dotenv_values
from dotenv.parser import Binding, parse_stream
from pydantic.fields import FieldInfo

from app.lib.errors import MisconfiguredError
from app.lib.settings.parts import SettingsPart
from app.lib.settings.urls import with_password

PASSWORDS = (("DATABASE_URL", "POSTGRES_PASSWORD"), ("REDIS_URL", "REDIS_PASSWORD"))
MAX_BYTES = 1_000_000
NAME = re.compile(r"(?:export\s+)?([A-Z][A-Z0-9_]*)\s*[=:]")
NEXT_SETTING = re.compile(r"[\r\n]\s*(?:export\s+)?[A-Z_][A-Z0-9_]*\s*=")
NAMES_ANOTHER = re.compile(r"\$\{([^}:]*)\}")
NOTHING_NAMED = (
    "${...} stands for another setting, and there is none of that name above; a value that holds "
    "${ can be set in the environment only"
)
WHAT_TO_DO = (
    "write NAME=value; quotes go around the whole value, and a value that holds quotes of its "
    "own goes into single quotes"
)


def given_values(
    part: type[SettingsPart], environ: Mapping[str, str] | None, dotenv_path: Path
) -> dict[str, str]:
    """A setting that is present but blank counts as not set: compose files pass such."""
    around = os.environ if environ is None else environ
    given = {**read_dotenv(dotenv_path, around), **around}
    values = {
        name: text.strip() if is_secret(field) else unquoted(text.strip())
        for name, text in given.items()
        if text.strip() and (field := part.field_of(name))
    }
    for address, password in PASSWORDS:
        if address in values:
            values[address] = with_password(values[address], values.get(password, ""))
    return values


def is_secret(field: FieldInfo) -> bool:
    return "Secret" in str(field.annotation)


def unquoted(text: str) -> str:
    """`docker run --env-file` leaves quotes around a value in it. In a secret they may be meant."""
    quoted = re.fullmatch(r"""(["'])([^"']*)\1""", text)
    return quoted[2].strip() if quoted else text


def read_dotenv(path: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """What the file sets; nothing when there is none. Raises MisconfiguredError.

    `${NAME}` stands for what the environment or a line above sets.
    """
    text = text_of(path)
    problems = []
    known = set(environ)
    for binding in parse_stream(StringIO(text)):
        where = f"{path} line {line_of(binding)} cannot be read{setting_named(binding)}"
        if binding.error or swallows_lines(binding):
            problems.append(f"{where}: {WHAT_TO_DO}")
        elif not set(NAMES_ANOTHER.findall(binding.value or "")) <= known:
            problems.append(f"{where}: {NOTHING_NAMED}")
        known |= {binding.key} if binding.key else set()
    if problems:
        raise MisconfiguredError(problems)
    values = dotenv_values(stream=StringIO(text))
    return {name: value for name, value in values.items() if value is not None}


def text_of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise MisconfiguredError([f"{path} cannot be read: {error.strerror}"]) from error
    if len(data) > MAX_BYTES:
        raise MisconfiguredError([f"{path} is larger than {MAX_BYTES // 1000} KB"])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:  # UTF-16, as some editors and shells on Windows write it
        raise MisconfiguredError([f"{path} is not UTF-8 text: save the file as UTF-8"])
    return text


def swallows_lines(binding: Binding) -> bool:
    """A quote that is opened and not closed reaches to the next quote, over whole settings."""
    return NEXT_SETTING.search(binding.original.string.strip()) is not None


def line_of(binding: Binding) -> int:
    """python-dotenv counts the empty lines before a setting as part of it."""
    before = binding.original.string[: -len(binding.original.string.lstrip()) or None]
    return binding.original.line + len(re.findall(r"\r\n|\n|\r", before))


def setting_named(binding: Binding) -> str:
    found = NAME.match(binding.original.string.lstrip())
    return f" ({found[1]})" if found else ""
