"""Reads runs and their mails for the pages."""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, select

from app.agents.scout.agent import NAME as AGENT
from app.agents.scout.brand.brands import ScoutParts
from app.agents.scout.brand.site_names import site_names
from app.agents.scout.pages.found import FoundView, read_found
from app.agents.scout.pages.progress import Progress, progress_of
from app.agents.scout.pages.run_view import CorrectionView, RunView, VoteView
from app.agents.scout.pages.words import DELIVERIES, VISITS
from app.agents.scout.report.links import MailLinks
from app.agents.scout.report.result_schema import SiteResult, stored_result
from app.agents.scout.tables import Feedback, Pick, StoryCorrection
from app.agents.scout.votes.corrections import NO_MAIL
from app.agents.scout.votes.votes import LINKS_LAST
from app.parts.http.pages import Badge
from app.parts.mail.tables import Mail
from app.parts.parts import Parts
from app.parts.runs import runs
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
            corrections=corrections_of(session, run),
            mail_ids=mail_ids_of(session, run),
            story_tokens=story_tokens(session, run, parts),
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


def corrections_of(session: Session, run: AgentRun) -> tuple[CorrectionView, ...]:
    query = select(StoryCorrection).where(StoryCorrection.run_id == run.id)
    return tuple(
        CorrectionView(one.rank, one.article_id, one.voter, one.label, one.counted)
        for one in session.exec(query.order_by(col(StoryCorrection.id)))
    )


def story_tokens(session: Session, run: AgentRun, parts: ScoutParts) -> dict[tuple[int, int], str]:
    """Of the links of this page that say "not the same story", as long as such links last."""
    result, links = stored_result(run.result), MailLinks(parts.settings)
    beside = {find.rank: find.beside for find in result.top} if result else {}
    picks = select(Pick).where(Pick.run_id == run.id, Pick.created_at > parts.clock() - LINKS_LAST)
    return {
        (pick.rank, article_id): links.stories.sign(NO_MAIL, required_id(pick.id), article_id)
        for pick in session.exec(picks)
        for article_id in beside.get(pick.rank, ())
    }


def mail_ids_of(session: Session, run: AgentRun) -> dict[str, int]:
    query = select(Mail.recipient, Mail.id).where(Mail.run_id == run.id)
    return {recipient: required_id(mail_id) for recipient, mail_id in session.exec(query)}


@dataclass(frozen=True, slots=True)
class OneRunView:
    """`progress` only while it is active."""

    run: RunView
    found: FoundView
    progress: Progress | None

    def badge_of(self, site: SiteResult) -> Badge:
        return VISITS[site.status]


def read_one_run(parts: ScoutParts, run_id: int, page: int) -> OneRunView | None:
    """None when there is no such run. Raises DatabaseAwayError."""
    run = runs.find_run(parts.database, run_id)
    if run is None or run.agent != AGENT:
        return None
    shown = full_view(parts, run)
    brand = next((one for one in parts.brands if one.id == run.profile), None)
    with parts.database.read() as session:
        names = site_names(session, brand)
    return OneRunView(
        run=shown,
        found=read_found(parts, run, names, page),
        progress=progress_of(parts, run_id) if shown.is_active else None,
    )


@dataclass(frozen=True, slots=True)
class SentMail:
    """`text` and `html` with the recipient's own links made useless."""

    run_id: int
    id: int
    recipient: str
    subject: str
    badge: Badge
    error: str | None
    written_at: datetime
    text: str
    html: str


def read_sent_mail(parts: Parts, run_id: int, mail_id: int) -> SentMail | None:
    """None when there is no such mail of that run. Raises DatabaseAwayError."""
    with parts.database.read() as session:
        query = select(Mail).where(col(Mail.id) == mail_id, col(Mail.run_id) == run_id)
        mail = session.exec(query).first()
    if mail is None:
        return None
    return SentMail(
        run_id=run_id,
        id=mail_id,
        recipient=mail.recipient,
        subject=mail.subject,
        badge=DELIVERIES.get(mail.phase, DELIVERIES["open"]),
        error=mail.error,
        written_at=mail.created_at,
        text=without_own_links(mail.text),
        html=in_a_frame(without_own_links(mail.html)),
    )


TOKEN = re.compile(r"(?<=/)[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{20,}(?![A-Za-z0-9_.-])")
"""A signed one, wherever it stands: PUBLIC_URL may have been another when the mail was written."""


def without_own_links(content: str) -> str:
    """Whoever holds such a link votes or pauses in the recipient's name."""
    return TOKEN.sub("…", content)


def in_a_frame(html: str) -> str:
    """Links open in a tab of their own: no other site may be shown inside our page."""
    return html.replace("<head>", '<head><base target="_blank">', 1)
