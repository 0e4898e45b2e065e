"""The words that the guard knows, from `vocabulary.yaml`."""

from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, field_validator

FILE = Path(__file__).with_name("vocabulary.yaml")


class Vocabulary(BaseModel):
    """Each list is explained in the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    function: frozenset[str]
    modals: frozenset[str]
    own: frozenset[str]
    ask: frozenset[str]
    thanked_for: frozenset[str]
    sorry_for: frozenset[str]
    between_us: frozenset[str]
    prepositions: frozenset[str]
    correspondence: frozenset[str]
    past: frozenset[str]
    chooses: frozenset[str]
    your_things: frozenset[str]
    followed_up: frozenset[str]
    reporting: frozenset[str]
    claim_frame: frozenset[str]
    question_openers: frozenset[str]
    condition_openers: frozenset[str]
    imperatives: frozenset[str]
    page_imperatives: frozenset[str]
    own_openers: frozenset[str]
    fillers: frozenset[str]
    joints: frozenset[str]
    after_object: frozenset[str]
    auxiliaries: frozenset[str]
    lead_words: frozenset[str]
    intends: frozenset[str]
    strict_prepositions: frozenset[str]
    sensitive: frozenset[str]
    danger: dict[str, frozenset[str]]
    irregular: dict[str, str]

    @field_validator("*", mode="before")
    @classmethod
    def _words_of_lines(cls, value: object) -> object:
        """A list is written as running words; a table of lists likewise."""
        if isinstance(value, str):
            return frozenset(value.split())
        if isinstance(value, dict) and all(isinstance(one, str) for one in value.values()):
            return {str(key): str(words) for key, words in value.items()}
        return value

    @field_validator("danger", mode="before")
    @classmethod
    def _danger_lists(cls, value: dict[str, str]) -> dict[str, frozenset[str]]:
        return {name: frozenset(words.split()) for name, words in value.items()}

    @field_validator("irregular", mode="before")
    @classmethod
    def _by_form(cls, value: dict[str, str]) -> dict[str, str]:
        """`base: form form` as form -> base."""
        return {form: base for base, forms in value.items() for form in forms.split()}


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    return Vocabulary.model_validate(yaml.safe_load(FILE.read_text(encoding="utf-8")))
