"""What a person of the team records: that a lead agreed, to mails or to being seen opening them, or
wants that no more.

No machine takes an answer for a consent. A person may, with that answer as the evidence; then the
sequence whose first mail asked for it goes on.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from sqlmodel import Session, col, select, update

from app.agents.leads.campaigns.next_mail import CONSENT_REQUEST
from app.agents.leads.campaigns.question import lead_evidence
from app.agents.leads.campaigns.stopping import (
    lock_lead,
    note_event,
    stop_sequence,
    suppress_address,
)
from app.agents.leads.consents import NewEntry, add_consent, take_back
from app.agents.leads.law.rules import load_rules
from app.agents.leads.law.suppression import address_digest
from app.agents.leads.suppressions import suppressed_among
from app.agents.leads.tables import (
    Campaign,
    CampaignLead,
    CampaignStatus,
    Consent,
    EmailEvent,
    Lead,
    LeadStatus,
    SequenceMail,
)
from app.lib.errors import PermanentError
from app.lib.settings.settings import Settings
from app.parts.store.statements import required_id

REPLIED: Final = "replied"
OBJECTED: Final = "objected"
EARLIEST: Final = datetime(1971, 1, 1, tzinfo=UTC)
"""A year may be mistyped, and the first ones are in no other zone."""
SUPPRESSED: Final = (
    "Nobody writes to this address any more ({}). A consent that turns up later does not change "
    "that: only they may write to us again."
)


class NoSuchLeadError(PermanentError):
    """There is no lead of that id."""


class ConsentRefusedError(PermanentError):
    """Why what was given cannot be recorded as a consent."""


@dataclass(frozen=True, slots=True)
class Given:
    """What they agreed to and where that is kept. `reply_id`: the event of their answer, which then
    is the evidence; `given_at` None: when that came, or now."""

    via: str
    wording: str = ""
    source: str = ""
    given_at: datetime | None = None
    reply_id: int | None = None


@dataclass(frozen=True, slots=True)
class Recording:
    """In one transaction, of one lead that is locked."""

    session: Session
    settings: Settings
    lead: Lead
    now: datetime

    def consent(self, given: Given) -> Consent:
        """To be written to. Raises ConsentRefusedError."""
        address, entry = self.address_that_may_be_written_to(), self.entry(given)
        row = self.added(address, entry)
        if answered_the_question(self.session, self.lead, entry.happened_at):
            self.go_on()
        return row

    def tracking(self, given: Given) -> Consent:
        """That it may be seen whether they open mails. Raises ConsentRefusedError."""
        address, entry = self.address_that_may_be_written_to(), self.entry(given)
        return self.added(address, replace(entry, event="tracking_given"))

    def end_of_tracking(self, entry: NewEntry) -> Consent:
        """Mails go on. Raises ConsentRefusedError."""
        entry = replace(entry, event="tracking_withdrawn", happened_at=self.past(entry.happened_at))
        return self.added(self.lead.email or "", entry)

    def added(self, address: str, entry: NewEntry) -> Consent:
        if not address:
            raise ConsentRefusedError("The lead has no mail address, and gets no mails.")
        self.lead.updated_at = self.now  # heard of: retention counts from here
        self.session.add(self.lead)
        subject = address_digest(address, self.settings.secret_keys[0])
        return add_consent(self.session, subject, entry, self.now)

    def address_that_may_be_written_to(self) -> str:
        address = self.lead.email
        if not address:
            raise ConsentRefusedError("The lead has no mail address that they could agree to.")
        found = suppressed_among(self.session, [address], self.settings.secret_keys)
        if found:
            raise ConsentRefusedError(SUPPRESSED.format(found[address]))
        return address

    def entry(self, given: Given) -> NewEntry:
        reply = self.reply(given.reply_id) if given.reply_id else None
        wording = given.wording or (reply.detail if reply else "")
        source = given.source or (reply_source(self.session, reply) if reply else "")
        if not wording.strip() or not source.strip():
            raise ConsentRefusedError(
                "A consent counts only with the words that they agreed to and the place where that "
                "is kept, for example a form, a letter or their reply."
            )
        happened_at = self.past(given.given_at or (reply.created_at if reply else self.now))
        rule, version = rule_of(self.session, self.settings, self.lead)
        lead_id = self.lead.id
        return NewEntry("given", given.via, happened_at, wording, source, rule, version, lead_id)

    def past(self, moment: datetime) -> datetime:
        if moment > self.now:
            raise ConsentRefusedError("The moment at which they said so is still to come.")
        if moment < EARLIEST:
            raise ConsentRefusedError(
                "The moment at which they said so is before there were mails."
            )
        return moment.astimezone(UTC)

    def reply(self, event_id: int) -> EmailEvent:
        event = self.session.get(EmailEvent, event_id)
        if event is None or event.lead_id != self.lead.id or event.kind != REPLIED:
            raise ConsentRefusedError(f"Event {event_id} is no answer of this lead.")
        return event

    def go_on(self) -> None:
        """With the sequences that ended by the answer; one that got further than the question is a
        conversation by now, and stays one."""
        self.lead.status = LeadStatus.EMAILED
        self.session.add(self.lead)
        running = select(Campaign.id).where(Campaign.status != CampaignStatus.STOPPED)
        further = select(SequenceMail.campaign_id).where(
            SequenceMail.lead_id == self.lead.id, SequenceMail.email_sequence > CONSENT_REQUEST
        )
        asked = select(SequenceMail.campaign_id).where(
            SequenceMail.lead_id == self.lead.id, SequenceMail.email_sequence == CONSENT_REQUEST
        )
        of_campaign = col(CampaignLead.campaign_id)
        self.session.execute(
            update(CampaignLead)
            .where(
                col(CampaignLead.lead_id) == self.lead.id,
                of_campaign.in_(running),
                of_campaign.in_(asked),
                of_campaign.not_in(further),
            )
            .values(ended_at=None, ended_because="")
        )

    def end_of_mails(self, entry: NewEntry) -> Consent:
        """Recorded whatever was asked before; nobody writes to them again."""
        lead_id, address = required_id(self.lead.id), self.lead.email
        entry = replace(entry, happened_at=self.past(entry.happened_at))
        if not address:
            raise ConsentRefusedError("The lead has no mail address, and gets no mails.")
        self.lead.status = LeadStatus.UNSUBSCRIBED
        self.session.add(self.lead)
        note_event(self.session, OBJECTED, self.now, lead_id=lead_id, detail=entry.wording)
        stop_sequence(self.session, lead_id, "they asked for no more mails", self.now)
        keys = self.settings.secret_keys
        told = {"reason": OBJECTED, "source": entry.via, "now": self.now, "secret": keys[0]}
        suppress_address(self.session, address, **told)  # type: ignore[arg-type]
        taken = take_back(self.session, address, entry, self.now, keys)
        return taken or self.added(address, entry)


def recording(session: Session, settings: Settings, lead_id: int, now: datetime) -> Recording:
    """Raises NoSuchLeadError."""
    lead = lock_lead(session, lead_id)
    if lead is None:
        raise NoSuchLeadError(f"There is no lead {lead_id}.")
    return Recording(session, settings, lead, now)


def answered_the_question(session: Session, lead: Lead, happened_at: datetime) -> bool:
    """The last mail that they got asked for consent, and they have answered nothing since they
    agreed."""
    if lead.status != LeadStatus.REPLIED:
        return False
    sent = select(SequenceMail.email_sequence).where(
        SequenceMail.lead_id == lead.id, col(SequenceMail.sent_at).is_not(None)
    )
    last = session.exec(sent.order_by(col(SequenceMail.sent_at).desc()).limit(1)).first()
    later = select(EmailEvent.id).where(
        EmailEvent.lead_id == lead.id,
        EmailEvent.kind == REPLIED,
        col(EmailEvent.created_at) > happened_at,
    )
    return last == CONSENT_REQUEST and session.exec(later).first() is None


def reply_source(session: Session, reply: EmailEvent) -> str:
    said = f"their reply of {reply.created_at:%d %B %Y %H:%M} UTC"
    mail = session.get(SequenceMail, reply.email_campaign_id) if reply.email_campaign_id else None
    return f"{said} to <{mail.message_id}>" if mail and mail.message_id else said


def rule_of(session: Session, settings: Settings, lead: Lead) -> tuple[str, str]:
    """The rules that are asked of the lead, as ids, and the table's version; of a country that
    nobody knows the first, which is made for that."""
    table = load_rules()
    countries = {one.country for one in lead_evidence(session, lead)}
    rules = table.rules_for(countries, settings.sender_country)
    asked = rules[:1] if len(rules) == len(table.rules) else rules
    return ", ".join(rule.id for rule in asked), table.version
