"""What one lead's research may cost: seconds and dollars, whoever takes them."""

import asyncio
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.lib.errors import ScoutError
from app.parts.model.purse import Budget, Held
from app.parts.model.usage import ModelUsage
from app.parts.reading.types import BrokenError
from app.parts.search.search import Search, SearchResult
from app.parts.store.api_usage import Service
from app.parts.store.refusal import Refusal

if TYPE_CHECKING:
    from app.agents.leads.research.ledger import Ledger

TIME_IS_UP = "The time for this lead was up."
MONEY_IS_SPENT = "The money for this lead was spent."


@dataclass(slots=True)
class Allowance:
    """`until` is a moment of `time.monotonic`."""

    usd: float
    until: float
    spent: float = 0.0

    def check_time(self) -> None:
        """Raises BrokenError when no more may be asked for."""
        if time.monotonic() >= self.until:
            raise BrokenError(TIME_IS_UP)

    def allows(self, usd: float) -> bool:
        return self.spent + usd <= self.usd


@dataclass(slots=True)
class LeadBudget:
    """The day's ceilings and, below them, the lead's own."""

    day: Budget
    allowance: Allowance

    def reserve(self, usd: float) -> Held | Refusal:
        if not self.allowance.allows(usd):
            return Refusal.SPENT
        return self.day.reserve(usd)

    def settle(self, held: Held, usage: ModelUsage, error: str | None = None) -> None:
        self.allowance.spent += usage.usd
        self.day.settle(held, usage, error)


@dataclass(slots=True)
class PaidSearch:
    """A search whose calls are in the ledger and within the lead's allowance."""

    search: Search
    ledger: "Ledger"
    allowance: Allowance

    def shown_at(self, query: str) -> str:
        return self.search.shown_at(query)

    async def results(self, query: str) -> tuple[list[SearchResult], float, str]:
        """What came, what it cost, and in words what went wrong, if anything."""
        usd = self.search.provider.usd
        if not self.allowance.allows(usd):
            return [], 0.0, MONEY_IS_SPENT
        began = asyncio.get_running_loop().time()
        results: list[SearchResult] = []
        problem = ""
        try:
            results = await self.search.search(query)
        except ScoutError as error:
            problem = str(error)
        self.allowance.spent += usd
        taken = round((asyncio.get_running_loop().time() - began) * 1000)
        self.ledger.pay(Service.SEARCH, usd, taken, problem or None)
        return results, usd, problem
