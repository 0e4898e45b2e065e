"""Reads runs for the pages."""

from dataclasses import replace

from sqlmodel import Session, col, select

from app.agents.scout.brand.brands import ScoutParts
from app.agents.scout.pages.run_view import RunView, VoteView
from app.agents.scout.report.result_schema import stored_result
from app.agents.scout.tables import Feedback
from app.parts.mail.tables import Mail
from app.parts.runs.tables import AgentRun
from app.parts.store.statements import required_id


def view(parts: ScoutParts, run: AgentRun) -> RunView:
    """What the run's own row tells."""
    names = {brand.id: brand.display_name for brand in parts.brands}
    return RunView(
        id=required_id(run.id),
        brand=names.get(run.profile, run.profile),
        status=run.status,
        trigger=run.trigger,
        created_at=run.created_at,
        seconds=seconds_of(run),
        attempt=run.attempt,
        problem=run.error_message,
        result=stored_result(run.result),
    )


def full_view(parts: ScoutParts, run: AgentRun) -> RunView:
    """With its votes and its mails. Raises DatabaseAwayError."""
    with parts.database.read() as session:
        return replace(
            view(parts, run),
            votes=votes_of(session, run),
            mail_ids=mail_ids_of(session, run),
        )


def seconds_of(run: AgentRun) -> int | None:
    if run.started_at is None or run.completed_at is None:
        return None
    return round((run.completed_at - run.started_at).total_seconds())


def votes_of(session: Session, run: AgentRun) -> tuple[VoteView, ...]:
    query = select(Feedback).where(Feedback.run_id == run.id).order_by(col(Feedback.id))
    return tuple(
        VoteView(vote.rank, vote.voter, vote.answer, vote.counted) for vote in session.exec(query)
    )


def mail_ids_of(session: Session, run: AgentRun) -> dict[str, int]:
    query = select(Mail.recipient, Mail.id).where(Mail.run_id == run.id)
    return {recipient: required_id(mail_id) for recipient, mail_id in session.exec(query)}
