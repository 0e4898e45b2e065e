"""Invented campaigns and drafts as the pages show them."""

from datetime import timedelta

from app.agents.leads.pages import words
from app.agents.leads.pages.campaigns import (
    CampaignLine,
    CampaignView,
    EndView,
    ReasonView,
    StepView,
)
from app.agents.leads.pages.drafts import ClaimView, DraftsView, DraftView
from app.agents.leads.pages.lead_mails import paragraphs_of
from tests.leads.pages.sample_lead import BODY, SITE
from tests.leads.pages.samples import NOW

CLAIM = ClaimView(
    "Karoo Event Makers has organised 140 company days since 2019.",
    "We have organised 140 company days since 2019.",
    f"{SITE}/",
)
DRAFT = DraftView(
    id=7,
    lead_id=9,
    lead="Thandi Mokoena",
    campaign_id=2,
    campaign="Lunches for event makers",
    step="introduction",
    subject="Pizza for your next company day",
    paragraphs=paragraphs_of(BODY),
    claims=(CLAIM,),
    problems=(),
    written_by="model",
    scheduled_for=NOW + timedelta(days=2),
)
WRONG = DraftView(
    id=8,
    lead_id=3,
    lead="Harbour Landlords",
    campaign_id=2,
    campaign="Lunches for event makers",
    step="case_study",
    subject="",
    paragraphs=(("We saw that you have won an award.",),),
    claims=(),
    problems=("“We saw that you have won an award.” stands on no stored page",),
    written_by="Ben",
    scheduled_for=None,
)
DRAFTS = DraftsView((DRAFT, WRONG), has_more=True)
NO_DRAFTS = DraftsView((), has_more=False)
LINES = tuple(
    CampaignLine(number, name, words.badge(words.CAMPAIGNS, status), NOW, leads, drafts)
    for number, name, status, leads, drafts in (
        (3, "Franchise applicants in the Cape", "draft", 0, 0),
        (2, "Lunches for event makers", "running", 1_240, 31),
        (1, "Landlords with a site", "stopped", 260, 0),
    )
)
CAMPAIGN = CampaignView(
    id=2,
    name="Lunches for event makers",
    goal="Ten tastings before Christmas",
    what="Hot pizza for 20 to 2,000 people, on the minute",
    status=words.CAMPAIGNS["running"],
    approve="first",
    daily_cap=40,
    created_at=NOW - timedelta(days=20),
    started_at=NOW - timedelta(days=18),
    leads=1_240,
    steps=(
        StepView("introduction", 31, 12, 1_180, 44, 20, 9, 17),
        StepView("value_proposition", 0, 60, 702, 18, 2, 4, 50),
        StepView("case_study", 0, 0, 210, 3, 0, 1, 62),
    ),
    reasons=(ReasonView("they answered", 65), ReasonView("the address bounced", 22)),
    ends=(EndView(9, "Thandi Mokoena", "they answered", NOW - timedelta(days=2)),),
)
