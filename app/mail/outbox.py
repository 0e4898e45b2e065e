"""Sends what the outbox holds: each mail at most once, each outcome written down."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage

import structlog

from app.clock import Clock
from app.errors import PermanentError, TransientError
from app.mail.sender import MailServerAwayError, Sender, UnknownOutcomeError
from app.store import mails
from app.store.database import Database
from app.store.mails import MailClaim
from app.store.runs import LeaseLostError
from app.store.tables import Mail, MailPhase

RECORD_TRIES = 20
RECORD_WAIT_SECONDS = 1.0

log = structlog.get_logger("mail")


@dataclass(frozen=True, slots=True)
class Outbox:
    """`build` makes the message of a stored mail; it must give the same bytes each time."""

    database: Database
    sender: Sender
    build: Callable[[Mail], EmailMessage]
    clock: Clock
    on_unknown: str = "hold"

    def deliver_due(self, run_id: int | None = None) -> None:
        """Try every open mail whose time has come. Raises DatabaseAwayError."""
        for mail_id in mails.due_mails(self.database, self.clock(), run_id):
            self.deliver(mail_id)

    def deliver(self, mail_id: int) -> None:
        claim = mails.claim_mail(self.database, mail_id, self.clock())
        if claim is None:
            return
        phase = MailPhase.OPEN

        def before_dot() -> None:
            nonlocal phase
            self.move(claim, MailPhase.OPEN, MailPhase.DOT)
            phase = MailPhase.DOT

        try:
            self.sender.send(self.build(claim.mail), claim.mail.recipient, before_dot)
        except LeaseLostError:
            log.warning("mail.taken_over", mail_id=mail_id)
        except MailServerAwayError as error:
            self.record(claim, phase, MailPhase.OPEN, str(error))
        except UnknownOutcomeError as error:
            after = MailPhase.OPEN if self.on_unknown == "resend" else MailPhase.UNKNOWN
            self.record(claim, phase, after, str(error))
        except PermanentError as error:  # refused by the server, or no message can be made of it
            self.record(claim, phase, MailPhase.FAILED, str(error))
        else:
            self.record(claim, phase, MailPhase.SENT, None)

    def record(
        self, claim: MailClaim, before: MailPhase, after: MailPhase, error: str | None
    ) -> None:
        """Write the outcome down, waiting for a database that is restarting: it is known only here.

        If it stays away the mail is left in `dot` and becomes `unknown`: flagged, not resent.
        """
        log.info("mail.outcome", mail_id=claim.mail.id, phase=after, reason=error)
        for attempt in range(RECORD_TRIES):
            try:
                self.move(claim, before, after, error)
            except LeaseLostError:
                log.warning("mail.taken_over", mail_id=claim.mail.id)
            except TransientError:
                if attempt == RECORD_TRIES - 1:
                    raise
                time.sleep(RECORD_WAIT_SECONDS)
                continue
            return

    def move(
        self, claim: MailClaim, before: MailPhase, after: MailPhase, error: str | None = None
    ) -> None:
        now = self.clock()
        again = mails.next_try(now, claim.mail.tries) if after is MailPhase.OPEN else None
        mails.move(self.database, claim, before, after, now, error=error, next_try_at=again)
