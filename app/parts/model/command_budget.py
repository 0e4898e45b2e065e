"""The ceiling of a command, which starts without what a service needs."""

from dataclasses import dataclass

from app.parts.model.purse import Held
from app.parts.model.usage import ModelUsage
from app.parts.store.refusal import Refusal


@dataclass(slots=True)
class CommandBudget:
    """As DailyBudget for a command that opens no database: it knows what it spent itself."""

    ceiling: float
    spent: float = 0.0
    aside: float = 0.0

    def reserve(self, usd: float) -> Held | Refusal:
        if self.spent + usd > self.ceiling:
            return Refusal.SPENT
        if self.spent + self.aside + usd > self.ceiling:
            return Refusal.TAKEN
        self.aside += usd
        return Held(usd)

    def settle(self, held: Held, usage: ModelUsage, error: str | None = None) -> None:  # noqa: ARG002
        self.aside = max(0.0, self.aside - held.usd)
        self.spent += usage.usd
