"""The leads as their page lists them: by status, words and least score, fifty at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from urllib.parse import urlencode

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.agents.leads.intake.lead_search import Wanted, find_leads
from app.agents.leads.tables import Lead, LeadStatus
from app.parts.store.database import Database
from app.parts.store.statements import required_id

ON_A_PAGE = 50
Sort = Literal["newest", "best"]


@dataclass(frozen=True, slots=True)
class Listed:
    """`before`: the id of the lead that the page before ended with."""

    status: LeadStatus | None = None
    words: str = ""
    least_score: int | None = None
    sort: Sort = "newest"
    before: int | None = None

    @property
    def by_score(self) -> bool:
        """Whoever asks for a least score wants the best first."""
        return self.sort == "best" or self.least_score is not None

    @property
    def search(self) -> Wanted:
        """One more than a page: it tells whether there are more."""
        return Wanted(
            self.status,
            self.words,
            self.least_score,
            ON_A_PAGE + 1,
            self.before,
            best_first=self.by_score,
        )

    @property
    def is_all(self) -> bool:
        return self.status is None and not self.words and self.least_score is None

    def address(self, **changes: object) -> str:
        """The query of the same list with something else about it; "" for all of it."""
        values = {
            "status": self.status.value if self.status else "",
            "q": self.words,
            "min_score": "" if self.least_score is None else self.least_score,
            "sort": "" if self.sort == "newest" else self.sort,
            "before": "",
        } | changes
        query = urlencode({name: value for name, value in values.items() if value != ""})
        return f"?{query}" if query else ""


@dataclass(frozen=True, slots=True)
class LeadLine:
    id: int
    name: str
    company: str
    title: str
    email: str
    status: str
    score: int | None
    created_at: datetime
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeadsView:
    """`counts`: of all leads, by status."""

    lines: tuple[LeadLine, ...]
    wanted: Listed
    counts: Mapping[str, int]
    has_more: bool

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def next_address(self) -> str:
        return self.wanted.address(before=self.lines[-1].id)


def read_leads(database: Database, wanted: Listed) -> LeadsView:
    """Raises DatabaseAwayError."""
    found = find_leads(database, wanted.search)
    with database.read() as session:
        return LeadsView(
            lines=tuple(line_of(lead) for lead in found[:ON_A_PAGE]),
            wanted=wanted,
            counts=counts(session),
            has_more=len(found) > ON_A_PAGE,
        )


def line_of(lead: Lead) -> LeadLine:
    return LeadLine(
        id=required_id(lead.id),
        name=lead.name or "",
        company=lead.company or "",
        title=lead.title or "",
        email=lead.email or "",
        status=lead.status,
        score=lead.score,
        created_at=lead.created_at,
        missing=tuple(lead.missing),
    )


def counts(session: Session) -> dict[str, int]:
    query = select(col(Lead.status), func.count()).group_by(col(Lead.status))
    return {row[0]: row[1] for row in session.execute(query)}
