"""May we see whether a lead opens our mails and follows their links? Asked when a mail is made
ready to go, and again before anything is noted: who took a consent back is not watched by the mails
that they have.

What the law of each country asks for stands in law/rules.yaml (`tracking`).
"""

from collections.abc import Iterable
from typing import Final

from sqlmodel import Session

from app.agents.leads.campaigns.question import lead_evidence
from app.agents.leads.consents import agreed_to_tracking
from app.agents.leads.law.rules import Rule, RuleTable, load_rules
from app.agents.leads.tables import Lead, LeadStatus
from app.lib.settings.settings import Settings

OVER: Final = (LeadStatus.REPLIED, LeadStatus.UNSUBSCRIBED, LeadStatus.BOUNCED)
"""After an answer it may be the team that opens the mail, as a quote in that answer."""


def may_track(session: Session, settings: Settings, lead: Lead) -> bool:
    """TRACKING=1, nothing has ended the mails, and each law that holds asks for nothing or has the
    lead's consent. Raises RulesError."""
    if not settings.tracking or lead.status in OVER:
        return False
    countries = {one.country for one in lead_evidence(session, lead)}
    if not rules_that_ask(countries, settings.sender_country):
        return True
    return agreed_to_tracking(session, lead.email or "", settings.secret_keys)


def rules_that_ask(
    countries: Iterable[str], sender_country: str | None, table: RuleTable | None = None
) -> list[Rule]:
    """Those that want a consent, of all that hold for leads in the countries: all rules there are
    if one is not known."""
    rules = (table or load_rules()).rules_for(countries, sender_country)
    return [rule for rule in rules if rule.tracking.needs == "consent"]
