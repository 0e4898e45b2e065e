"""The settings as they are given: the environment over `.env`, before they are checked."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

from pydantic.fields import FieldInfo

from app.lib.settings.dotenv_file import read_dotenv
from app.lib.settings.parts import SettingsPart
from app.lib.settings.service_urls import with_password

PASSWORDS = (("DATABASE_URL", "POSTGRES_PASSWORD"), ("REDIS_URL", "REDIS_PASSWORD"))


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
