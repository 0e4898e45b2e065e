"""The outbound mailer's work, top to bottom:

a campaign, not started -> its leads -> the first mail to each -> started, if that was asked for

By the lead agent's own rules: the law is asked before anything is written and again before each
mail goes; what the campaign leaves to a person waits for that person.
"""

import time
from collections.abc import Sequence
from typing import Final

from pydantic import BaseModel

from app.agents.team.desk import Desk
from app.agents.team.roles.outbound_emailer.role import (
    LONGEST_SECONDS,
    OutboundEmailerInput,
    OutboundEmailerOutput,
    PreparedMail,
    RefusedLead,
)
from app.lib.errors import PermanentError
from app.parts.runs.lease import LeaseLostError

NO_MORE_AFTER: Final = LONGEST_SECONDS - 140.0
"""Seconds: a mail may take two minutes."""
LEFT: Final = "{} of the first mails are written at the next round of the campaign, once it runs."
NOT_STARTED: Final = "The campaign was not started: nothing is sent until somebody starts it."


class Offer(BaseModel):
    what: str
    call_to_action: str
    sender_name: str
    own_claims: tuple[str, ...]
    links: tuple[str, ...]


class Step(BaseModel):
    step: str
    wait_days: int


class CampaignWanted(BaseModel):
    name: str
    goal: str
    offer: Offer
    steps: tuple[Step, ...]
    approve: str
    daily_cap: int | None


class Campaign(BaseModel):
    campaign_id: int
    name: str
    status: str
    problems: tuple[str, ...] = ()


class WhichCampaign(BaseModel):
    campaign_id: int


class ItsLeads(BaseModel):
    campaign_id: int
    lead_ids: tuple[int, ...]


class Added(BaseModel):
    added: tuple[int, ...]
    already: tuple[int, ...]
    refused: tuple[RefusedLead, ...]


class MailWanted(BaseModel):
    campaign_id: int
    lead_id: int


class Mail(BaseModel):
    draft_id: int | None
    state: str
    subject: str
    body: str
    problems: tuple[str, ...]
    why: str


async def write_to_leads(desk: Desk, given: OutboundEmailerInput) -> OutboundEmailerOutput:
    """Raises ScoutError."""
    began = time.monotonic()
    desk.enter("campaign")
    campaign = await desk.use("make_campaign", campaign_of(given), Campaign)
    ours = ItsLeads(campaign_id=campaign.campaign_id, lead_ids=given.lead_ids)
    added = await desk.use("add_to_campaign", ours, Added)
    desk.enter("writing")
    ids = (*added.added, *added.already)
    mails = [
        await prepared(desk, campaign.campaign_id, one)
        for one in ids
        if time.monotonic() - began < NO_MORE_AFTER
    ]
    if given.start and ids:
        desk.enter("starting")
        which = WhichCampaign(campaign_id=campaign.campaign_id)
        campaign = await desk.use("start_campaign", which, Campaign)
    return OutboundEmailerOutput(
        campaign_id=campaign.campaign_id,
        campaign=campaign.name,
        status=campaign.status,
        to_approve=sum(mail.state == "draft" for mail in mails),
        mails=tuple(mails),
        refused=added.refused,
        not_done=tuple(not_done(given, campaign, left=len(ids) - len(mails))),
    )


def campaign_of(given: OutboundEmailerInput) -> CampaignWanted:
    """One mail is a campaign of one step."""
    is_mail = given.kind == "mail"
    return CampaignWanted(
        name=given.name or ("A mail" if is_mail else "A campaign"),
        goal=given.goal,
        offer=Offer(
            what=given.what,
            call_to_action=given.call_to_action,
            sender_name=given.sender_name,
            own_claims=given.own_claims,
            links=given.links,
        ),
        steps=(Step(step="introduction", wait_days=0),) if is_mail else (),
        approve=given.approve,
        daily_cap=given.daily_cap,
    )


async def prepared(desk: Desk, campaign_id: int, lead_id: int) -> PreparedMail:
    """What stands in the way of one lead's mail is no other's trouble."""
    wanted = MailWanted(campaign_id=campaign_id, lead_id=lead_id)
    try:
        mail = await desk.use("prepare_mail", wanted, Mail, f"mail-{lead_id}")
    except LeaseLostError:
        raise
    except PermanentError as error:
        return PreparedMail(lead_id=lead_id, why=str(error))
    return PreparedMail(lead_id=lead_id, **mail.model_dump())


def not_done(given: OutboundEmailerInput, campaign: Campaign, *, left: int) -> Sequence[str]:
    said = [f"The campaign was not started: {one}" for one in campaign.problems]
    if not given.start:
        said.append(NOT_STARTED)
    return (*said, *((LEFT.format(left),) if left > 0 else ()))
