"""The figures of the lead agent over a stretch of time: how many, how fast, how good, how much."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import func, true
from sqlmodel import Session, col, select

from app.agents.leads.agent import RESEARCH, SEQUENCE
from app.agents.leads.intake.research_figures import Research, research_in
from app.agents.leads.tables import Lead, LeadStatus, SequenceMail
from app.lib.days import day_of, last_days
from app.parts.store.api_usage import ApiUsage
from app.parts.store.database import Database

STATUS = "by_status"
"""Named for GROUP BY: PostgreSQL takes an expression with values in it for another each time."""


class Range(StrEnum):
    TODAY = "today"
    WEEK = "week"
    MONTH = "month"
    ALL = "all"


DAYS = {Range.WEEK: 7, Range.MONTH: 30}


@dataclass(frozen=True, slots=True)
class Mailing:
    """Of the mails sent in the time. Opens and clicks are those of people, but for the last two."""

    sent: int
    replied: int
    bounced: int
    unsubscribed: int
    opened: int
    clicked: int
    opened_by_machines: int
    clicked_by_machines: int

    @property
    def are_tracked(self) -> bool:
        by_people = self.opened + self.clicked
        return by_people + self.opened_by_machines + self.clicked_by_machines > 0


@dataclass(frozen=True, slots=True)
class Analytics:
    """`since` None: from the beginning. `usd` at list price, also of leads that were refused. Rates
    are from 0 to 1, of the researched leads and the sent mails; None of none."""

    range: Range
    since: datetime | None
    added: int
    by_status: dict[str, int]
    research: Research
    mails: Mailing
    usd: float
    usd_by_service: dict[str, float]

    @property
    def qualification_rate(self) -> float | None:
        return share(self.research.qualified, self.research.leads)

    @property
    def reply_rate(self) -> float | None:
        return share(self.mails.replied, self.mails.sent)

    @property
    def bounce_rate(self) -> float | None:
        return share(self.mails.bounced, self.mails.sent)

    @property
    def objection_rate(self) -> float | None:
        return share(self.mails.unsubscribed, self.mails.sent)

    @property
    def usd_per_lead(self) -> float | None:
        """By lead researched."""
        return self.usd / self.research.leads if self.research.leads else None


def analytics(database: Database, range_: Range, *, now: datetime, zone: ZoneInfo) -> Analytics:
    """`today` begins at midnight in the zone; `week` and `month` are the last 7 and 30 days, today
    the last of them."""
    since = _since(range_, now, zone)
    start = since or datetime.min.replace(tzinfo=now.tzinfo)
    with database.read() as session:
        costs = _costs(session, start)
        return Analytics(
            range=range_,
            since=since,
            added=_count(session, start),
            by_status=_by_status(session, since),
            research=research_in(session, since),
            mails=_mails(session, start),
            usd=sum(costs.values()),
            usd_by_service=costs,
        )


def share(part: int, whole: int) -> float | None:
    """None of nothing: no mail sent is no reply rate of 0."""
    return round(part / whole, 4) if whole else None


def _since(range_: Range, now: datetime, zone: ZoneInfo) -> datetime | None:
    if range_ is Range.TODAY:
        return day_of(now, zone).start
    return last_days(now, zone, DAYS[range_])[0].start if range_ in DAYS else None


def _count(session: Session, since: datetime) -> int:
    query = select(func.count()).select_from(Lead).where(col(Lead.created_at) >= since)
    return session.exec(query).one()


def _by_status(session: Session, since: datetime | None) -> dict[str, int]:
    # By the index of the time: by that of the status the rows of all times would be read.
    status = (col(Lead.status) if since is None else col(Lead.status) + "").label(STATUS)
    lately = true() if since is None else col(Lead.created_at) >= since
    query = select(status, func.count()).where(lately).group_by(STATUS)
    found: Sequence[tuple[str, int]] = session.exec(query).all()
    return dict.fromkeys(LeadStatus, 0) | dict(found)


def _mails(session: Session, since: datetime) -> Mailing:
    marks = (
        *("sent_at", "replied_at", "bounced_at", "unsubscribed_at", "opened_at", "clicked_at"),
        *("opened_by_machine_at", "clicked_by_machine_at"),
    )
    counts = [func.count(getattr(SequenceMail, mark)) for mark in marks]
    row = session.execute(select(*counts).where(col(SequenceMail.sent_at) >= since)).one()
    return Mailing(*(int(count) for count in row))


def _costs(session: Session, since: datetime) -> dict[str, float]:
    query = select(ApiUsage.service, func.sum(ApiUsage.usd)).where(
        col(ApiUsage.agent).in_((RESEARCH, SEQUENCE)), col(ApiUsage.created_at) >= since
    )
    rows = session.exec(query.group_by(ApiUsage.service).order_by(ApiUsage.service))
    return {service: float(usd) for service, usd in rows}
