"""What is known of a lead as its page shows it: each fact with the page it stands on, and what each
gave to the score. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from app.agents.leads.intake.stored_leads import WholeLead
from app.agents.leads.pages import words
from app.agents.leads.score import WEIGHTS
from app.agents.leads.tables import LeadFact


class StoredPart(BaseModel):
    """As `leads.score_parts` has it (score.py writes it)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    points: int
    how: Literal["given", "found"]
    value: str = ""
    fact_id: int | None = None


SEVERAL = frozenset(
    {
        *("person", "email", "social", "address"),
        *("company_info", "recent_activity", "personal_interests"),
    }
)
"""Of these a company has more than one, and none takes another's place."""


@dataclass(frozen=True, slots=True)
class FactView:
    """`also`: further pages that say the same."""

    value: str
    quote: str
    url: str
    fetched_at: datetime
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldView:
    """What pages say of one thing, each value once; `contradicts`: not all can hold."""

    field: str
    facts: tuple[FactView, ...]

    @property
    def contradicts(self) -> bool:
        return self.field not in SEVERAL and len(self.facts) > 1


@dataclass(frozen=True, slots=True)
class PartView:
    """Points of the score: `points` of `most`, none for what is not known. `fact`: what they rest
    on, None for what was given."""

    field: str
    most: int
    points: int = 0
    how: Literal["given", "found", ""] = ""
    value: str = ""
    fact: FactView | None = None


def parts_of(whole: WholeLead) -> tuple[PartView, ...]:
    """All that may give points, also what did not; nothing before the lead was scored."""
    if whole.lead.score is None:
        return ()
    facts = {fact.id: fact_of(fact) for fact in whole.facts}
    stored = whole.lead.score_parts
    return tuple(
        part_of(field, most, StoredPart.model_validate(stored[field]), facts)
        if field in stored
        else PartView(field, most)
        for field, most in WEIGHTS.items()
    )


def part_of(
    field: str, most: int, part: StoredPart, facts: Mapping[int | None, FactView]
) -> PartView:
    fact = facts.get(part.fact_id) if part.fact_id is not None else None
    return PartView(field, most, part.points, part.how, part.value, fact)


def fields_of(facts: Sequence[LeadFact]) -> tuple[FieldView, ...]:
    """In the order of the words for them, what has none last; within one the oldest first."""
    order = {field: place for place, field in enumerate(words.FIELDS)}
    named = sorted({fact.field for fact in facts}, key=lambda one: (order.get(one, 99), one))
    told = {
        field: [fact_of(one) for one in reversed(facts) if one.field == field] for field in named
    }
    return tuple(FieldView(field, each_value_once(found)) for field, found in told.items())


def each_value_once(facts: Sequence[FactView]) -> tuple[FactView, ...]:
    """With the pages that say it again: a company's name stands on all of them."""
    found: dict[str, FactView] = {}
    for fact in facts:
        value = " ".join(fact.value.casefold().split())
        first = found.setdefault(value, fact)
        if fact.url not in (first.url, *first.also):
            found[value] = replace(first, also=(*first.also, fact.url))
    return tuple(found.values())


def fact_of(fact: LeadFact) -> FactView:
    return FactView(fact.value, fact.quote, fact.url, fact.fetched_at)
