"""What a mail of a sequence is written from, and the one call that has it written."""

from collections.abc import Sequence
from dataclasses import dataclass

from nameparser import HumanName
from sqlmodel import Session, col, select

from app.agents.leads.campaigns.foot import UnsubscribeLinks, foot_of, source_in_words
from app.agents.leads.campaigns.offer import CampaignOffer
from app.agents.leads.law.types import Element
from app.agents.leads.sequence.templates import TemplateRefusedError
from app.agents.leads.sequence.types import Brief, Claim, EarlierMail, Fact, Lead, Offer, Step
from app.agents.leads.sequence.write import write
from app.agents.leads.tables import Lead as LeadRow
from app.agents.leads.tables import LeadFact, LeadPage, SequenceMail
from app.lib.settings.settings import Settings
from app.parts.model.paid import PaidModel
from app.parts.store.statements import required_id


@dataclass(frozen=True, slots=True)
class NewDraft:
    """`problems`: why it may not go as it is; `body` is the whole text with its foot."""

    subject: str
    body: str
    claims: tuple[Claim, ...]
    problems: tuple[str, ...]
    written_by: str


async def write_draft(brief: Brief, model: PaidModel | None) -> NewDraft:
    """By the model if there is one, else from the templates. A lead of which neither can make a
    mail gets an empty draft that says why, for a person to write."""
    try:
        written = await write(brief, model)
    except TemplateRefusedError as error:
        return NewDraft("", "", (), tuple(error.problems), "template")
    return NewDraft(written.subject, written.body, written.claims, written.problems, written.writer)


@dataclass(frozen=True, slots=True)
class Briefing:
    """Puts briefs together in one session."""

    session: Session
    settings: Settings
    links: UnsubscribeLinks

    def brief(
        self,
        lead: LeadRow,
        campaign_id: int,
        offer: CampaignOffer,
        step: Step,
        elements: frozenset[Element],
    ) -> Brief:
        """`elements`: what the law wants the mail to contain."""
        lead_id = required_id(lead.id)
        foot = foot_of(
            self.settings,
            sender_name=offer.sender_name,
            source=source_in_words(lead.source, self.page_with_address(lead)),
            elements=elements,
            unsubscribe_url=self.links.url(lead_id, campaign_id, lead.email or ""),
        )
        return Brief(
            person(lead),
            self.facts(lead_id),
            told(offer, self.settings),
            step,
            foot,
            self.earlier(lead_id, campaign_id),
        )

    def facts(self, lead_id: int) -> tuple[Fact, ...]:
        """Those whose page is kept: others cannot be shown to say so."""
        query = select(LeadFact, LeadPage.text).where(
            LeadFact.lead_id == lead_id,
            LeadPage.lead_id == lead_id,
            LeadPage.url == LeadFact.url,
        )
        return tuple(
            Fact(f"f{fact.id}", fact.field, fact.value, fact.quote, fact.url, text)
            for fact, text in self.session.exec(query.order_by(col(LeadFact.id)))
        )

    def earlier(self, lead_id: int, campaign_id: int) -> tuple[EarlierMail, ...]:
        query = select(SequenceMail).where(
            SequenceMail.lead_id == lead_id,
            SequenceMail.campaign_id == campaign_id,
            col(SequenceMail.sent_at).is_not(None),
        )
        rows: Sequence[SequenceMail] = self.session.exec(
            query.order_by(col(SequenceMail.email_sequence))
        ).all()
        return tuple(EarlierMail(Step(row.step), row.subject, row.body) for row in rows)

    def page_with_address(self, lead: LeadRow) -> str | None:
        query = select(LeadFact.url).where(
            LeadFact.lead_id == lead.id, LeadFact.field == "email", LeadFact.value == lead.email
        )
        return self.session.exec(query.limit(1)).first()


def person(lead: LeadRow) -> Lead:
    name = lead.name or ""
    return Lead(
        name,
        HumanName(name).first if name else "",
        lead.company or "",
        lead.title or "",
        lead.country or "",
    )


def told(offer: CampaignOffer, settings: Settings) -> Offer:
    return Offer(
        offer.what,
        offer.call_to_action,
        offer.sender_name,
        settings.postal_address or "",
        offer.own_claims,
        offer.links,
        offer.banned_words,
    )
