"""A lead as somebody gives it: texts by field, nothing looked at yet. Frozen."""

from dataclasses import dataclass, fields

MOST_LEADS: int = 1_000
"""That one request may bring."""


@dataclass(frozen=True, slots=True)
class GivenLead:
    """Texts as they came; "" is a field that was not given. `tags` may also be one text with
    commas or semicolons, `profile_text` has lines."""

    name: str = ""
    email: str = ""
    company: str = ""
    title: str = ""
    website_url: str = ""
    linkedin_url: str = ""
    twitter_url: str = ""
    ig_url: str = ""
    phone: str = ""
    location: str = ""
    country: str = ""
    source: str = ""
    ground: str = ""
    profile_text: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GivenRow:
    """`number` is what whoever gave it calls the row: from 1 in a request, from 2 in a file, whose
    head is row 1."""

    number: int
    lead: GivenLead


TEXT_FIELDS: tuple[str, ...] = tuple(one.name for one in fields(GivenLead) if one.name != "tags")
FIELDS: tuple[str, ...] = (*TEXT_FIELDS, "tags")
