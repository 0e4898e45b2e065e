"""What is known of a lead as its page shows it: each fact with the page it stands on, and what each
gave to the score. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class FactView:
    value: str
    quote: str
    url: str
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class FieldView:
    """What pages say of one thing; `contradicts`: not all the same."""

    field: str
    facts: tuple[FactView, ...]

    @property
    def contradicts(self) -> bool:
        return len({" ".join(fact.value.casefold().split()) for fact in self.facts}) > 1


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
    return tuple(
        FieldView(field, tuple(fact_of(one) for one in reversed(facts) if one.field == field))
        for field in named
    )


def fact_of(fact: LeadFact) -> FactView:
    return FactView(fact.value, fact.quote, fact.url, fact.fetched_at)
