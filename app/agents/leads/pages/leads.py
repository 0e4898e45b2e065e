"""The leads as their page lists them: by status, words and least score, fifty at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, and_, func, tuple_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.agents.leads.tables import Lead, LeadStatus
from app.parts.store.database import Database
from app.parts.store.statements import required_id

ON_A_PAGE = 50
ESCAPE, ACTIVE = "\\", frozenset("\\%_")
Sort = Literal["newest", "best"]


@dataclass(frozen=True, slots=True)
class Wanted:
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
    wanted: Wanted
    counts: Mapping[str, int]
    has_more: bool

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def next_address(self) -> str:
        return self.wanted.address(before=self.lines[-1].id)


def read_leads(database: Database, wanted: Wanted) -> LeadsView:
    """Raises DatabaseAwayError."""
    with database.read() as session:
        ids = [required_id(one) for one in session.exec(ids_of(session, wanted))]
        found = session.exec(select(Lead).where(col(Lead.id).in_(ids[:ON_A_PAGE]))).all()
        place = {lead_id: number for number, lead_id in enumerate(ids)}
        lines = sorted((line_of(lead) for lead in found), key=lambda line: place[line.id])
        return LeadsView(
            lines=tuple(lines),
            wanted=wanted,
            counts=counts(session),
            has_more=len(ids) > ON_A_PAGE,
        )


def ids_of(session: Session, wanted: Wanted) -> SelectOfScalar[int | None]:
    """One more than a page: it tells whether there are more."""
    query: SelectOfScalar[int | None] = select(col(Lead.id))
    if wanted.words:
        query = query.where(holds(wanted.words))
    if wanted.status is not None:
        status = col(Lead.status) + "" if wanted.words else col(Lead.status)
        query = query.where(status == wanted.status)
    if wanted.by_score:
        query = query.where(col(Lead.score) >= (wanted.least_score or 0))
        query = query.order_by(col(Lead.score).desc())
    if wanted.before is not None:
        query = query.where(comes_after(session, wanted.before, by_score=wanted.by_score))
    # Words are looked for in their own index: by that of another column most rows would be read.
    newest = (col(Lead.id) + 0).desc() if wanted.words else col(Lead.id).desc()
    return query.order_by(newest).limit(ON_A_PAGE + 1)


def comes_after(session: Session, lead_id: int, *, by_score: bool) -> ColumnElement[bool]:
    """By the place of that lead in the order; of one that was erased meanwhile its id is left."""
    if by_score:
        last = session.exec(select(Lead.score).where(Lead.id == lead_id)).first()
        if last is not None:
            return tuple_(col(Lead.score), col(Lead.id)) < (last, lead_id)
    return col(Lead.id) < lead_id


def holds(words: str) -> ColumnElement[bool]:
    """Each of the words stands in name, address or company. A letter beyond ASCII may be any:
    SQLite makes no small ones of those."""
    text = col(Lead.searched)
    return and_(*(text.like(pattern_of(word), escape=ESCAPE) for word in words.lower().split()))


def pattern_of(word: str) -> str:
    kept = "".join(f"{ESCAPE}{sign}" if sign in ACTIVE else sign for sign in word)
    return "%" + "".join(sign if sign.isascii() else "_" for sign in kept) + "%"


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
