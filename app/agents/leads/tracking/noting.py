"""Notes that a mail was opened or its link followed: in `email_events`, and the first of each kind,
by people and by machines apart, in the mail's own row, from where it is counted.

A mail has few such events, however often it is asked for: what changes nothing takes one look and
no lock.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, cast

from sqlmodel import Session, col, select, update

from app.agents.leads.campaigns.stopping import lock_lead
from app.agents.leads.tables import EmailEvent, Lead, SequenceMail
from app.agents.leads.tracking.html_part import TrackedMail
from app.agents.leads.tracking.judge import KINDS, Judgement, Kind, Seen, first, judge
from app.agents.leads.tracking.permission import may_track
from app.lib.settings.settings import Settings
from app.parts.store.database import Database

COUNTED_FOR: Final = timedelta(days=60)
"""What is opened later than that after sending is not noted."""


@dataclass(frozen=True, slots=True)
class Tracker:
    database: Database
    settings: Settings

    def note(self, mail: TrackedMail, seen: Seen) -> None:
        """Raises DatabaseAwayError, RulesError."""
        with self.database.read() as session:
            if self.judged(session, mail, seen) is None:
                return
        with self.database.write() as session:
            lock_lead(session, mail.lead_id)  # an erasure is before this, or after it
            judgement = self.judged(session, mail, seen)
            if judgement is not None:
                store(session, mail, judgement)

    def judged(self, session: Session, mail: TrackedMail, seen: Seen) -> Judgement | None:
        """None: nothing is to be noted."""
        query = select(SequenceMail.sent_at).where(
            SequenceMail.id == mail.id, SequenceMail.lead_id == mail.lead_id
        )
        sent_at = session.exec(query).first()
        lead = session.get(Lead, mail.lead_id)
        if lead is None or sent_at is None or seen.at - sent_at >= COUNTED_FOR:
            return None
        judgement = judge(seen, noted_of(session, mail), sent_at)
        if judgement.changes_nothing or not may_track(session, self.settings, lead):
            return None
        return judgement


def noted_of(session: Session, mail: TrackedMail) -> Sequence[Seen]:
    query = select(EmailEvent).where(
        EmailEvent.email_campaign_id == mail.id, col(EmailEvent.kind).in_(KINDS)
    )
    return [
        Seen(cast("Kind", row.kind), row.detail, row.created_at, row.by_machine, row.id)
        for row in session.exec(query)
    ]


def store(session: Session, mail: TrackedMail, judgement: Judgement) -> None:
    machines = col(EmailEvent.id).in_(judgement.machines)
    session.execute(update(EmailEvent).where(machines).values(by_machine=True))
    if judgement.new is not None:
        session.add(row_of(mail, judgement.new))
    session.flush()
    session.expire_all()
    noted = noted_of(session, mail)
    marks = {
        "opened_at": first(noted, "opened", by_machine=False),
        "clicked_at": first(noted, "clicked", by_machine=False),
        "opened_by_machine_at": first(noted, "opened", by_machine=True),
        "clicked_by_machine_at": first(noted, "clicked", by_machine=True),
    }
    session.execute(update(SequenceMail).where(col(SequenceMail.id) == mail.id).values(**marks))


def row_of(mail: TrackedMail, seen: Seen) -> EmailEvent:
    return EmailEvent(
        lead_id=mail.lead_id,
        email_campaign_id=mail.id,
        created_at=seen.at,
        kind=seen.kind,
        by_machine=seen.by_machine,
        detail=seen.link,
    )
