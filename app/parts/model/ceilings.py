"""How near the ceilings of a day are, for people to see; what holds a call up is in the store."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import Session

from app.lib.settings.parts import DAILY_BUDGET
from app.parts.model.budget import midnight
from app.parts.store.api_usage import spent_since

if TYPE_CHECKING:
    from app.parts.parts import Parts


@dataclass(frozen=True, slots=True)
class DailyCeiling:
    """What models may cost from midnight to midnight, and did so far. `setting` is where it is set;
    `agent` whose own it is, None for the one that holds for all together."""

    setting: str
    usd: float
    spent_usd: float
    agent: str | None = None

    @property
    def left_usd(self) -> float:
        return self.usd - self.spent_usd


def ceilings_today(session: Session, parts: "Parts") -> tuple[DailyCeiling, ...]:
    """That of all together, then each agent's own."""
    since, settings = midnight(parts), parts.settings
    spent_usd = spent_since(session, since).usd
    for_all = DailyCeiling(DAILY_BUDGET, settings.llm_daily_budget_usd, spent_usd)
    own = settings.llm_daily_budget_usd_by_agent.items()
    return (for_all, *(own_ceiling(session, since, name, usd) for name, usd in sorted(own)))


def own_ceiling(session: Session, since: datetime, name: str, usd: float) -> DailyCeiling:
    agent = name.lower()
    spent_usd = spent_since(session, since, agent).usd
    return DailyCeiling(f"{DAILY_BUDGET}_{name}", usd, spent_usd, agent)


def nearest(ceilings: Iterable[DailyCeiling], agent: str) -> DailyCeiling:
    """The one that this agent meets first."""
    of_agent = (one for one in ceilings if one.agent in {None, agent})
    return min(of_agent, key=lambda one: one.left_usd)
