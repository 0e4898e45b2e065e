"""The mails that tell the team of alerts: one for all that one notification began, one for all that
it ended."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session

from app.agents.team.tables import Alert
from app.lib.printable import one_line
from app.lib.settings.settings import Settings
from app.parts.mail.alert import clock_time, team_mail
from app.parts.mail.compose import compose
from app.parts.mail.message import MailContent, fixed_message_id
from app.parts.mail.pausing import active_recipients
from app.parts.mail.tables import TEAM_LIST

MOST_LINES: Final = 20
WORTH_SENDING: Final = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class AlertLine:
    """`times`: since when, or from when to when."""

    name: str
    severity: str
    summary: str
    where: str
    times: str


def add_alert_mails(
    session: Session, settings: Settings, rows: Sequence[Alert], now: datetime, *, works: bool
) -> None:
    """One for each of EMAIL_TO who has not paused them, in the caller's transaction."""
    content = alert_content(settings, rows, now, works=works)
    what = "|".join(sorted(f"{row.fingerprint} {row.starts_at.isoformat()}" for row in rows))
    digest = hashlib.sha256(what.encode("utf-8", "replace")).hexdigest()[:20]
    name = f"monitoring-{'over' if works else 'begun'}-{digest}"
    for recipient in active_recipients(session, settings.email_to, TEAM_LIST):
        message_id = fixed_message_id(name, recipient, settings.sender_address)
        until = now + WORTH_SENDING
        session.add(team_mail(content, recipient, message_id, now, until, TEAM_LIST))


def alert_content(
    settings: Settings, rows: Sequence[Alert], now: datetime, *, works: bool
) -> MailContent:
    more = len(rows) - 1
    others = f" and {more} more" if more else ""
    headline = f"{one_line(rows[0].name, 80)}{others}{' is over' if works else ''}"
    if works and more:
        headline = f"{one_line(rows[0].name, 80)}{others} are over"
    lines = [line_of(row, settings, now) for row in rows[:MOST_LINES]]
    return compose(
        f"{'Over' if works else 'Alert'}: {headline}",
        "monitoring",
        headline=headline,
        works=works,
        lines=lines,
        more=len(rows) - len(lines),
        when=clock_time(now, now, settings.zone),
        status_url=f"{settings.public_url}/webhooks?kind=monitoring",
    )


def line_of(row: Alert, settings: Settings, now: datetime) -> AlertLine:
    since = clock_time(row.starts_at, now, settings.zone)
    until = clock_time(row.ends_at, now, settings.zone)
    where = ", ".join(
        one_line(str(row.labels[name]), 100)
        for name in ("instance", "job", "service", "namespace")
        if row.labels.get(name)
    )
    return AlertLine(
        name=one_line(row.name, 120),
        severity=one_line(row.severity, 40),
        summary=one_line(row.summary, 400),
        where=where,
        times=f"from {since} to {until}" if until else f"since {since}",
    )
