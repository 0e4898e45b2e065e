"""What research keeps: pages with their facts, ways with what came of them, score and status.

Each page is stored as it is read, with its facts and in one transaction, and every write begins
with the check that the run is still this attempt's.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, or_
from sqlmodel import Session, col, select

from app.agents.leads.depth import Depth
from app.agents.leads.facts.types import Fact
from app.agents.leads.research.guard import standing
from app.agents.leads.research.lead_rows import (
    facts_of,
    free_those_left_behind,
    is_stored,
    known_of,
    result_of,
    status_by_score,
)
from app.agents.leads.research.ledger import Ledger
from app.agents.leads.research.plan import Known, Way
from app.agents.leads.research.site_page import SiteLink, SitePage
from app.agents.leads.score import Scored, score_lead
from app.agents.leads.tables import Lead, LeadFact, LeadPage, LeadResearch, LeadStatus
from app.lib.errors import PermanentError
from app.parts.runs import endings, lease

if TYPE_CHECKING:
    from app.parts.parts import Parts
    from app.parts.runs.lease import Claim

BEFORE_MAILS: Final = (LeadStatus.NEW, LeadStatus.RESEARCHED, LeadStatus.UNQUALIFIED)
"""Who was written to keeps that status: research changes only what is known of them."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """`outcome` as in `lead_research`; `detail` for people to read."""

    outcome: str
    detail: str
    usd: float = 0.0


@dataclass(frozen=True, slots=True)
class Desk:
    """Where one attempt at one lead writes to."""

    parts: "Parts"
    claim: "Claim"
    lead_id: int

    @property
    def ledger(self) -> Ledger:
        return Ledger(self.parts, self.claim, self.lead_id)

    def begin(self) -> Known:
        """Says that the lead is at work. Raises PermanentError when it is gone."""
        now = self.parts.clock()
        with self.parts.database.write() as session:
            lease.guard(session, self.claim, now)
            lead = session.get(Lead, self.lead_id)
            if lead is None:
                raise PermanentError(f"There is no lead {self.lead_id} any more.")
            free_those_left_behind(session, now)
            if lead.status in BEFORE_MAILS:
                lead.status, lead.updated_at = LeadStatus.RESEARCHING, now
                session.add(lead)
            return known_of(lead)

    def ways_taken(self) -> set[tuple[str, str]]:
        """By an earlier attempt of this run: kind and target."""
        query = select(LeadResearch.way, LeadResearch.target).where(
            LeadResearch.run_id == self.claim.run_id
        )
        with self.parts.database.read() as session:
            return {(way, target) for way, target in session.exec(query)}

    def page_read(self, address: str) -> SitePage | None:
        """As an earlier attempt of this run stored it."""
        query = select(LeadPage).where(
            LeadPage.lead_id == self.lead_id,
            or_(col(LeadPage.asked_url) == address, col(LeadPage.url) == address),
            col(LeadPage.fetched_at) >= self.claim.started_at,
        )
        with self.parts.database.read() as session:
            page = session.exec(query).first()
        if page is None:
            return None
        links = tuple(SiteLink(one.get("url", ""), one.get("words", "")) for one in page.links)
        return SitePage(page.url, page.title, page.text, links=links)

    def pages(self) -> Sequence[LeadPage]:
        """Those that were read since this run began, in that order."""
        query = select(LeadPage).where(
            LeadPage.lead_id == self.lead_id, col(LeadPage.fetched_at) >= self.claim.started_at
        )
        with self.parts.database.read() as session:
            return session.exec(query.order_by(col(LeadPage.id))).all()

    def store_page(self, asked: str, page: SitePage, facts: Iterable[Fact]) -> int:
        """The page in the place of what it said before, and those of its facts that stand in it;
        the count of them."""
        now = self.parts.clock()
        kept = list(dict.fromkeys(standing(facts, page.text)))
        of_page = (col(LeadPage.lead_id) == self.lead_id, col(LeadPage.url) == page.url)
        with self.parts.database.write() as session:
            lease.guard(session, self.claim, now)
            session.execute(delete(LeadPage).where(*of_page))
            session.execute(
                delete(LeadFact).where(
                    col(LeadFact.lead_id) == self.lead_id, col(LeadFact.url) == page.url
                )
            )
            session.add(
                LeadPage(
                    lead_id=self.lead_id,
                    url=page.url,
                    asked_url=asked,
                    title=page.title,
                    text=page.text,
                    links=[{"url": link.url, "words": link.words} for link in page.links],
                    fetched_at=now,
                )
            )
            session.add_all(self._row(fact, page.url, now) for fact in kept)
        return len(kept)

    def note(self, way: Way, depth: Depth, outcome: Outcome, milliseconds: int = 0) -> None:
        now = self.parts.clock()
        with self.parts.database.write() as session:
            lease.guard(session, self.claim, now)
            session.add(
                LeadResearch(
                    lead_id=self.lead_id,
                    run_id=self.claim.run_id,
                    created_at=now,
                    depth=depth,
                    way=way.kind,
                    target=way.target,
                    reason=way.reason,
                    outcome=outcome.outcome,
                    detail=outcome.detail[:2_000],
                    milliseconds=milliseconds,
                    usd=outcome.usd,
                )
            )

    def finish(self, known: Known, said: Iterable[tuple[str, str, Fact]]) -> Scored:
        """The last facts (each with its page's address and text), the score, the status and the
        run's end, all or nothing."""
        now = self.parts.clock()
        with self.parts.database.write() as session:
            lease.guard(session, self.claim, now)
            named = [(url, fact) for url, text, one in said for fact in standing([one], text)]
            rows = [self._row(fact, url, now) for url, fact in named]
            session.add_all(row for row in rows if not is_stored(session, row))
            session.flush()
            scored = score_lead(known, facts_of(session, self.lead_id))
            self._grade(session, scored, now)
            result = result_of(session, self.claim.run_id, self.lead_id, scored)
            endings.finish_run(session, self.claim, now, result=result)
        return scored

    def give_back(self) -> None:
        """The run has failed for good: the lead is as it was before it."""
        now = self.parts.clock()
        with self.parts.database.write() as session:
            lease.guard(session, self.claim, now)
            lead = session.get(Lead, self.lead_id)
            if lead is not None and lead.status == LeadStatus.RESEARCHING:
                lead.status = status_by_score(lead)
                session.add(lead)

    def _grade(self, session: Session, scored: Scored, now: datetime) -> None:
        lead = session.get(Lead, self.lead_id)
        if lead is None:
            return
        lead.score, lead.score_parts = scored.score, scored.stored_parts()
        lead.missing, lead.updated_at = list(scored.missing), now
        if lead.status == LeadStatus.RESEARCHING:
            lead.status = status_by_score(lead)
        session.add(lead)

    def _row(self, fact: Fact, url: str, now: datetime) -> LeadFact:
        return LeadFact(
            lead_id=self.lead_id,
            run_id=self.claim.run_id,
            field=fact.field,
            value=fact.value,
            quote=fact.quote,
            url=url,
            fetched_at=now,
        )
