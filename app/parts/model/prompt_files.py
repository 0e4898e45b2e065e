"""Prompts as files anyone can read and edit, and how they are loaded.

A file begins with `version: N`; then come the parts `--- system ---` and `--- user ---`, in
Jinja2. Raise the version with every change, also of an included file: what was answered is kept by
it.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

LAYOUT = re.compile(
    r"version: (?P<version>\d+)\n+--- system ---\n(?P<system>.+)\n--- user ---\n(?P<user>.+)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt's two templates. `version` is its name with the number in the file: triage-1."""

    version: str
    system: Template
    user: Template


@lru_cache
def read_prompt(folder: Path, name: str) -> Prompt:
    """Raises ValueError when the file is not laid out as above: it is part of the program."""
    layout = LAYOUT.fullmatch((folder / f"{name}.md").read_text(encoding="utf-8"))
    if layout is None:
        raise ValueError(f"{folder.name}/{name}.md has no version, system part and user part")
    jinja = environment(folder)
    return Prompt(
        f"{name}-{layout['version']}",
        jinja.from_string(layout["system"]),
        jinja.from_string(layout["user"]),
    )


@lru_cache
def environment(folder: Path) -> Environment:
    return Environment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 (plain text for a model, not HTML)
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
