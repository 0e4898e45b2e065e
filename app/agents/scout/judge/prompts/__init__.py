"""The prompts, as files anyone can read and edit, and how they are loaded.

A file begins with `version: N`; then come the parts `--- system ---` and `--- user ---`, in
Jinja2. Raise the version with every change, also of an included file: verdicts are kept by it.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

FOLDER = Path(__file__).parent
LAYOUT = re.compile(
    r"version: (?P<version>\d+)\n+--- system ---\n(?P<system>.+)\n--- user ---\n(?P<user>.+)",
    re.DOTALL,
)
JINJA = Environment(
    loader=FileSystemLoader(FOLDER),
    undefined=StrictUndefined,
    autoescape=False,  # noqa: S701 (plain text for a model, not HTML)
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt's two templates. `version` is its name with the number in the file: triage-1."""

    version: str
    system: Template
    user: Template


@lru_cache
def load_prompt(name: Literal["triage", "review"]) -> Prompt:
    """Raises ValueError when the file is not laid out as above: it is part of the program."""
    layout = LAYOUT.fullmatch((FOLDER / f"{name}.md").read_text(encoding="utf-8"))
    if layout is None:
        raise ValueError(f"prompts/{name}.md has no version, system part and user part")
    return Prompt(
        f"{name}-{layout['version']}",
        JINJA.from_string(layout["system"]),
        JINJA.from_string(layout["user"]),
    )
