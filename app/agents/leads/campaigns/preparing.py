"""What a lead's next mail is written from: whether the law lets it be written, what it has to
contain, and the brief."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.agents.leads.campaigns import ways
from app.agents.leads.campaigns.foot import unsubscribe_links
from app.agents.leads.campaigns.next_mail import CONSENT_REQUEST, End, Wait, Write, next_mail
from app.agents.leads.campaigns.offer import CampaignRefusedError, offer_of, steps_of
from app.agents.leads.campaigns.question import MailLook, question_of
from app.agents.leads.campaigns.stopping import lock_lead
from app.agents.leads.campaigns.ways import NOT_LAWFUL, Way
from app.agents.leads.campaigns.writing import Briefing
from app.agents.leads.law.decide import decide
from app.agents.leads.law.types import ELEMENTS, Decision, Element
from app.agents.leads.sequence.types import Brief, Step
from app.agents.leads.tables import Campaign, Lead
from app.lib.settings.settings import Settings

WRITTEN_BY_US: frozenset[Element] = ELEMENTS - {"subject_label"}
"""What a law may ask for and a mail of ours gets. A label in the subject a person has to write."""


@dataclass(frozen=True, slots=True)
class ToWrite:
    """One draft to be written, and where it belongs."""

    way: Way
    wanted: Write
    brief: Brief
    needs_approval: bool


@dataclass(frozen=True, slots=True)
class Preparation:
    """In one session, of one lead that is locked."""

    session: Session
    settings: Settings
    lead: Lead
    campaign: Campaign
    way: Way
    now: datetime

    def next(self) -> ToWrite | End | Wait:
        """Raises CampaignRefusedError."""
        mails = ways.mails_of(self.session, self.way)
        found = next_mail(mails, steps_of(self.campaign), self.now)
        if not isinstance(found, Write):
            return found
        if not self.lead.email:
            return End("the lead has no address")
        asked_before = bool(mails) and mails[-1][0].email_sequence == CONSENT_REQUEST
        return self.lawful(found, is_first=not mails, asked_before=asked_before)

    def lawful(self, wanted: Write, *, is_first: bool, asked_before: bool) -> ToWrite | End | Wait:
        """The mail or, where that is all that may be written, the one that asks for consent. Who
        was asked and is silent has not said yes: the sequence waits."""
        decision = self.decision(wanted.step)
        if decision.allowed:
            return self.to_write(wanted, decision)
        if asked_before:
            return Wait()
        request = Write(CONSENT_REQUEST, Step.CONSENT_REQUEST, wanted.due)
        asking = self.decision(request.step) if is_first else decision
        if asking.allowed:
            return self.to_write(request, asking)
        return End(f"{NOT_LAWFUL}{decision.reason} {decision.remedy}".strip())

    def decision(self, step: Step) -> Decision:
        look = MailLook(step.value, WRITTEN_BY_US)
        question = question_of(
            self.session, self.settings, self.lead, self.campaign, look, self.now
        )
        return decide(question)

    def to_write(self, wanted: Write, decision: Decision) -> ToWrite:
        brief = self.brief(wanted.step, decision)
        return ToWrite(self.way, wanted, brief, needs_approval(self.campaign, wanted))

    def brief(self, step: Step, decision: Decision | None = None) -> Brief:
        """Raises CampaignRefusedError."""
        links = unsubscribe_links(self.settings.public_url, self.settings.secret_keys)
        return Briefing(self.session, self.settings, links).brief(
            self.lead,
            self.way.campaign_id,
            offer_of(self.campaign),
            step,
            (decision or self.decision(step)).must_contain,
        )


def prepare(session: Session, settings: Settings, way: Way, now: datetime) -> ToWrite | End | Wait:
    lead = lock_lead(session, way.lead_id)
    campaign = session.get(Campaign, way.campaign_id)
    if lead is None or campaign is None:
        return Wait()
    try:
        return Preparation(session, settings, lead, campaign, way, now).next()
    except CampaignRefusedError as error:
        return End(str(error))


def needs_approval(campaign: Campaign, wanted: Write) -> bool:
    """`first`: of each lead the first that they get. What is not known is taken for `all`."""
    if campaign.approve == "none":
        return False
    return campaign.approve != "first" or wanted.number <= 1
