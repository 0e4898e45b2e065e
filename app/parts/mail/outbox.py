"""Sends what the outbox holds: each mail at most once, each outcome written down."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email.message import EmailMessage

import structlog

from app.lib.clock import Clock
from app.lib.errors import PermanentError, ScoutError, TransientError
from app.parts.mail import mails
from app.parts.mail.failures import MailRefusedError, MailServerAwayError, UnknownOutcomeError
from app.parts.mail.gates import Gates, HeldBackError
from app.parts.mail.mails import MailClaim
from app.parts.mail.sender import Sender
from app.parts.mail.tables import Mail, MailPhase
from app.parts.runs import lease
from app.parts.runs.lease import LeaseLostError
from app.parts.store.database import Database

RECORD_TRIES = 20
RECORD_WAIT_SECONDS = 1.0
CRASHED_GATE_WAIT = timedelta(minutes=15)
PASS_SECONDS = 60
"""No delivery begins later in a pass: with one of 480 s it is less than a job may take."""

CRASHED = "A fault of this service kept it from being sent: the log has it as mail.crashed."
log = structlog.get_logger("mail")


@dataclass(frozen=True, slots=True)
class Outbox:
    """`build` makes the message of a stored mail; it must give the same bytes each time. `gates`:
    who else has a say in whether a mail goes. `per_minute`: no more than so many, whoever sends."""

    database: Database
    sender: Sender
    build: Callable[[Mail], EmailMessage]
    clock: Clock
    on_unknown: str = "hold"
    stopwatch: Callable[[], float] = time.monotonic
    gates: Gates = field(default_factory=dict)
    per_minute: int | None = None

    def deliver_due(self, run_id: int | None = None) -> None:
        """Try every open mail whose time has come. Raises DatabaseAwayError.

        A server that lets each wait for minutes does not hold the worker up: what is left is rung
        for again.
        """
        began = self.stopwatch()
        for mail_id in self.due(run_id):
            if self.stopwatch() - began > PASS_SECONDS:
                log.info("mail.left_for_later", run_id=run_id)
                return
            self.deliver(mail_id)

    def due(self, run_id: int | None) -> list[int]:
        left_by_runs = run_id is None
        return mails.due_mails(self.database, self.clock(), run_id, left_by_runs=left_by_runs)

    def deliver(self, mail_id: int) -> None:
        claim = self.claim(mail_id)
        if claim is None:
            return
        attempt = Attempt(self, claim)
        try:
            with self.renewing(claim):
                attempt.send()
        except LeaseLostError:
            log.warning("mail.taken_over", mail_id=mail_id)
        except HeldBackError as error:
            log.info("mail.held_back", mail_id=mail_id, reason=str(error))
        except MailServerAwayError as error:
            self.record(claim, attempt.phase, MailPhase.OPEN, str(error))
        except UnknownOutcomeError as error:
            self.record(claim, attempt.phase, self.after_unknown(claim.mail), str(error))
        except PermanentError as error:  # refused by the server, or no message can be made of it
            of_recipient = error.of_recipient if isinstance(error, MailRefusedError) else ""
            self.record(claim, attempt.phase, MailPhase.FAILED, str(error), of_recipient)
        else:
            self.record(claim, attempt.phase, MailPhase.SENT, None)

    def after_unknown(self, mail: Mail) -> MailPhase:
        """A mail that a gate watches goes once at most, whatever the operator chose for others."""
        resend = self.on_unknown == "resend" and mail.kind not in self.gates
        return MailPhase.OPEN if resend else MailPhase.UNKNOWN

    def claim(self, mail_id: int) -> MailClaim | None:
        """One of the service's catch-all boundaries: a mail whose gate crashes does not go, and
        holds up none of those behind it."""
        try:
            return mails.claim_mail(
                self.database, mail_id, self.clock(), self.gates, self.per_minute
            )
        except TransientError:
            raise
        except PermanentError as error:
            reason = str(error)
        except Exception:
            log.exception("mail.gate_crashed", mail_id=mail_id)
            reason = CRASHED
        mails.put_off(self.database, mail_id, self.clock() + CRASHED_GATE_WAIT, reason)
        return None

    @contextmanager
    def renewing(self, claim: MailClaim) -> Iterator[None]:
        """Renews the claim while its mail is on the way: a slow server takes minutes.

        Without it the next attempt takes over after 45 s, and no attempt ever ends.
        """
        done = threading.Event()
        thread = threading.Thread(target=self.renew, args=(claim, done), daemon=True, name="mail")
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join(timeout=lease.HEARTBEAT_SECONDS)

    def renew(self, claim: MailClaim, done: threading.Event) -> None:
        while not done.wait(lease.HEARTBEAT_SECONDS):
            try:
                mails.renew(self.database, claim, self.clock())
            except LeaseLostError:
                return  # the sender learns it before its dot
            except TransientError as error:
                log.warning("mail.not_renewed", mail_id=claim.mail.id, reason=str(error))

    def record(
        self,
        claim: MailClaim,
        before: MailPhase,
        after: MailPhase,
        error: str | None,
        recipient_refused: str = "",
    ) -> None:
        """Write the outcome down, waiting for a database that is restarting: it is known only here.

        If it stays away the mail is left in `dot` and becomes `unknown`: flagged, not resent.
        """
        log.info("mail.outcome", mail_id=claim.mail.id, phase=after, reason=error)
        for attempt in range(RECORD_TRIES):
            try:
                self.move(claim, before, after, error, recipient_refused)
            except LeaseLostError:
                log.warning("mail.taken_over", mail_id=claim.mail.id)
            except TransientError:
                if attempt == RECORD_TRIES - 1:
                    raise
                time.sleep(RECORD_WAIT_SECONDS)
                continue
            return

    def move(
        self,
        claim: MailClaim,
        before: MailPhase,
        after: MailPhase,
        error: str | None = None,
        recipient_refused: str = "",
    ) -> None:
        now = self.clock()
        again = mails.next_try(now, claim.mail.tries) if after is MailPhase.OPEN else None
        gate = self.gates.get(claim.mail.kind)
        mails.move(
            self.database,
            claim,
            before,
            after,
            now,
            error=error,
            next_try_at=again,
            gate=gate,
            recipient_refused=recipient_refused,
        )


@dataclass(slots=True)
class Attempt:
    """One mail on its way. `phase` is how far it got: what an error means depends on it."""

    outbox: Outbox
    claim: MailClaim
    phase: MailPhase = MailPhase.OPEN

    def send(self) -> None:
        """One of the service's catch-all boundaries: a mail that crashes its sender is tried again
        until it is given up, and holds up none of those behind it."""
        mail = self.claim.mail
        try:
            self.outbox.sender.send(self.outbox.build(mail), mail.recipient, self.before_dot)
        except ScoutError:
            raise
        except Exception as error:
            log.exception("mail.crashed", mail_id=mail.id)
            before = self.phase is MailPhase.OPEN
            raise (MailServerAwayError if before else UnknownOutcomeError)(CRASHED) from error

    def before_dot(self) -> None:
        self.outbox.move(self.claim, MailPhase.OPEN, MailPhase.DOT)
        self.phase = MailPhase.DOT
