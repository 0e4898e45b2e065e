"""A run's mails: written into the outbox, and noted in the run when they are through."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select, update

from app.agents.scout.brand.brand_file import Brand
from app.agents.scout.pick import digest
from app.agents.scout.report.links import MailLinks
from app.agents.scout.report.result_schema import Delivery, EmailResult, RunResult, email_status
from app.agents.scout.report.summary_mail import RunReport, build_mail
from app.agents.scout.tables import Pick, VerdictRow
from app.parts.mail import mails
from app.parts.mail.message import fixed_message_id
from app.parts.mail.tables import TEAM_LIST, Mail, MailKind
from app.parts.parts import Parts
from app.parts.runs.endings import finish_run
from app.parts.runs.lease import Claim
from app.parts.runs.tables import AgentRun, MailStatus, RunStatus
from app.parts.store.database import Database
from app.parts.store.statements import required_id

MAIL_PATIENCE = timedelta(minutes=14)
"""From the run's start: a slot has ended, one way or the other, after a quarter of an hour."""
MAIL_FAILED = "The mail reached nobody: "


@dataclass(frozen=True, slots=True)
class Mailing:
    """The mails of one run, written in the session of its report."""

    session: Session
    parts: Parts
    claim: Claim
    brand: Brand
    result: RunResult
    picks: Sequence[Pick]
    now: datetime

    def write(self) -> None:
        """One outbox row for each recipient."""
        links = MailLinks(self.parts.settings)
        for recipient in self.result.email.recipients:
            mail = self.outbox_row(recipient)
            self.session.add(mail)
            self.session.flush()  # its links name it
            report = self.report(links, required_id(mail.id))
            content = build_mail(report)
            mail.subject, mail.text, mail.html = content.subject, content.text, content.html
            mail.unsubscribe_url = report.pause_url
            self.session.add(mail)

    def outbox_row(self, recipient: str) -> Mail:
        name, sender = f"run-{self.claim.run_id}", self.parts.settings.sender_address
        return Mail(
            run_id=self.claim.run_id,
            kind=MailKind.SUMMARY,
            list_name=TEAM_LIST,
            auto_submitted=True,
            recipient=recipient,
            message_id=fixed_message_id(name, recipient, sender),
            created_at=self.now,
            next_try_at=self.now,
            give_up_at=self.claim.started_at + MAIL_PATIENCE,
            changed_at=self.now,
        )

    def report(self, links: MailLinks, mail_id: int) -> RunReport:
        settings, result = self.parts.settings, self.result
        return RunReport(
            brand_name=self.brand.display_name,
            primary=self.brand.colours.primary,
            secondary=self.brand.colours.secondary,
            now=self.now,
            zone=settings.zone,
            finds=result.top,
            votes=tuple(
                links.votes_on(mail_id, required_id(pick.id), find.beside)
                for pick, find in zip(self.picks, result.top, strict=True)
            ),
            sites=result.sites,
            counts=result.counts,
            usage=result.usage,
            held_back=result.held_back,
            run_url=links.run(self.claim.run_id),
            pause_url=links.pause(mail_id),
            min_score=settings.email_min_score,
            notice=result.notice,
            bad_links=result.bad_links,
            usd_today=result.usd_today,
            usd_a_day=settings.llm_daily_budget_usd,
            digest=result.digest,
        )


def finish(parts: Parts, claim: Claim) -> None:
    """Close the claimed run with what its mails came to."""
    now = parts.clock()
    with parts.database.write() as session:
        run = session.get(AgentRun, claim.run_id)
        if run is None:
            return
        result, error = with_email(session, claim.run_id, run.result)
        finish_run(session, claim, now, result=result, error_message=error)
        note_mail_status(session, claim.run_id, result)
        release_if_nobody_got_it(session, claim.run_id, result, now)


def with_email(
    session: Session, run_id: int, stored: dict[str, object]
) -> tuple[dict[str, object], str | None]:
    """The result with its email part brought up to date, and the error when nobody got it."""
    sent = mails.mails_of_run(session, run_id)
    status = email_status([mail.phase for mail in sent])
    email = EmailResult(
        status=status,
        recipients=tuple(mail.recipient for mail in sent),
        deliveries=tuple(
            Delivery(recipient=mail.recipient, status=mail.phase, error=mail.error) for mail in sent
        ),
    )
    error = None
    if status == "failed":
        reasons = "; ".join(dict.fromkeys(str(mail.error) for mail in sent))
        error = f"{MAIL_FAILED}{reasons}"[:1000]
    return {**stored, "email": email.model_dump(mode="json")}, error


def note_mail_status(session: Session, run_id: int, result: dict[str, object]) -> None:
    status = RunResult.model_validate(result).email.status
    session.execute(update(AgentRun).where(col(AgentRun.id) == run_id).values(mail_status=status))


def release_picks(session: Session, run_id: int, now: datetime) -> None:
    """Nobody was mailed what the run picked."""
    session.execute(update(Pick).where(col(Pick.run_id) == run_id).values(released_at=now))


def release_if_nobody_got_it(
    session: Session, run_id: int, result: dict[str, object], now: datetime
) -> None:
    """Nothing found is lost because the mail server was away: the finds compete once more.

    A digest is made anew from all that competed for it: what it held back was told to nobody.
    """
    if RunResult.model_validate(result).email.status != "failed":
        return
    ranked_here = update(VerdictRow).where(col(VerdictRow.ranked_by_run_id) == run_id)
    if not digest.forget(session, run_id):
        picked = select(Pick.article_id).where(col(Pick.run_id) == run_id)
        ranked_here = ranked_here.where(col(VerdictRow.article_id).in_(picked))
    session.execute(ranked_here.values(ranked_by_run_id=None))
    release_picks(session, run_id, now)


def settle_run(database: Database, run_id: int, now: datetime) -> None:
    """A completed run whose mails are through: `failed` after all when nobody got one."""
    with database.write() as session:
        run = session.get(AgentRun, run_id)
        if run is None or (run.status, run.mail_status) != (
            RunStatus.COMPLETED,
            MailStatus.WAITING,
        ):
            return
        result, error = with_email(session, run_id, run.result)
        run.result, run.error_message = result, error
        run.status = RunStatus.FAILED if error else RunStatus.COMPLETED
        session.add(run)
        session.flush()
        note_mail_status(session, run_id, result)
        release_if_nobody_got_it(session, run_id, result, now)
