"""What the language model costs, as its page shows it. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce

from app.agents.scout.agent import NAME as AGENT
from app.agents.scout.pages.charts import Column, ColumnChart
from app.lib.settings.parts import DAILY_BUDGET
from app.parts.model.ceilings import DailyCeiling, nearest
from app.parts.model.prices import dollars
from app.parts.store.api_usage import NOTHING, DayOfModel, Spent

DAYS = 30
SHORTEST_PACE = 1 / 24
"""Of a day: from less nobody can tell what a whole day comes to."""


@dataclass(frozen=True, slots=True)
class NamedCost:
    """What a model cost over the days shown."""

    model: str
    spent: Spent


@dataclass(frozen=True, slots=True)
class CostsView:
    """The ledger of the last days. `days` are all of them, today the last; `spent` has lines for
    those that cost something.

    `model`: "" when the keyword scorer works alone. `runs_today` asked a model and cost
    `runs_usd`; `share_of_day` is over. `took_over_at`: when the keyword scorer first judged today
    for want of money. `own_ceilings`: of the agents that have one. `unknown_price`: what the
    operator should know of the model's, if anything.
    """

    days: tuple[date, ...]
    spent: tuple[DayOfModel, ...]
    ceiling: float
    model: str = ""
    runs_today: int = 0
    runs_usd: float = 0.0
    share_of_day: float = 0.0
    took_over_at: datetime | None = None
    own_ceilings: tuple[DailyCeiling, ...] = ()
    unknown_price: str | None = None

    @property
    def by_day(self) -> dict[date, Spent]:
        """Every day, those without costs too."""
        return {day: summed(line for line in self.spent if line.day == day) for day in self.days}

    @property
    def by_model(self) -> tuple[NamedCost, ...]:
        """The dearest first."""
        names = {line.model for line in self.spent}
        costs = (NamedCost(n, summed(one for one in self.spent if one.model == n)) for n in names)
        return tuple(sorted(costs, key=lambda cost: (-cost.spent.usd, cost.model)))

    @property
    def total(self) -> Spent:
        return summed(self.spent)

    @property
    def today(self) -> Spent:
        return self.by_day[self.days[-1]]

    @property
    def share_of_ceiling(self) -> float | None:
        """1.0 for all of it; None where the ceiling is 0."""
        return self.today.usd / self.ceiling if self.ceiling else None

    @property
    def met_first(self) -> DailyCeiling:
        """The ceiling that the scout meets before another."""
        for_all = DailyCeiling(DAILY_BUDGET, self.ceiling, self.today.usd)
        return nearest((for_all, *self.own_ceilings), AGENT)

    @property
    def mean(self) -> float | None:
        """Of a full day, since the first that cost something; None before there is one."""
        full = [self.by_day[day].usd for day in self.days[:-1]]
        first = next((number for number, usd in enumerate(full) if usd), None)
        return None if first is None else sum(full[first:]) / len(full[first:])

    @property
    def per_run(self) -> float | None:
        return self.runs_usd / self.runs_today if self.runs_today else None

    @property
    def pace(self) -> float | None:
        """What today comes to if it goes on like this; None while it is too early to tell, and
        once the ceiling has ended it."""
        if self.took_over_at or not self.today.usd or self.share_of_day < SHORTEST_PACE:
            return None
        return self.today.usd / self.share_of_day

    @property
    def chart(self) -> ColumnChart:
        days, total, today = len(self.days), dollars(self.total.usd), dollars(self.today.usd)
        return ColumnChart(
            title=f"Costs of the last {days} days",
            columns=tuple(column(day, spent) for day, spent in self.by_day.items()),
            summary=f"Costs by day, the last {days} days: {total} in all, {today} today. "
            f"The ceiling is {dollars(self.ceiling)} a day.",
            headings=("Day", "Cost", "Calls", "Tokens read", "Tokens written"),
            ceiling=self.ceiling,
            ceiling_words=f"Ceiling: {dollars(self.ceiling)} a day",
            ceiling_short=dollars(self.ceiling),
        )


def summed(lines: Iterable[DayOfModel]) -> Spent:
    return reduce(Spent.plus, (line.spent for line in lines), NOTHING)


def column(day: date, spent: Spent) -> Column:
    calls = "1 call" if spent.calls == 1 else f"{spent.calls:,} calls"
    return Column(
        label=f"{day.day} {day:%b}",
        value=spent.usd,
        words=f"{day:%A}, {dollars(spent.usd)}, {calls}",
        short=dollars(spent.usd),
        figures=(
            dollars(spent.usd),
            f"{spent.calls:,}",
            f"{spent.input_tokens:,}",
            f"{spent.output_tokens:,}",
        ),
    )
