"""A person's change of a stored lead: what they give is taken whole, or refused."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import or_
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from app.agents.leads.campaigns.stopping import lock_lead
from app.agents.leads.intake.fields import LeadFields, LeadRefusedError, parse_lead
from app.agents.leads.intake.given import TEXT_FIELDS, GivenLead
from app.agents.leads.intake.take_in import NOT_TO_BE_WRITTEN_TO
from app.agents.leads.suppressions import suppressed_among
from app.agents.leads.tables import Lead, SequenceMail, SequenceMailState
from app.lib.errors import PermanentError
from app.parts.store.database import Database

DERIVED: Mapping[str, tuple[str, ...]] = {
    "email": ("email", "email_key", "is_role_address", "is_disposable"),
    "name": ("name", "name_key"),
    "company": ("company", "name_key"),
}
"""The columns that follow from a field; of any other field only its own."""


WRITTEN_TO = (
    "email: mails were sent to the address so far, or wait to be, and what is answered to them is "
    "about that address; add a new lead with the other address"
)


class AddressTakenError(PermanentError):
    """Another lead has the address."""


def change_lead(
    database: Database,
    lead_id: int,
    changes: Mapping[str, str | tuple[str, ...]],
    *,
    now: datetime,
    secrets: Sequence[str],
    by: str = "",
) -> bool:
    """`changes` by field, "" to empty it; `by`: who names a ground. False if there is no such lead.

    Raises LeadRefusedError, AddressTakenError, DatabaseAwayError.
    """
    try:
        with database.write() as session:
            lead = lock_lead(session, lead_id)
            if lead is None:
                return False
            fields = _checked(session, lead, changes, secrets)
            if "ground" in changes and fields.ground != lead.ground:
                lead.ground_by, lead.ground_at = (by, now) if fields.ground else ("", None)
            for column in _columns_of(changes):
                value = getattr(fields, column)
                setattr(lead, column, list(value) if column == "tags" else value)
            lead.updated_at = now
            session.add(lead)
    except IntegrityError as error:  # another hand was first
        raise AddressTakenError("Another lead has this address.") from error
    return True


def _checked(
    session: Session,
    lead: Lead,
    changes: Mapping[str, str | tuple[str, ...]],
    secrets: Sequence[str],
) -> LeadFields:
    stored = GivenLead(
        **{field: getattr(lead, field) or "" for field in TEXT_FIELDS}, tags=tuple(lead.tags)
    )
    fields = parse_lead(replace(stored, **changes))  # type: ignore[arg-type]
    wrong = [said for said in fields.left_out if said.partition(":")[0] in changes]
    if wrong:
        raise LeadRefusedError("; ".join(wrong))
    if fields.email_key != lead.email_key:
        _refuse_if_written_to(session, lead)
    if fields.email_key and fields.email_key != lead.email_key:
        _refuse_if_taken(session, fields.email_key)
        if suppressed_among(session, [fields.email or ""], secrets):
            raise LeadRefusedError(f"whoever has this address {NOT_TO_BE_WRITTEN_TO}")
    return fields


def _refuse_if_written_to(session: Session, lead: Lead) -> None:
    """Links, answers and bounces of those mails are of whoever has the address so far: an objection
    must not be noted of somebody else."""
    gone = or_(
        col(SequenceMail.sent_at).is_not(None),
        col(SequenceMail.state).in_([SequenceMailState.APPROVED, SequenceMailState.HANDED_OVER]),
    )
    mails = select(SequenceMail.id).where(SequenceMail.lead_id == lead.id, gone)
    if lead.email and session.exec(mails.limit(1)).first() is not None:
        raise LeadRefusedError(WRITTEN_TO)


def _refuse_if_taken(session: Session, email_key: str) -> None:
    other = session.exec(select(Lead.id).where(Lead.email_key == email_key)).first()
    if other is not None:
        raise AddressTakenError(f"Lead {other} has this address.")


def _columns_of(changes: Mapping[str, object]) -> Sequence[str]:
    return [column for field in changes for column in DERIVED.get(field, (field,))]
