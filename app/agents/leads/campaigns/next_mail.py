"""What comes next for a lead in a campaign: a mail to write, the end, or waiting. The decision is
pure; `prepare` asks the law what the mail has to contain."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.agents.leads.campaigns.offer import CampaignStep
from app.agents.leads.sequence.types import Step
from app.agents.leads.tables import SequenceMail, SequenceMailState
from app.parts.mail.tables import Mail, MailPhase

CONSENT_REQUEST = 0
"""The place of the one mail that asks for consent, before all steps (`email_sequence`)."""
ALL_SENT = "all its mails were sent"
UNKNOWN = "nobody can know whether the mail before arrived"


@dataclass(frozen=True, slots=True)
class Write:
    """`number` counts the steps from 1; `due` is the earliest that it may go."""

    number: int
    step: Step
    due: datetime


@dataclass(frozen=True, slots=True)
class End:
    because: str


@dataclass(frozen=True, slots=True)
class Wait:
    """A person, a moment, or the outbox has the next word."""


def next_mail(
    rows: Sequence[tuple[SequenceMail, Mail | None]],
    steps: Sequence[CampaignStep],
    now: datetime,
) -> Write | End | Wait:
    """`rows`: the lead's mails in this campaign by their place, each with its row in the outbox.
    After a request for consent the first step is next: the law says whether it may be written."""
    if not rows:
        return write_step(1, steps, now)
    row, mail = rows[-1]
    if row.state == SequenceMailState.REJECTED:
        return End("a draft was rejected")
    if row.state == SequenceMailState.CANCELLED:
        return End(row.refusal or "a mail was cancelled")
    if row.state != SequenceMailState.HANDED_OVER or mail is None:
        return Wait()
    return after(row, mail, steps, now)


def after(
    row: SequenceMail, mail: Mail, steps: Sequence[CampaignStep], now: datetime
) -> Write | End | Wait:
    """By what the outbox says of the last mail."""
    if mail.phase == MailPhase.FAILED:
        return End(f"a mail could not be delivered: {mail.error}")
    if mail.phase == MailPhase.UNKNOWN:
        return End(UNKNOWN)
    if mail.phase != MailPhase.SENT:
        return Wait()
    return write_step(row.email_sequence + 1, steps, row.sent_at or now)


def write_step(
    number: int, steps: Sequence[CampaignStep], delivered: datetime
) -> Write | End | Wait:
    """`delivered`: when the mail before was, or now for the first."""
    if number > len(steps):
        return End(ALL_SENT)
    step = steps[number - 1]
    waits = timedelta(days=step.wait_days if number > 1 else 0)
    return Write(number, step.step, delivered + waits)
