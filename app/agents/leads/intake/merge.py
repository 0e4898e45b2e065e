"""Two accounts of one lead made one: what is empty is filled, what stands stays and is compared.
Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.agents.leads.intake.fields import LeadFields
from app.agents.leads.tables import Lead

COMPARED: Final = (
    *("name", "company", "title", "website_url", "linkedin_url", "twitter_url", "ig_url"),
    *("phone", "location", "country", "source", "ground", "profile_text"),
)
SHOWN_OF_A_TEXT: Final = 200


@dataclass(frozen=True, slots=True)
class Difference:
    field: str
    kept: str
    given: str


@dataclass(frozen=True, slots=True)
class Merged:
    """`values` are the columns that change; `filled` the fields that were empty, `differences`
    what was given and not taken."""

    values: Mapping[str, object]
    filled: tuple[str, ...]
    differences: tuple[Difference, ...]


def merge(stored: Lead, given: LeadFields) -> Merged:
    """Nothing that stands is overwritten; tags are added."""
    values: dict[str, object] = {}
    differences = []
    for field in COMPARED:
        kept, new = getattr(stored, field), getattr(given, field)
        if new and not kept:
            values[field] = new
        elif new and kept != new:
            shown = (kept[:SHOWN_OF_A_TEXT], new[:SHOWN_OF_A_TEXT])
            differences.append(Difference(field, *shown))
    tags = _with_tags(stored.tags, given.tags)
    if tags != stored.tags:
        values["tags"] = tags
    filled = tuple(values)
    if stored.name_key is None and given.name_key is not None:
        values["name_key"] = given.name_key
    return Merged(values, filled, tuple(differences))


def _with_tags(stored: list[str], given: tuple[str, ...]) -> list[str]:
    known = {tag.casefold() for tag in stored}
    return [*stored, *(tag for tag in given if tag.casefold() not in known)]
