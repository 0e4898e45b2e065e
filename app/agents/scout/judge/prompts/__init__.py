"""The prompts of the judge; `app/parts/model/prompt_files.py` says how a file is laid out."""

from pathlib import Path
from typing import Literal

from app.parts.model.prompt_files import Prompt, read_prompt

FOLDER = Path(__file__).parent


def load_prompt(name: Literal["triage", "review"]) -> Prompt:
    return read_prompt(FOLDER, name)
