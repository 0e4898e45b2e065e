"""Invented campaigns and drafts as the pages show them."""

from dataclasses import replace
from datetime import timedelta

from app.agents.leads.campaigns.figures import Counts, Funnel
from app.agents.leads.campaigns.offer import DEFAULT_STEPS
from app.agents.leads.intake.lead_search import Wanted
from app.agents.leads.pages import words
from app.agents.leads.pages.campaign_form import CampaignForm, empty_form, names_of_all
from app.agents.leads.pages.campaigns import CampaignLine, CampaignView, EndView, ReasonView
from app.agents.leads.pages.choose_leads import AddedView, ChooseView, RefusedView
from app.agents.leads.pages.drafts import ClaimView, DraftForm, DraftsView, DraftView, OfCampaign
from app.agents.leads.pages.lead_mails import paragraphs_of
from app.lib.settings.settings import load_settings
from app.parts.http.forms import Form, Typed, filled
from tests.leads.pages.sample_lead import BODY, SITE
from tests.leads.pages.sample_overviews import FULL
from tests.leads.pages.samples import LEADS, NOW

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
DRAFTS = DraftsView(
    (DRAFT, WRONG),
    has_more=True,
    campaigns=(OfCampaign(2, "Lunches for event makers"), OfCampaign(3, "Franchise applicants")),
)
OF_ONE = DraftsView(
    (DRAFT, WRONG),
    has_more=True,
    of=OfCampaign(
        2, "Lunches for event makers", (("introduction", 31), ("case_study", 4)), up_to=88
    ),
    notice="28 drafts were approved. 3 have problems, to be put right or rejected.",
)
WRONG_DRAFT = DraftForm(
    WRONG,
    Form(
        filled(subject="", body="We saw that you have won an award.\n\nKind regards"),
        {"subject": "A mail needs a subject."},
        "Nothing is stored yet.",
    ),
)
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
    funnel=Funnel(
        1_240,
        87,
        {
            "introduction": Counts(31, 12, 1_180, 1, 2, 17, 0, 44, 20, 9, 210, 640, 38, 122),
            "value_proposition": Counts(0, 60, 702, 0, 0, 48, 2, 18, 2, 4),
            "case_study": Counts(0, 0, 210, 0, 0, 62, 0, 3, 0, 1),
        },
    ),
    reasons=(ReasonView("they answered", 65), ReasonView("the address bounced", 22)),
    ends=(EndView(9, "Thandi Mokoena", "they answered", NOW - timedelta(days=2)),),
)
LACKS = (
    "POSTAL_ADDRESS is missing: the law of most countries wants the sender's postal address in "
    "every mail. Set it to a whole address with a town, for example 1 Main Road, Cape Town 8001.",
    "The campaign has no leads: add some first.",
)
MADE = replace(
    CAMPAIGN,
    id=3,
    status=words.CAMPAIGNS["draft"],
    started_at=None,
    funnel=Funnel(0, 0, {}),
    reasons=(),
    ends=(),
    lacks=LACKS,
)
READY = replace(
    MADE,
    funnel=Funnel(40, 0, {}),
    lacks=(),
    asks_dns=True,
    unstated=(
        "12 leads on the ground of a recorded legitimate interest: it is not stated that the "
        "balancing test (interest, necessity, balance) is recorded.",
    ),
    unrecorded=7,
    problems=(
        "DMARC of example.com: no record was found. What to do: publish a TXT record at "
        '_dmarc.example.com, to begin with "v=DMARC1; p=none; rua=mailto:postmaster@example.com".',
    ),
)
NEW_FORM = empty_form(load_settings(FULL))
WRONG_FORM = CampaignForm(
    Form(
        Typed(
            dict(NEW_FORM.form.typed.fields)
            | dict(filled(what="Hot pizza", own_claims="One\nTwo", wait_case_study="x").fields)
            | dict(filled(test_interest="We sell lunches.", vouched_relevant_to_role="yes").fields)
        ),
        {
            "name": "Give it a name, for your own lists.",
            "wait_case_study": "It has to be a whole number from 0 to 90.",
            "test_balance": "A balancing test has all three parts: fill in this one.",
            "steps": "Tick one mail at least.",
        },
        "Nothing is stored yet: put right what is marked below.",
    ),
    names_of_all(DEFAULT_STEPS),
    3,
)
CHOOSE = ChooseView(
    campaign_id=3,
    name="Lunches for event makers",
    wanted=Wanted(q="events", tag="cape"),
    lines=LEADS.lines[:4],
    found=1_204,
    tags=("cape", "events"),
)
CHOOSE_NONE = replace(CHOOSE, lines=(), found=0, problem="Nobody is ticked: tick some leads.")
ADDED = AddedView(
    3,
    "Lunches for event makers",
    1_180,
    2,
    (
        RefusedView(8, "Ben Baker", "the address is suppressed (objected)"),
        RefusedView(7, "Harbour Landlords", "it has no mail address"),
    ),
    (("the address is suppressed (objected)", 21), ("it has no mail address", 1)),
)
