"""Campaigns as people make and run them: created, changed, started, paused, stopped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select, update

from app.agents.leads.campaigns.offer import (
    CampaignOffer,
    CampaignRefusedError,
    CampaignStep,
    Vouched,
    offer_of,
)
from app.agents.leads.campaigns.readiness import why_not_to_start
from app.agents.leads.campaigns.sender_dns import SenderDns
from app.agents.leads.campaigns.stopping import UNFINISHED
from app.agents.leads.tables import (
    Campaign,
    CampaignLead,
    CampaignStatus,
    SequenceMail,
    SequenceMailState,
)
from app.lib.errors import PermanentError
from app.lib.settings.settings import Settings
from app.parts.mail.tables import Mail, MailPhase
from app.parts.store.database import Database
from app.parts.store.statements import affected

STOPPED = "the campaign was stopped"


class NoSuchCampaignError(PermanentError):
    """There is no campaign of that number."""


class NotNowError(PermanentError):
    """The campaign cannot do that as it stands. `problems`: each with what to do."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class NewCampaign:
    name: str
    goal: str
    offer: CampaignOffer
    steps: tuple[CampaignStep, ...]
    approve: str
    daily_cap: int | None


def create(database: Database, new: NewCampaign, now: datetime, by: str = "") -> Campaign:
    """`by`: who states what of the leads."""
    campaign = Campaign(created_at=now, name=new.name)
    put_into(campaign, new, now, by)
    with database.write() as session:
        session.add(campaign)
    return campaign


def change(
    database: Database, campaign_id: int, new: NewCampaign, now: datetime, by: str = ""
) -> Campaign:
    """Only what was never started: nobody has got a mail of it. Raises NoSuchCampaignError,
    NotNowError."""
    with database.write() as session:
        campaign = locked(session, campaign_id)
        if campaign.status != CampaignStatus.DRAFT:
            raise NotNowError(["The campaign was started, and is not changed any more."])
        put_into(campaign, new, now, by)
        session.add(campaign)
    return campaign


def put_into(campaign: Campaign, new: NewCampaign, now: datetime, by: str) -> None:
    if new.offer.vouched != vouched_in(campaign):
        states = new.offer.vouched != Vouched()
        campaign.stated_by, campaign.stated_at = (by, now) if states else ("", None)
    campaign.name, campaign.goal = new.name, new.goal
    campaign.offer = new.offer.model_dump(mode="json")
    campaign.steps = [one.model_dump(mode="json") for one in new.steps]
    campaign.approve, campaign.daily_cap = new.approve, new.daily_cap


def vouched_in(campaign: Campaign) -> Vouched:
    """Nothing in a campaign whose offer is not there yet, or cannot be read."""
    try:
        return offer_of(campaign).vouched
    except CampaignRefusedError:
        return Vouched()


def found(session: Session, campaign_id: int) -> Campaign:
    """Raises NoSuchCampaignError."""
    campaign = session.get(Campaign, campaign_id)
    if campaign is None:
        raise NoSuchCampaignError(f"There is no campaign {campaign_id}.")
    return campaign


def locked(session: Session, campaign_id: int) -> Campaign:
    """Held until the transaction ends: a mail that is decided on meanwhile waits for the word.
    Raises NoSuchCampaignError."""
    query = select(Campaign).where(Campaign.id == campaign_id).with_for_update()
    campaign = session.exec(query).first()
    if campaign is None:
        raise NoSuchCampaignError(f"There is no campaign {campaign_id}.")
    return campaign


def start(
    database: Database,
    settings: Settings,
    campaign_id: int,
    now: datetime,
    dns: SenderDns,
    selectors: Sequence[str] = (),
) -> Campaign:
    """Also on from a pause. Raises NoSuchCampaignError, NotNowError."""
    with database.read() as session:
        campaign = found(session, campaign_id)
        leads = session.exec(
            select(func.count()).where(CampaignLead.campaign_id == campaign_id)
        ).one()
    problems = why_not_to_start(settings, campaign, leads, dns, selectors)
    if problems:
        raise NotNowError(problems)
    with database.write() as session:
        campaign = locked(session, campaign_id)
        if campaign.status == CampaignStatus.STOPPED:
            raise NotNowError(["The campaign was stopped; make a new one."])
        campaign.status = CampaignStatus.RUNNING
        campaign.started_at = campaign.started_at or now
        session.add(campaign)
    wake_mails(database, campaign_id, now)
    return campaign


def wake_mails(database: Database, campaign_id: int, now: datetime) -> int:
    """Those that wait in the outbox because of a pause are asked about at once; their gate plans
    them anew. Without this they would be within the hour."""
    waiting = select(SequenceMail.mail_id).where(
        SequenceMail.campaign_id == campaign_id,
        SequenceMail.state == SequenceMailState.HANDED_OVER,
        col(SequenceMail.sent_at).is_(None),
    )
    with database.write() as session:
        return affected(
            session,
            update(Mail)
            .where(
                col(Mail.id).in_(waiting),
                col(Mail.phase) == MailPhase.OPEN,
                col(Mail.owner).is_(None),
                col(Mail.next_try_at) > now,
            )
            .values(next_try_at=now),
        )


def pause(database: Database, campaign_id: int) -> Campaign:
    """Mails stay where they are, and none goes. Raises NoSuchCampaignError, NotNowError."""
    with database.write() as session:
        campaign = locked(session, campaign_id)
        if campaign.status != CampaignStatus.RUNNING:
            raise NotNowError([f"The campaign does not run, it is {campaign.status}."])
        campaign.status = CampaignStatus.PAUSED
        session.add(campaign)
    return campaign


def stop(database: Database, campaign_id: int, now: datetime) -> Campaign:
    """For good: what was not sent is cancelled. Raises NoSuchCampaignError."""
    with database.write() as session:
        campaign = locked(session, campaign_id)
        campaign.status = CampaignStatus.STOPPED
        session.add(campaign)
        end_ways(session, campaign_id, now)
    return campaign


def end_ways(session: Session, campaign_id: int, now: datetime) -> None:
    session.execute(
        update(CampaignLead)
        .where(col(CampaignLead.campaign_id) == campaign_id, col(CampaignLead.ended_at).is_(None))
        .values(ended_at=now, ended_because=STOPPED)
    )
    session.execute(
        update(SequenceMail)
        .where(
            col(SequenceMail.campaign_id) == campaign_id,
            col(SequenceMail.state).in_(UNFINISHED),
            col(SequenceMail.sent_at).is_(None),
        )
        .values(state=SequenceMailState.CANCELLED, refusal=f"Not sent: {STOPPED}")
    )
