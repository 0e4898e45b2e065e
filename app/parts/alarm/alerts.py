"""Tells people once when runs have stopped finishing, and once when they finish again.

Runs in the API process every 15 seconds. It sends its own mails: the worker that sends the
others may be what is broken. What has been told stands in the database; when that is what is
broken, LastResort tells it.
"""

import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import structlog
from sqlmodel import Session, col, select

from app.lib.errors import TransientError
from app.parts.alarm import silences
from app.parts.alarm.last_resort import LastResort
from app.parts.alarm.overdue import Overdue, Punctuality
from app.parts.mail import settling
from app.parts.mail.alert import Alert, Recovery, build_alert, build_recovery, team_mail
from app.parts.mail.message import MailContent, fixed_message_id
from app.parts.mail.pausing import active_recipients
from app.parts.mail.tables import TEAM_LIST, Mail, MailKind, MailPhase
from app.parts.parts import SERVICE, Parts, make_outbox
from app.parts.store.statements import required_id

LONGEST_LIMIT = timedelta(hours=1)
"""How long the database may be away where no agent works by schedule."""
PATIENCE = 3
"""So many times the limit after which runs are overdue, an alert is still worth sending."""
SETTLING_SECONDS = 90
"""A service that was switched off for the night catches up first: that is no alarm."""

log = structlog.get_logger("alerts")


class Alerts:
    """`problems` says what is wrong with each part, in plain words."""

    def __init__(
        self,
        parts: Parts,
        punctuality: Sequence[Punctuality],
        problems: Callable[[], Sequence[str]],
        stopwatch: Callable[[], float] = time.monotonic,
    ) -> None:
        self.parts = parts
        self.punctuality = punctuality
        self.problems = problems
        self.stopwatch = stopwatch
        self.began = stopwatch()
        limits = [one.limit for one in punctuality if one.is_needed]
        self.last_resort = LastResort(parts, min(limits, default=LONGEST_LIMIT), stopwatch)

    def look(self) -> None:
        """Raises DatabaseAwayError."""
        try:
            self.look_at_runs()
        except TransientError as error:
            self.last_resort.database_is_away(str(error))
            raise
        self.last_resort.database_answers()

    def look_at_runs(self) -> None:
        if self.last_resort.told:
            self.note_what_was_told()
        for agent in self.punctuality:
            self.look_at_agent(agent)
        self.deliver()

    def look_at_agent(self, punctuality: Punctuality) -> None:
        overdue = {one.profile: one for one in punctuality.overdue()}
        settling = self.stopwatch() - self.began < SETTLING_SECONDS
        for profile in punctuality.profiles:
            if profile not in overdue:
                self.tell_recovery(punctuality, profile)
            elif not settling:
                self.tell_silence(punctuality, overdue[profile])

    def tell_silence(self, punctuality: Punctuality, overdue: Overdue) -> None:
        agent, now = punctuality.agent, self.parts.clock()
        with self.parts.database.read() as session:
            if silences.open_silence(session, agent, overdue.profile) is not None:
                return
        settings = self.parts.settings
        content = build_alert(
            Alert(
                service=SERVICE,
                since=overdue.since,
                now=now,
                zone=settings.zone,
                problems=(*self.problems(), str(overdue)),
                status_url=settings.front_page_url,
                words=punctuality.words,
            )
        )
        told = self.last_resort.take_back()
        with self.parts.database.write() as session:
            silence_id = silences.begin_silence(session, agent, overdue.profile, overdue.since, now)
            if silence_id is not None and not told:
                self.add_mails(
                    session, f"silence-{silence_id}", content, worth_until(now, punctuality)
                )
        log.error("alerts.silence", agent=agent, profile=overdue.profile, reason=str(overdue))

    def note_what_was_told(self) -> None:
        """People know that the database was away: keep that, so that they hear when it is over."""
        now = self.parts.clock()
        every = [(one.agent, profile) for one in self.punctuality for profile in one.profiles]
        with self.parts.database.write() as session:
            for agent, profile in every:
                if silences.open_silence(session, agent, profile) is None:
                    last = silences.last_completed(session, agent, profile)
                    since = last.completed_at if last else None
                    silences.begin_silence(session, agent, profile, since, now)
        self.last_resort.take_back()

    def tell_recovery(self, punctuality: Punctuality, profile: str) -> None:
        agent, now = punctuality.agent, self.parts.clock()
        with self.parts.database.read() as session:
            silence = silences.open_silence(session, agent, profile)
            last = silences.last_completed(session, agent, profile)
        if silence is None or last is None or last.completed_at == silence.since:
            return
        settings = self.parts.settings
        recovery = Recovery(
            service=SERVICE,
            since=silence.since,
            back_at=last.completed_at or now,
            zone=settings.zone,
            status_url=settings.front_page_url,
            words=punctuality.words,
        )
        with self.parts.database.write() as session:
            if silences.end_silence(session, required_id(silence.id), now):
                content, until = build_recovery(recovery), worth_until(now, punctuality)
                self.add_mails(session, f"silence-{silence.id}-over", content, until)
        log.warning("alerts.over", agent=agent, profile=profile)

    def add_mails(
        self, session: Session, name: str, content: MailContent, give_up_at: datetime
    ) -> None:
        now, settings = self.parts.clock(), self.parts.settings
        for recipient in active_recipients(session, settings.email_to, TEAM_LIST):
            message_id = fixed_message_id(name, recipient, settings.sender_address)
            session.add(team_mail(content, recipient, message_id, now, give_up_at, TEAM_LIST))

    def deliver(self) -> None:
        now = self.parts.clock()
        due = select(Mail.id).where(
            Mail.kind == MailKind.ALERT, Mail.phase == MailPhase.OPEN, Mail.next_try_at <= now
        )
        with self.parts.database.read() as session:
            mail_ids = [required_id(one) for one in session.exec(due.order_by(col(Mail.id)))]
        outbox = make_outbox(self.parts, hurried=True)
        for mail_id in mail_ids:
            outbox.deliver(mail_id)
        if mail_ids:
            settling.give_up_late(self.parts.database, self.parts.clock())


def worth_until(now: datetime, punctuality: Punctuality) -> datetime:
    """When the news are too old to be sent: an hour at least, for a mail server that is away."""
    return now + max(punctuality.limit * PATIENCE, LONGEST_LIMIT)
