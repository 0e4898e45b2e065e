"""How much may still be spent on the model, and the ledger of what was."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.days import day_of
from app.parts import Parts
from app.scout.types import Usage
from app.scout.verdicts import Evaluator
from app.store import spending
from app.store.tables import Spending


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
        return day_of(self.parts.clock(), self.parts.settings.zone).start


@dataclass(slots=True)
class CommandBudget:
    """The same ceiling for a command that opens no database: it knows what it spent itself."""

    ceiling: float
    spent: float = 0.0

    def allows(self, usd: float) -> bool:
        return self.spent + usd <= self.ceiling


def enter(
    session: Session, usage: Usage, asked: Evaluator, at: datetime, run_id: int | None = None
) -> None:
    """A line in the ledger for what asking took, of a run or of a command; none for nothing."""
    if usage.input_tokens or usage.calls:
        session.add(
            Spending(
                run_id=run_id,
                spent_at=at,
                model=asked.model,
                prompt_version=asked.prompt_version,
                calls=usage.calls,
                input_tokens=usage.input_tokens,
                output_tokens=usage.output_tokens,
                usd=usage.usd,
                seconds=usage.seconds,
            )
        )
