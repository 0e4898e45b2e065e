"""Names in `.env` that are no setting, but nearly one: whoever misspelt one has its default."""

import difflib
import os
from collections.abc import Iterator
from pathlib import Path

from app.lib.settings.environment import read_dotenv
from app.lib.settings.settings import Settings

NEARLY = 0.8
"""SMTP_USER is as near as that to SMTP_USERNAME. `.env` may well hold what others read."""


def misspelt(dotenv_path: Path = Path(".env")) -> Iterator[str]:
    """One line for each. Raises MisconfiguredError when the file cannot be read."""
    settings = [str(field.alias) for field in Settings.model_fields.values()]
    for name in read_dotenv(dotenv_path, os.environ):
        near = difflib.get_close_matches(name.upper(), settings, n=1, cutoff=NEARLY)
        if near and Settings.field_of(name) is None:
            yield f"{name} in {dotenv_path} is no setting: did you mean {near[0]}?"
