"""All who may touch runs and mails, in any order, with time passing as it likes.

Each rule is one of those that docs/states.md names. What it changes is read from the audit and
must be a move of the table; who made which is kept for the test to compare.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from email.message import EmailMessage
from typing import ClassVar, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import text
from sqlmodel import update

from app.agents.scout.brand.brand_file import Brand
from app.agents.scout.pick.pick_finds import Picked
from app.agents.scout.report import mailing, store_report
from app.agents.scout.report.result_schema import Counts, EmailResult, RunResult, UsageResult
from app.parts.alarm.alerts import Alerts
from app.parts.mail import mails, settling
from app.parts.mail.failures import MailRefusedError, MailServerAwayError, UnknownOutcomeError
from app.parts.mail.mails import MailClaim
from app.parts.mail.message import MailContent
from app.parts.mail.outbox import Outbox
from app.parts.mail.tables import Mail, MailPhase
from app.parts.parts import Parts
from app.parts.runs import endings, lease, run_requests, runs
from app.parts.runs.lease import ATTEMPTS, Claim, LeaseLostError
from app.parts.runs.slots import Scheduler
from app.parts.runs.tables import AgentRun
from app.parts.runs.watch import Watch
from app.parts.store.statements import required_id
from tests.audited import changes_after
from tests.clocks import SetClock
from tests.states_page import MOVES, Made

AGENT = "brand_scout"
INTERVAL = timedelta(minutes=10)
RECIPIENTS = ("ann@example.com", "ben@example.com")
ACTIVE = (
    "SELECT count(*), count(DISTINCT profile), (SELECT coalesce(max(attempt), 0) FROM agent_runs)"
    " FROM agent_runs WHERE status IN ('pending', 'running')"
)
PICK = st.integers(0, 7)
ON_UNKNOWN = st.sampled_from(["hold", "resend"])
Item = TypeVar("Item")


class KilledError(BaseException):
    """The sender's process ends here: nothing may catch this."""


ENDS: dict[str, BaseException | None] = {
    "taken": None,
    "away": MailServerAwayError("421 later"),
    "refused": MailRefusedError("550 no"),
    "silent": UnknownOutcomeError("no answer"),
    "killed": KilledError(),
}


class PlayedSender:
    """Goes through `before`, the outbox's last word before the dot, and `after`."""

    def __init__(self, before: Callable[[], None], after: Callable[[], None]) -> None:
        self.before, self.after = before, after

    def send(self, message: EmailMessage, recipient: str, before_dot: Callable[[], None]) -> None:
        self.before()
        before_dot()
        self.after()


def ending(name: str) -> Callable[[], None]:
    def play() -> None:
        error = ENDS[name]
        if error is not None:
            raise error

    return play


def picked(items: list[Item], place: int) -> list[Item]:
    """One of them, counted from the newest; none when there are none."""
    return [items[-1 - place % len(items)]] if items else []


class ServiceMachine(RuleBasedStateMachine):
    parts: ClassVar[Parts]
    brands: ClassVar[tuple[Brand, ...]]
    reached: ClassVar[dict[str, set[Made]]]

    def __init__(self) -> None:
        super().__init__()
        self.database = self.parts.database
        self.clock = SetClock(self.parts.clock())
        self.who = "nobody"
        self.seen = self.empty()
        self.claims: list[Claim] = []
        self.mail_claims: list[MailClaim] = []
        self.told = 0
        profiles = [brand.id for brand in self.brands]
        self.scheduler = Scheduler(
            self.database, self.clock, agent=AGENT, profiles=profiles, interval=INTERVAL
        )

    def empty(self) -> int:
        with self.database.write() as session:
            for table in ("mails", "request_keys", "picks", "agent_runs"):
                session.execute(text(f"DELETE FROM {table}"))  # noqa: S608
            return int(session.execute(text("SELECT coalesce(max(id), 0) FROM audit")).scalar_one())

    @contextmanager
    def acting(self, who: str) -> Iterator[None]:
        """What changes inside is `who`'s; an attempt that is shut out just ends."""
        self.note_changes()
        outer, self.who = self.who, who
        try:
            with suppress(LeaseLostError):
                yield
        finally:
            self.note_changes()
            self.who = outer

    def note_changes(self) -> None:
        for change in changes_after(self.database, self.seen):
            self.seen = change.id
            assert (change.tries_after or 0) >= (change.tries_before or 0), change
            if change.is_move:
                assert (change.before, change.after) in MOVES[change.kind], (self.who, change)
                self.reached[change.kind].add((change.before, str(change.after), self.who))

    @invariant()
    def a_profile_has_one_active_run_and_a_run_at_most_its_attempts(self) -> None:
        with self.database.read() as session:
            active, profiles, attempts = session.execute(text(ACTIVE)).one()
        assert active == profiles
        assert attempts <= ATTEMPTS

    @rule(seconds=st.sampled_from([1, 20, 46, 151, 900]))
    def time_passes(self, seconds: int) -> None:
        self.clock.go_on(seconds=seconds)

    @rule(place=PICK)
    def request(self, place: int) -> None:
        profile = self.brands[place % len(self.brands)].id
        with self.acting("request"):
            run_requests.add_requested_run(
                self.database, agent=AGENT, profile=profile, now=self.clock()
            )

    @rule()
    def tick(self) -> None:
        with self.acting("scheduler"):
            self.scheduler.tick()

    @rule(place=PICK)
    def claim(self, place: int) -> None:
        stored = runs.list_runs(self.database, agent=AGENT, limit=8)
        for run in picked(stored[::-1], place):
            with self.acting("claim"):
                claim = lease.claim_run(self.database, required_id(run.id), self.clock())
                self.claims += [claim] if claim is not None else []

    @rule(place=PICK)
    def beat(self, place: int) -> None:
        for claim in picked(self.claims, place):
            with self.acting("watch"):
                lease.beat(self.database, claim, self.clock())

    @rule(place=PICK)
    def report_nothing(self, place: int) -> None:
        for claim in picked(self.claims, place):
            if not store_report.is_reported(self.database, claim):
                with self.acting("attempt"):
                    store_report.report(self.parts, claim, self.brand_of(claim), {}, Picked())

    @rule(place=PICK, count=st.integers(1, 2))
    def report(self, place: int, count: int) -> None:
        for claim in picked(self.claims, place):
            if not store_report.is_reported(self.database, claim):
                with self.acting("attempt"):
                    self.store_report(claim, RECIPIENTS[:count])

    def store_report(self, claim: Claim, recipients: tuple[str, ...]) -> None:
        """As `report` does when there are finds, without words in the mails."""
        now = self.clock()
        result = RunResult(
            brand=claim.profile,
            top=(),
            sites=(),
            counts=Counts(),
            usage=UsageResult(scorer="keyword"),
            email=EmailResult(status="waiting", recipients=recipients),
        )
        with self.database.write() as session:
            lease.guard(session, claim, now)
            session.execute(
                update(AgentRun)
                .where(lease.owned(claim))
                .values(result=result.model_dump(mode="json"), mail_status="waiting")
            )
            session.add_all(self.mail(claim, recipient) for recipient in recipients)

    def mail(self, claim: Claim, recipient: str) -> Mail:
        now = self.clock()
        return Mail(
            run_id=claim.run_id,
            recipient=recipient,
            message_id=f"run-{claim.run_id}-{recipient}",
            created_at=now,
            next_try_at=now,
            give_up_at=claim.started_at + mailing.MAIL_PATIENCE,
            changed_at=now,
        )

    def brand_of(self, claim: Claim) -> Brand:
        return next(brand for brand in self.brands if brand.id == claim.profile)

    @rule(place=PICK)
    def finish(self, place: int) -> None:
        for claim in picked(self.claims, place):
            if store_report.is_reported(self.database, claim):
                with self.acting("attempt"):
                    mailing.finish(self.parts, claim)

    @rule(place=PICK, late=st.booleans())
    def fail(self, place: int, late: bool) -> None:
        for claim in picked(self.claims, place):
            if late:
                with self.acting("watch"):
                    watch = Watch(self.database, claim, self.clock, seconds=540, stop=lambda: None)
                    watch.end_late_run()
            else:
                with self.acting("attempt"):
                    endings.fail_run(self.database, claim, self.clock(), "a lasting fault")

    @rule(place=PICK)
    def release(self, place: int) -> None:
        for claim in picked(self.claims, place):
            with self.acting("release"):
                endings.release_run(self.database, claim, self.clock(), "a passing fault")

    @rule(on_unknown=ON_UNKNOWN)
    def reconcile(self, on_unknown: str) -> None:
        with self.acting("reconciler"):
            endings.recover_runs(self.database, self.clock())
            settling.settle_abandoned(self.database, self.clock(), on_unknown)

    @rule(place=PICK)
    def settle(self, place: int) -> None:
        """Of any run: one whose mails are still on their way is left alone."""
        for run in picked(runs.list_runs(self.database, agent=AGENT, limit=8)[::-1], place):
            with self.acting("settling"):
                settling.give_up_late(self.database, self.clock())
                mailing.settle_run(self.database, required_id(run.id), self.clock())

    @precondition(lambda self: self.told == 0)
    @rule()
    def alert(self) -> None:
        alerts = Alerts(self.parts, (), list)
        give_up_at = self.clock() + timedelta(hours=1)
        self.told += 1
        with self.acting("alert"), self.database.write() as session:
            alerts.add_mails(
                session, f"silence-{self.told}", MailContent("Silence", "", ""), give_up_at
            )

    @rule(before=st.sampled_from(sorted(ENDS)), after=st.sampled_from(sorted(ENDS)))
    def deliver(self, before: str, after: str) -> None:
        self.send(ending("taken" if before == "silent" else before), ending(after))

    @rule(on_unknown=ON_UNKNOWN)
    def deliver_beside_another(self, on_unknown: str) -> None:
        """The first stands still before its dot while another sends the mail, then goes on."""

        def stand_still() -> None:
            self.clock.go_on(seconds=46)
            self.send(ending("taken"), ending("taken"))

        self.send(stand_still, ending("taken"), on_unknown)

    @rule(on_unknown=ON_UNKNOWN)
    def deliver_too_slowly(self, on_unknown: str) -> None:
        """The answer to the dot comes when the mail has been settled as abandoned."""

        def stand_still() -> None:
            self.clock.go_on(seconds=151)
            self.reconcile(on_unknown)

        self.send(ending("taken"), stand_still, on_unknown)

    def send(
        self, before: Callable[[], None], after: Callable[[], None], on_unknown: str = "hold"
    ) -> None:
        sender = PlayedSender(before, after)
        outbox = Outbox(self.database, sender, lambda _: EmailMessage(), self.clock, on_unknown)
        with self.acting("outbox"), suppress(KilledError):
            for mail_id in mails.due_mails(self.database, self.clock())[:2]:
                outbox.deliver(mail_id)

    @rule(place=PICK)
    def claim_mail(self, place: int) -> None:
        with self.acting("outbox"):
            for mail_id in picked(mails.due_mails(self.database, self.clock()), place):
                claim = mails.claim_mail(self.database, mail_id, self.clock())
                self.mail_claims += [claim] if claim is not None else []

    @rule(place=PICK, step=st.sampled_from(["dot", "sent", "open", "failed", "unknown"]))
    def go_on_with_an_old_mail(self, place: int, step: str) -> None:
        before = MailPhase.OPEN if step == "dot" else MailPhase.DOT
        for claim in picked(self.mail_claims, place):
            with self.acting("outbox"):
                mails.move(self.database, claim, before, MailPhase(step), self.clock())
