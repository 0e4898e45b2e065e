"""Every page of the lead agent in its states, by an address."""

from app.agents.leads.pages.page import html
from tests.leads.pages import sample_campaigns, sample_forms, sample_lead, sample_overviews, samples


def shown(name: str, view: object) -> str:
    return html(name, view, samples.AROUND)


DOCUMENTS = {
    "/leads": shown("leads", samples.LEADS),
    "/leads-none": shown("leads", samples.NO_LEADS),
    "/leads-none-like-that": shown("leads", samples.NONE_LIKE_THAT),
    "/leads/new": shown("lead_form", sample_forms.EMPTY),
    "/leads/new-wrong": shown("lead_form", sample_forms.WRONG),
    "/leads/9/edit": shown("lead_form", sample_forms.KNOWN),
    "/leads/new-merged": shown("merged", sample_forms.MERGED),
    "/leads/import": shown("imported", sample_forms.IMPORTED),
    "/leads/import-broken": shown("imported", sample_forms.BROKEN),
    "/leads/9": shown("lead", sample_lead.LEAD),
    "/leads/9/erase": shown("erase", sample_lead.LEAD),
    "/leads/3": shown("lead", sample_lead.NEW_LEAD),
    "/campaigns": shown("campaigns", sample_campaigns.LINES),
    "/campaigns-none": shown("campaigns", ()),
    "/campaigns/2": shown("campaign", sample_campaigns.CAMPAIGN),
    "/campaigns/2/stop": shown("campaign_stop", sample_campaigns.CAMPAIGN),
    "/campaigns/3": shown("campaign", sample_campaigns.MADE),
    "/campaigns/3-ready": shown("campaign", sample_campaigns.READY),
    "/campaigns/3/leads": shown("choose_leads", sample_campaigns.CHOOSE),
    "/campaigns/3/leads-none": shown("choose_leads", sample_campaigns.CHOOSE_NONE),
    "/campaigns/3/leads-added": shown("added", sample_campaigns.ADDED),
    "/campaigns/new": shown("campaign_form", sample_campaigns.NEW_FORM),
    "/campaigns/3/edit": shown("campaign_form", sample_campaigns.WRONG_FORM),
    "/drafts": shown("drafts", sample_campaigns.DRAFTS),
    "/drafts-of-one": shown("drafts", sample_campaigns.OF_ONE),
    "/drafts/8": shown("draft", sample_campaigns.WRONG_DRAFT),
    "/drafts-none": shown("drafts", sample_campaigns.NO_DRAFTS),
    "/suppressions": shown("suppressions", sample_overviews.SUPPRESSIONS),
    "/suppressions-none": shown("suppressions", sample_overviews.NO_SUPPRESSIONS),
    "/consents": shown("consents", sample_overviews.CONSENTS),
    "/consents-broken": shown("consents", sample_overviews.BROKEN),
    "/consents-long": shown("consents", sample_overviews.LONG),
    "/consents-none": shown("consents", sample_overviews.NO_CONSENTS),
    "/leads/figures": shown("figures", sample_overviews.FIGURES),
    "/leads/figures-none": shown("figures", sample_overviews.NO_FIGURES),
    "/leads/settings": shown("settings", sample_overviews.SETTINGS),
    "/leads/settings-lacking": shown("settings", sample_overviews.LACKING),
}
