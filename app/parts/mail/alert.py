"""The mails that say that the service stands still, and that it works again. Pure, no brands."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from app.parts.alarm.words import SUMMARIES, SilenceWords
from app.parts.mail.compose import compose
from app.parts.mail.message import MailContent
from app.parts.mail.tables import Mail, MailKind


@dataclass(frozen=True, slots=True)
class Alert:
    """Runs have stopped finishing. Times carry a zone.

    `problems` say in plain words what is wrong and what to do, one sentence each; `since` is when
    a run last finished (None: never); `status_url` is where the state can be seen.
    """

    service: str
    since: datetime | None
    now: datetime
    zone: ZoneInfo
    problems: tuple[str, ...]
    status_url: str
    words: SilenceWords = SUMMARIES


@dataclass(frozen=True, slots=True)
class Recovery:
    """A run has finished again, at `back_at`, after a silence since `since`."""

    service: str
    since: datetime | None
    back_at: datetime
    zone: ZoneInfo
    status_url: str
    words: SilenceWords = SUMMARIES


def build_alert(alert: Alert) -> MailContent:
    since = clock_time(alert.since, alert.now, alert.zone)
    headline = f"{alert.words.headline} {since}" if since else alert.words.never
    return compose(
        f"{alert.service}: {headline[0].lower()}{headline[1:]}",
        "alert",
        service=alert.service,
        headline=headline,
        works=False,
        says=alert.words.lost,
        problems=alert.problems,
        when=clock_time(alert.now, alert.now, alert.zone),
        status_url=alert.status_url,
    )


def build_recovery(recovery: Recovery) -> MailContent:
    words, since = recovery.words, clock_time(recovery.since, recovery.back_at, recovery.zone)
    when = clock_time(recovery.back_at, recovery.back_at, recovery.zone)
    return compose(
        f"{recovery.service}: {words.works[0].lower()}{words.works[1:]}",
        "alert",
        service=recovery.service,
        headline=words.works,
        works=True,
        says=words.again.format(when=when),
        problems=(words.before.format(since=since),) if since else (),
        when=when,
        status_url=recovery.status_url,
    )


def clock_time(moment: datetime | None, now: datetime, zone: ZoneInfo) -> str:
    """ "14:10" today, "14:10 on Thu 19 Nov" on another day, "" for never."""
    if moment is None:
        return ""
    there, today = moment.astimezone(zone), now.astimezone(zone)
    day = "" if there.date() == today.date() else f" on {there:%a} {there.day} {there:%b}"
    return f"{there:%H:%M}{day}"


def team_mail(
    content: MailContent,
    recipient: str,
    message_id: str,
    now: datetime,
    give_up_at: datetime,
    list_name: str | None = None,
) -> Mail:
    """A mail of the service to one of the team, as a row for the outbox. Without a list nobody
    has paused it."""
    return Mail(
        kind=MailKind.ALERT,
        list_name=list_name,
        auto_submitted=True,
        recipient=recipient,
        message_id=message_id,
        subject=content.subject,
        text=content.text,
        html=content.html,
        created_at=now,
        next_try_at=now,
        give_up_at=give_up_at,
        changed_at=now,
    )
