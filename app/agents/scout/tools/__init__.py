"""What the scout offers to other agents. All of it only reads."""

from app.agents.scout.tools.brand import BRAND
from app.agents.scout.tools.check_copy import CHECK_COPY
from app.agents.scout.tools.finds import SCOUT_FINDS
from app.agents.scout.tools.read_page import READ_PAGE
from app.parts.tools.tool import Tool

SCOUT_TOOLS: tuple[Tool, ...] = (SCOUT_FINDS, BRAND, CHECK_COPY, READ_PAGE)
