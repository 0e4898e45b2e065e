"""The lead agents' own tables: whom they know, what pages say of them, what was written and sent
to them, what came back, and who must not be written to.

They are imported from here, all at once, because foreign keys name tables of the other files.
Everything of a person hangs on `leads.id`, so that erasing finds it; `suppressions` and `consents`
outlive the person, as digests.
"""

from app.agents.leads.tables.campaign import (
    Campaign,
    CampaignLead,
    CampaignStatus,
    SequenceMail,
    SequenceMailState,
)
from app.agents.leads.tables.lead import (
    Lead,
    LeadFact,
    LeadPage,
    LeadResearch,
    LeadStatus,
    searched_of,
)
from app.agents.leads.tables.response import (
    Consent,
    ConsentWords,
    EmailEvent,
    InboxPlace,
    Suppression,
)

__all__ = [
    "Campaign",
    "CampaignLead",
    "CampaignStatus",
    "Consent",
    "ConsentWords",
    "EmailEvent",
    "InboxPlace",
    "Lead",
    "LeadFact",
    "LeadPage",
    "LeadResearch",
    "LeadStatus",
    "SequenceMail",
    "SequenceMailState",
    "Suppression",
    "searched_of",
]
