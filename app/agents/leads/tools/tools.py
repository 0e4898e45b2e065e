"""What the lead agent offers to other agents."""

from app.agents.leads.tools.take_in_mail import TAKE_IN_MAIL
from app.parts.tools.tool import Tool

LEAD_TOOLS: tuple[Tool, ...] = (TAKE_IN_MAIL,)
