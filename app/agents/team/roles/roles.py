"""The seven, in the order in which pages list them. Nothing else of the team names a role."""

from app.agents.team.role import Role
from app.agents.team.roles.booking_callprep.role import BOOKING_CALLPREP
from app.agents.team.roles.engineer.role import ENGINEER
from app.agents.team.roles.finance_manager.role import FINANCE_MANAGER
from app.agents.team.roles.leadgen_scraper.role import LEADGEN_SCRAPER
from app.agents.team.roles.marketing_strategist.role import MARKETING_STRATEGIST
from app.agents.team.roles.outbound_emailer.role import OUTBOUND_EMAILER
from app.agents.team.roles.product_manager.role import PRODUCT_MANAGER

ROLES: tuple[Role, ...] = (
    PRODUCT_MANAGER,
    FINANCE_MANAGER,
    MARKETING_STRATEGIST,
    LEADGEN_SCRAPER,
    OUTBOUND_EMAILER,
    BOOKING_CALLPREP,
    ENGINEER,
)


def role_named(name: str) -> Role | None:
    """By `agent_runs.agent`."""
    return next((role for role in ROLES if role.name == name), None)


def role_at(path: str) -> Role | None:
    """By its word in addresses."""
    return next((role for role in ROLES if role.path == path), None)
