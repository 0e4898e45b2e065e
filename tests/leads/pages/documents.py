"""Every page of the lead agent in its states, by an address."""

from app.agents.leads.pages.page import html
from tests.leads.pages import sample_lead, samples


def shown(name: str, view: object) -> str:
    return html(name, view, samples.AROUND)


DOCUMENTS = {
    "/leads": shown("leads", samples.LEADS),
    "/leads-none": shown("leads", samples.NO_LEADS),
    "/leads-none-like-that": shown("leads", samples.NONE_LIKE_THAT),
    "/leads/9": shown("lead", sample_lead.LEAD),
    "/leads/3": shown("lead", sample_lead.NEW_LEAD),
}
