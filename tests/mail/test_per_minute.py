"""MAIL_PER_MINUTE holds over all processes: it is counted where all of them write."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from sqlmodel import col, select

from app.parts.mail import mails
from app.parts.mail.tables import Mail, MailPhase
from app.parts.store.database import Database


def owe(database: Database, count: int, now: datetime) -> list[int]:
    with database.write() as session:
        session.add_all(
            Mail(
                recipient="ann@example.com",
                message_id=f"run-1.{number}@example.com",
                created_at=now,
                next_try_at=now,
                give_up_at=now + timedelta(hours=1),
                changed_at=now - timedelta(hours=1),
            )
            for number in range(count)
        )
    return mails.due_mails(database, now)


def phases(database: Database) -> list[str]:
    with database.read() as session:
        return sorted(session.exec(select(Mail.phase).order_by(col(Mail.id))))


def test_no_more_are_taken_in_a_minute_than_may_go_however_many_take(
    database: Database, noon: datetime
) -> None:
    due = owe(database, 12, noon)
    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(lambda one: mails.claim_mail(database, one, noon, per_minute=5), due))
    claims = [one for one in taken if one is not None]
    assert len(claims) == 5
    for claim in claims:
        mails.move(database, claim, MailPhase.OPEN, MailPhase.DOT, noon)
        mails.move(database, claim, MailPhase.DOT, MailPhase.SENT, noon)
    soon, later = noon + timedelta(seconds=59), noon + timedelta(seconds=61)
    left = mails.due_mails(database, soon)
    assert all(mails.claim_mail(database, one, soon, per_minute=5) is None for one in left)
    assert mails.claim_mail(database, left[0], later, per_minute=5) is not None
    assert phases(database) == [MailPhase.OPEN] * 7 + [MailPhase.SENT] * 5
