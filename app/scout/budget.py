"""How much may still be spent on the model today, by the ledger of all runs."""

from dataclasses import dataclass
from datetime import datetime

from app.parts import Parts
from app.store import spending


@dataclass(frozen=True, slots=True)
class DailyBudget:
    """The ceiling LLM_DAILY_BUDGET_USD from midnight to midnight in TIMEZONE."""

    parts: Parts

    def allows(self, usd: float) -> bool:
        """May `usd` be spent beyond what the ledger has? Raises DatabaseAwayError."""
        settings = self.parts.settings
        with self.parts.database.read() as session:
            spent = spending.spent_since(session, self.midnight()).usd
        return spent + usd <= settings.llm_daily_budget_usd

    def midnight(self) -> datetime:
        now = self.parts.clock().astimezone(self.parts.settings.zone)
        return now.replace(hour=0, minute=0, second=0, microsecond=0)
