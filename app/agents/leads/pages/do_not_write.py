"""Whom nobody writes to any more, and what people agreed to, as their pages list them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import select

from app.agents.leads.consent_chain import Chain, list_consents, look_at_chain
from app.agents.leads.pages import words
from app.agents.leads.suppressions import list_suppressions
from app.agents.leads.tables import Consent, ConsentWords, Suppression
from app.parts.http.pages import Badge
from app.parts.store.database import Database
from app.parts.store.statements import required_id

ON_A_PAGE = 50
LOOKED_AT_UNASKED = 1_000
"""Entries of the chain: more take longer than a page may."""


@dataclass(frozen=True, slots=True)
class SuppressionLine:
    id: int
    domain: str
    reason: str
    source: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SuppressionsView:
    """`problem`: why what was just asked for was not done."""

    lines: tuple[SuppressionLine, ...]
    has_more: bool
    before: int | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """`person` is the beginning of the digest: the same for the same address. `at`: when they said
    it. `rule` names that of the law's table, with its version."""

    id: int
    number: int
    kind: Badge
    person: str
    lead_id: int | None
    evidence: str
    source: str
    rule: str
    at: datetime
    is_erased: bool = False


@dataclass(frozen=True, slots=True)
class ConsentsView:
    """`chain` is None where it was not looked at: it is long."""

    lines: tuple[ConsentLine, ...]
    has_more: bool
    entries: int
    chain: Chain | None
    before: int | None = None


def read_suppressions(
    database: Database, before: int | None = None, problem: str = ""
) -> SuppressionsView:
    """Raises DatabaseAwayError."""
    rows = list_suppressions(database, limit=ON_A_PAGE + 1, before=before)
    lines = tuple(suppression_of(row) for row in rows[:ON_A_PAGE])
    return SuppressionsView(lines, len(rows) > ON_A_PAGE, before, problem)


def suppression_of(row: Suppression) -> SuppressionLine:
    return SuppressionLine(required_id(row.id), row.hint, row.reason, row.source, row.created_at)


def read_consents(database: Database, before: int | None, *, look: bool) -> ConsentsView:
    """`look`: also where the chain is long. Raises DatabaseAwayError."""
    with database.read() as session:
        entries = session.exec(select(func.count()).select_from(Consent)).one()
        rows = list_consents(session, limit=ON_A_PAGE + 1, before=before)
        lines = tuple(consent_of(row, words) for row, words in rows[:ON_A_PAGE])
    chain = look_at_chain(database) if look or entries <= LOOKED_AT_UNASKED else None
    return ConsentsView(lines, len(rows) > ON_A_PAGE, entries, chain, before)


def consent_of(row: Consent, said: ConsentWords | None) -> ConsentLine:
    return ConsentLine(
        id=required_id(row.id),
        number=row.number,
        kind=words.badge(words.CONSENTS, row.kind),
        person=row.address_digest.rpartition(":")[2][:8],
        lead_id=said.lead_id if said else None,
        evidence=said.wording if said else "",
        source=said.source if said else row.via,
        rule=" ".join(filter(None, (row.rule, row.rules_version))),
        at=row.happened_at,
        is_erased=said is None and bool(row.words_digest),
    )
