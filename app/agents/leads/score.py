"""How much is known of a lead, and whether that is enough to write to it. Pure.

The weights are those of the design. Its threshold can be reached by what was given alone, so that
a lead without any research would qualify; here one enrichment at least must have been found.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Final, Literal
from urllib.parse import urlsplit

from app.agents.leads.research.plan import Known

WEIGHTS: Final[Mapping[str, int]] = {
    "name": 10,
    "email": 10,
    "company": 15,
    "title": 10,
    "linkedin_url": 20,
    "recent_activity": 15,
    "company_info": 10,
    "personal_interests": 10,
}
HIGHEST: Final = 100
QUALIFIES_FROM: Final = 45
ENRICHMENTS_NEEDED: Final = 2
PASTED_PROFILE: Final = "pasted:profile"
"""Stands for the address of a text that somebody pasted: what it says was given, not found."""
ENRICHMENTS: Final[Mapping[str, str]] = {
    "linkedin": "a LinkedIn profile",
    "website": "a website",
    "social": "a profile elsewhere",
    "company_info": "what the company says of itself",
}


@dataclass(frozen=True, slots=True)
class StoredFact:
    id: int
    field: str
    value: str
    url: str

    @property
    def is_linkedin(self) -> bool:
        host = urlsplit(self.value).hostname or ""
        is_profile = self.field == "linkedin_url" or self.field == "social"
        return is_profile and (host == "linkedin.com" or host.endswith(".linkedin.com"))


@dataclass(frozen=True, slots=True)
class ScorePart:
    """The points of a field; `fact_id` is the fact it rests on, None for what was given."""

    points: int
    how: Literal["given", "found"]
    value: str
    fact_id: int | None = None


@dataclass(frozen=True, slots=True)
class Scored:
    """`missing`: what an unqualified lead lacks, in words; empty for a qualified one."""

    score: int
    parts: Mapping[str, ScorePart]
    missing: tuple[str, ...]

    @property
    def qualified(self) -> bool:
        return not self.missing

    def stored_parts(self) -> dict[str, dict[str, object]]:
        return {field: asdict(part) for field, part in self.parts.items()}


def score_lead(known: Known, facts: Sequence[StoredFact]) -> Scored:
    parts = {field: part for field in WEIGHTS if (part := _part(field, known, facts))}
    score = min(HIGHEST, sum(part.points for part in parts.values()))
    return Scored(score, parts, tuple(_missing(known, facts, score)))


def _part(field: str, known: Known, facts: Sequence[StoredFact]) -> ScorePart | None:
    given = getattr(known, field, "")
    if given:
        return ScorePart(WEIGHTS[field], "given", given)
    fact = _fact_of(field, facts)
    return ScorePart(WEIGHTS[field], "found", fact.value, fact.id) if fact else None


def _fact_of(field: str, facts: Sequence[StoredFact]) -> StoredFact | None:
    if field in {"name", "email"}:
        return None  # whose it is on a page nobody can tell
    if field == "linkedin_url":
        return next((fact for fact in facts if fact.is_linkedin), None)
    return next((fact for fact in facts if fact.field == field), None)


def _missing(known: Known, facts: Sequence[StoredFact], score: int) -> Iterator[str]:
    if not known.name:
        yield "a name"
    if not known.email:
        yield "a mail address"
    given, found = _given(known), _found(facts)
    there = [name for name in ENRICHMENTS if name in given | found]
    if len(there) < ENRICHMENTS_NEEDED:
        lacking = [words for name, words in ENRICHMENTS.items() if name not in there]
        yield f"{ENRICHMENTS_NEEDED - len(there)} of: {', '.join(lacking)}"
    if not found - given:
        yield "anything of these that was found, not given"
    if score < QUALIFIES_FROM:
        yield f"a score of {QUALIFIES_FROM} (it is {score})"


def _given(known: Known) -> frozenset[str]:
    told = {
        "linkedin": known.linkedin_url,
        "website": known.website_url,
        "social": known.twitter_url or known.ig_url,
    }
    return frozenset(name for name, value in told.items() if value)


def _found(facts: Sequence[StoredFact]) -> frozenset[str]:
    return frozenset(
        name for fact in facts if fact.url != PASTED_PROFILE and (name := _enrichment(fact))
    )


def _enrichment(fact: StoredFact) -> str | None:
    if fact.is_linkedin:
        return "linkedin"
    by_field = {"website_url": "website", "social": "social", "company_info": "company_info"}
    return by_field.get(fact.field)
