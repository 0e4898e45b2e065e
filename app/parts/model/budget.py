"""How much may still be spent on the model, and the ledger of what was."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.lib.days import day_of
from app.parts.agent import LONGEST_RUN_SECONDS
from app.parts.model.purse import Held
from app.parts.model.usage import ModelUsage
from app.parts.store import reservations
from app.parts.store.api_usage import ApiUsage
from app.parts.store.refusal import Refusal
from app.parts.store.reservations import Ceiling, Holder

if TYPE_CHECKING:
    from app.parts.parts import Parts

LONGEST_WAIT = timedelta(seconds=LONGEST_RUN_SECONDS + 30)
"""Before its time limit a call may wait for the endpoint as long as a run takes; when it is over, a
busy process still has to settle it."""


@dataclass(frozen=True, slots=True)
class DailyBudget:
    """The ceilings from midnight to midnight in TIMEZONE, for all processes: LLM_DAILY_BUDGET_USD
    for all agents together, LLM_DAILY_BUDGET_USD_<AGENT> for the one that asks.

    `holder` is who asks; `model`, `prompt_version` and `subject` are for the ledger.
    """

    parts: "Parts"
    holder: Holder
    model: str
    prompt_version: str = ""
    subject: str | None = None

    def reserve(self, usd: float) -> Held | Refusal:
        """Raises DatabaseAwayError."""
        now = self.parts.clock()
        longest = timedelta(seconds=self.parts.settings.llm_timeout_seconds)
        kept = reservations.reserve(
            self.parts.database,
            self.holder,
            usd,
            ceiling_of(self.parts, self.holder.agent),
            now=now,
            expires_at=now + LONGEST_WAIT + longest,
        )
        return kept if isinstance(kept, Refusal) else Held(usd, kept)

    def settle(self, held: Held, usage: ModelUsage, error: str | None = None) -> None:
        """A line in the ledger; none for nothing. Raises DatabaseAwayError."""
        used = bool(usage.input_tokens or usage.calls)
        line = self._line(usage, error) if used else None
        reservations.settle(self.parts.database, held.id, line)

    def _line(self, usage: ModelUsage, error: str | None) -> ApiUsage:
        return ApiUsage(
            created_at=self.parts.clock(),
            service=self.holder.service,
            agent=self.holder.agent,
            run_id=self.holder.run_id,
            subject=self.subject,
            model=self.model,
            prompt_version=self.prompt_version,
            calls=usage.calls,
            input_tokens=usage.input_tokens,
            output_tokens=usage.output_tokens,
            usd=usage.usd,
            milliseconds=round(usage.seconds * 1000),
            error=error,
        )


def ceiling_of(parts: "Parts", agent: str) -> Ceiling:
    settings = parts.settings
    own_usd = settings.daily_budget_usd_of(agent)
    together = Ceiling(settings.llm_daily_budget_usd, midnight(parts))
    return together if own_usd is None else replace(together, own_usd=own_usd)


def midnight(parts: "Parts") -> datetime:
    """When today began, where the team is."""
    return day_of(parts.clock(), parts.settings.zone).start
