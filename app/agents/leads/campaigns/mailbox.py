"""What one mailbox may send: so many a day, one at a time, with a minute or more between.

Counted when a mail goes, not when it is planned, and under a lock: two workers must not both find
room for the last mail of a day. A new mailbox that sends its full number at once is taken for a
spammer's, so it starts low.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, text
from sqlmodel import Session, col, select

from app.agents.leads.tables import SequenceMail, SequenceMailState
from app.parts.mail.gates import Held

FIRST_DAY: Final = 10
MORE_EACH_DAY: Final = 2
"""With these a cap of 50 is reached three weeks after the first mail."""
SHORTEST_GAP: Final = timedelta(seconds=60)
LONGEST_JITTER: Final = timedelta(seconds=60)
PLANNED_APART = timedelta(seconds=90)
LOCK = 4_207_001
"""The first number of the advisory lock; the second is made of the mailbox."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """`cap`: mails a day, a day of `zone`."""

    address: str
    cap: int
    zone: ZoneInfo

    def lock(self, session: Session) -> None:
        """Until the transaction ends; on SQLite a writing transaction is alone anyway."""
        if session.get_bind().dialect.name == "postgresql":
            statement = text("SELECT pg_advisory_xact_lock(:lock, hashtext(:mailbox))")
            session.execute(statement, {"lock": LOCK, "mailbox": self.address})

    def full(
        self, session: Session, now: datetime, *, campaign: tuple[int, int] | None
    ) -> Held | None:
        """When the mails of today are sent. `campaign`: an id and its own cap."""
        today = self.midnight(now)
        first = session.exec(select(func.min(SequenceMail.sent_at)).where(self.sent)).one()
        most = allowance(
            first.astimezone(self.zone).date() if first else None,
            now.astimezone(self.zone).date(),
            self.cap,
        )
        tomorrow = self.midnight(today + timedelta(hours=36))
        if self.sent_since(session, today) >= most:
            return Held(f"{self.address} has sent its {most} mails of today", tomorrow)
        if campaign and self.sent_since(session, today, campaign[0]) >= campaign[1]:
            return Held(f"The campaign has sent its {campaign[1]} mails of today", tomorrow)
        return None

    def too_soon(self, session: Session, now: datetime) -> Held | None:
        """A minute or more after the mail before; unevenly, but the same whenever it is asked."""
        query = select(SequenceMail).where(self.sent).order_by(col(SequenceMail.sent_at).desc())
        last = session.exec(query.limit(1)).first()
        if last is None or last.sent_at is None:
            return None
        free = last.sent_at + next_gap(Random(last.id))  # noqa: S311 (no secret)
        if free <= now:
            return None
        until = self.free_place(session, free)
        return Held(f"{self.address} sends one mail at a time", until)

    def free_place(self, session: Session, earliest: datetime) -> datetime:
        """Between those that are planned already, so that not all are asked about at once."""
        query = select(SequenceMail.scheduled_for).where(
            SequenceMail.from_email == self.address,
            SequenceMail.state == SequenceMailState.HANDED_OVER,
            col(SequenceMail.sent_at).is_(None),
            col(SequenceMail.scheduled_for) > earliest - PLANNED_APART,
            col(SequenceMail.scheduled_for) < earliest + timedelta(days=1),
        )
        place = earliest
        for planned in session.exec(query.order_by(col(SequenceMail.scheduled_for))):
            if planned is None or planned >= place + PLANNED_APART:
                break
            place = max(place, planned + PLANNED_APART)
        return place

    def sent_since(self, session: Session, since: datetime, campaign_id: int | None = None) -> int:
        query = select(func.count()).where(self.sent, col(SequenceMail.sent_at) >= since)
        if campaign_id is not None:
            query = query.where(SequenceMail.campaign_id == campaign_id)
        return session.exec(query).one()

    @property
    def sent(self) -> ColumnElement[bool]:
        """Also what may not have arrived."""
        return and_(
            col(SequenceMail.from_email) == self.address, col(SequenceMail.sent_at).is_not(None)
        )

    def midnight(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone).replace(hour=0, minute=0, second=0, microsecond=0)


def allowance(first_sent_on: date | None, today: date, cap: int) -> int:
    """How many mails may go today in all. `first_sent_on`: None if the mailbox never sent."""
    age = (today - first_sent_on).days if first_sent_on else 0
    return max(0, min(cap, FIRST_DAY + MORE_EACH_DAY * max(age, 0)))


def next_gap(source: Random) -> timedelta:
    """One to two minutes, unevenly: mails that leave to the second look like a machine's."""
    return SHORTEST_GAP + LONGEST_JITTER * source.random()
