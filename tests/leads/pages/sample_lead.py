"""One invented lead with all that may hang on it, as the rows of the tables."""

from datetime import timedelta
from typing import Any

from app.agents.leads.intake.stored_leads import ServiceCost, WholeLead
from app.agents.leads.pages import words
from app.agents.leads.pages.lead import view_of
from app.agents.leads.pages.lead_consents import LeadConsents, ReplyChoice
from app.agents.leads.pages.lead_mails import Campaigns, InCampaign
from app.agents.leads.tables import EmailEvent, Lead, LeadFact, LeadResearch, SequenceMail
from tests.leads.pages.sample_overviews import CONSENT_LINES
from tests.leads.pages.samples import NOW

SITE = "https://karoo-events.example"
BODY = """Hello Thandi,

Karoo Event Makers has organised 140 company days since 2019.
We bring pizza for 20 to 2,000 people.

Shall we send you the list for groups?

Kind regards
Ben Nkosi

PS: The first tasting is on us."""


def fact(number: int, field: str, value: str, quote: str, page: str = "") -> LeadFact:
    return LeadFact(
        id=number,
        lead_id=9,
        field=field,
        value=value,
        quote=quote,
        url=f"{SITE}/{page}",
        fetched_at=NOW - timedelta(hours=3),
    )


def way(
    kind: str, outcome: str, target: str = "", detail: str = "", usd: float = 0
) -> LeadResearch:
    return LeadResearch(
        lead_id=9,
        created_at=NOW - timedelta(hours=3),
        depth="standard",
        way=kind,
        target=target,
        reason="Its address is at that domain",
        outcome=outcome,
        detail=detail,
        milliseconds=2_340,
        usd=usd,
    )


def mail(number: int, step: str, **known: Any) -> SequenceMail:
    values: dict[str, Any] = {
        "id": number,
        "lead_id": 9,
        "campaign_id": 2,
        "created_at": NOW - timedelta(days=4),
        "email_sequence": number,
        "step": step,
        "subject": "Pizza for your next company day",
        "body": BODY,
    }
    return SequenceMail(**(values | known))


def event(kind: str, days: float, detail: str = "", *, by_machine: bool = False) -> EmailEvent:
    at = NOW - timedelta(days=days)
    return EmailEvent(lead_id=9, kind=kind, created_at=at, detail=detail, by_machine=by_machine)


THANDI = Lead(
    id=9,
    created_at=NOW - timedelta(days=6),
    updated_at=NOW,
    name="Thandi Mokoena",
    email="thandi@karoo-events.example",
    company="Karoo Event Makers",
    title="Founder",
    website_url=SITE,
    linkedin_url="https://www.linkedin.com/in/thandi-mokoena",
    phone="+27 21 555 0134",
    location="Cape Town",
    country="ZA",
    source="Trade fair, November",
    tags=["events", "cape"],
    ground="published_address",
    status="replied",
    score=80,
    score_parts={
        "name": {"points": 10, "how": "given", "value": "Thandi Mokoena", "fact_id": None},
        "email": {"points": 10, "how": "given", "value": "thandi@karoo-events.example"},
        "company": {"points": 15, "how": "given", "value": "Karoo Event Makers"},
        "linkedin_url": {"points": 20, "how": "given", "value": "linkedin.com/in/thandi-mokoena"},
        "recent_activity": {
            "points": 15,
            "how": "found",
            "value": "Opened an office in George",
            "fact_id": 5,
        },
        "company_info": {
            "points": 10,
            "how": "found",
            "value": "Organises company days",
            "fact_id": 1,
        },
    },
)
FACTS = (
    fact(
        5,
        "recent_activity",
        "Opened an office in George",
        "In October we opened in George.",
        "news",
    ),
    fact(4, "phone", "+27 44 555 0178", "George: 044 555 0178", "contact"),
    fact(3, "phone", "+27 21 555 0134", "Call us on 021 555 0134", "contact"),
    fact(2, "social", f"{SITE}/instagram", "Follow us on Instagram"),
    fact(
        1,
        "company_info",
        "Organises company days",
        "We have organised 140 company days since 2019.",
    ),
)
COSTS = (ServiceCost("model", 6, 18_000, 1_400, 0.0042), ServiceCost("search", 2, 0, 0, 0.01))
WHOLE = WholeLead(
    lead=THANDI,
    facts=FACTS,
    research=(
        way("company_site", "found", SITE, "Read 4 pages"),
        way("search", "nothing", '"Karoo Event Makers" Thandi Mokoena', usd=0.005),
        way(
            "given_link",
            "blocked",
            "https://www.linkedin.com/in/thandi-mokoena",
            "Its terms forbid it",
        ),
    ),
    mails=(
        mail(2, "value_proposition", state="cancelled", refusal="Not sent: replied on 18 November"),
        mail(
            1,
            "introduction",
            state="handed_over",
            sent_at=NOW - timedelta(days=3),
            replied_at=NOW - timedelta(days=2),
            ground="published_address",
            ground_evidence={
                "name": "published_address",
                "url": f"{SITE}/contact",
                "published_by_them": True,
                "named_by": "import",
            },
            country_evidence=[{"country": "ZA", "source": "phone", "value": "+27 21 555 0142"}],
            rule="ZA s 69(3)",
            rules_version="2026-11",
        ),
    ),
    events=(
        event("replied", 2, "That sounds good. Could you call me on Thursday?"),
        event("opened", 2.9, by_machine=True),
        event("sent", 3),
    ),
    costs=COSTS,
    likely_doubles=(4,),
    suppressed=None,
)
ANSWER = ReplyChoice(5, "That sounds good. Could you call me on Thursday?", NOW - timedelta(days=2))
CONSENTS = LeadConsents(CONSENT_LINES[1:], holds=True, replies=(ANSWER,))
CAMPAIGNS = Campaigns(
    (
        InCampaign(
            2, "Lunches for event makers", words.CAMPAIGNS["running"], "replied on 18 November"
        ),
    ),
    ((3, "Franchise applicants in the Cape"),),
)
LEAD = view_of(WHOLE, CAMPAIGNS, None, CONSENTS)
NEW_LEAD = view_of(
    WholeLead(
        lead=Lead(id=3, created_at=NOW, updated_at=NOW, company="Harbour Landlords"),
        facts=(),
        research=(),
        mails=(),
        events=(),
        costs=(),
        likely_doubles=(),
        suppressed="they objected",
    ),
    Campaigns(),
    71,
)
