"""Tells people that the database is away, when that is why nothing can be told through it.

No outbox stands behind this mail. Redis, if it is there, keeps several processes from telling the
same; without it each tells once.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from app.lib.errors import ScoutError
from app.parts.mail.alert import Alert, build_alert
from app.parts.mail.failures import UnknownOutcomeError
from app.parts.mail.message import Envelope, build_message, fixed_message_id
from app.parts.mail.tables import TEAM_LIST
from app.parts.parts import SERVICE, Parts, in_a_hurry, list_id_of, make_sender
from app.parts.queue.connection import QueueAwayError

TOLD_KEY = "scout:told-database-away"
TOLD_FOR = timedelta(days=7)
WHAT_TO_DO = "Start the database again, or look into its log; the service goes on by itself then."

log = structlog.get_logger("alerts")


class LastResort:
    def __init__(
        self,
        parts: Parts,
        patience: timedelta,
        stopwatch: Callable[[], float] = time.monotonic,
    ) -> None:
        self.parts = parts
        self.patience = patience
        self.stopwatch = stopwatch
        self.told = False
        self.database_answers()

    def database_answers(self) -> None:
        self.answered_at: tuple[float, datetime] = (self.stopwatch(), self.parts.clock())

    def database_is_away(self, problem: str) -> None:
        """Tell, once, when it has been away for too long."""
        moment, since = self.answered_at
        if self.told or self.stopwatch() - moment <= self.patience.total_seconds():
            return
        if not self.first_to_tell():
            return
        self.told = self.send(problem, since)
        if not self.told:
            self.take_back()  # the next look, of whichever process, tries again

    def first_to_tell(self) -> bool:
        try:
            return self.parts.doorbell.set_flag_once(TOLD_KEY, TOLD_FOR)
        except QueueAwayError:
            return True

    def take_back(self) -> bool:
        """Was it told, by any process? From here on it counts as not told."""
        told, self.told = self.told, False
        try:
            return self.parts.doorbell.clear_flag(TOLD_KEY) or told
        except QueueAwayError:
            return told

    def send(self, problem: str, since: datetime) -> bool:
        """True when at least one recipient was told."""
        log.error("alerts.database_away", reason=problem)
        recipients = self.parts.settings.email_to
        return sum(self.send_to(one, problem, since) for one in recipients) > 0

    def send_to(self, recipient: str, problem: str, since: datetime) -> bool:
        settings, now = self.parts.settings, self.parts.clock()
        alert = Alert(
            service=SERVICE,
            since=since,
            now=now,
            zone=settings.zone,
            problems=(f"{problem} {WHAT_TO_DO}",),
            status_url=settings.front_page_url,
        )
        name = f"database-away-{since:%Y%m%dT%H%M}"
        envelope = Envelope(
            sender=settings.email_from,
            recipient=recipient,
            message_id=fixed_message_id(name, recipient, settings.sender_address),
            date=now,
            list_id=list_id_of(settings, TEAM_LIST),
            auto_submitted=True,
        )
        try:
            message = build_message(build_alert(alert), envelope)
            in_a_hurry(make_sender(settings)).send(message, recipient, lambda: None)
        except UnknownOutcomeError:
            return True
        except ScoutError as error:
            log.warning("alerts.not_sent", reason=str(error))
            return False
        return True
