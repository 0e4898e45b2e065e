"""What the lead agent offers to other agents."""

from app.agents.leads.tools.campaigns import ADD_TO_CAMPAIGN, MAKE_CAMPAIGN, START_CAMPAIGN
from app.agents.leads.tools.lead_facts import FIND_LEAD, LEAD_FACTS
from app.agents.leads.tools.may_write_to import MAY_WRITE_TO
from app.agents.leads.tools.prepare_mail import PREPARE_MAIL
from app.agents.leads.tools.research_lead import RESEARCH_LEAD
from app.agents.leads.tools.take_in_leads import FIND_SITES, TAKE_IN_LEADS
from app.agents.leads.tools.take_in_mail import TAKE_IN_MAIL
from app.parts.tools.tool import Tool

LEAD_TOOLS: tuple[Tool, ...] = (
    TAKE_IN_MAIL,
    TAKE_IN_LEADS,
    FIND_SITES,
    FIND_LEAD,
    LEAD_FACTS,
    RESEARCH_LEAD,
    MAKE_CAMPAIGN,
    ADD_TO_CAMPAIGN,
    PREPARE_MAIL,
    START_CAMPAIGN,
    MAY_WRITE_TO,
)
