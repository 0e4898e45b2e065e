"""Charts in numbers, for pages/team/finance_manager.html.j2 to draw as SVG without scripts. Pure.

A drawing is stretched to its place, so it holds no text; its bars have labels for a table.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from app.agents.team.roles.finance_manager.computing.money import (
    ZERO,
    money_words,
    quotient,
)
from app.agents.team.roles.finance_manager.figures import (
    Chart,
    ChartBar,
    MonthTable,
    Runway,
    Variance,
)
from app.agents.team.roles.finance_manager.reading.dates import Month

WIDTH: Final = 1200
HEIGHT: Final = 400
GAP: Final = 0.25
LEAST: Final = 2.0
"""Height of the smallest bar: what is not nothing can be seen."""
MOST_BARS: Final = 24
Amounts = Sequence[tuple[str, Decimal]]


def charts_of(
    table: MonthTable | None, runway: Runway | None, variance: Variance | None, currency: str
) -> tuple[Chart, ...]:
    found: list[Chart] = []
    if table is not None and len(table.months) > 1:
        months = list(zip(table.months, table.net, strict=True))[-MOST_BARS:]
        found.append(chart("Income less costs by month", months, currency))
    if variance is not None:
        found.append(chart("Actual less plan by category", largest(variance), currency))
    if runway is not None and (cash := cash_by_month(runway)):
        found.append(chart("Cash at the end of each month, as now", cash, currency))
    return tuple(found)


def largest(variance: Variance) -> Amounts:
    rows = sorted(variance.categories, key=lambda row: abs(row.absolute), reverse=True)
    return [(row.name, row.absolute) for row in rows[:MOST_BARS]]


def cash_by_month(runway: Runway) -> Amounts:
    """Until nothing is left; none where the cash does not end."""
    now = runway.scenarios[0]
    if now.ends_in is None or runway.cash <= 0:
        return []
    month = Month(int(runway.month[:4]), int(runway.month[5:]))
    found = [(runway.month, runway.cash)]
    while found[-1][1] > 0 and len(found) < MOST_BARS:
        left = max(found[-1][1] - now.monthly_burn, ZERO)
        found.append((str(month.later(len(found))), left))
    return found


def chart(title: str, amounts: Amounts, currency: str) -> Chart:
    values = [amount for _, amount in amounts]
    top, bottom = max([ZERO, *values]), min([ZERO, *values])
    scale = top - bottom or Decimal(1)
    ground = float(quotient(top, scale)) * HEIGHT
    return Chart(
        title=title,
        summary=summary_of(title, amounts, currency),
        top_words=money_words(top, currency),
        bottom_words=money_words(bottom, currency),
        width=WIDTH,
        height=HEIGHT,
        ground_y=round(ground, 1),
        bars=tuple(
            bar(place, len(values), label, amount, ground, scale, currency)
            for place, (label, amount) in enumerate(amounts)
        ),
    )


def bar(
    place: int,
    count: int,
    label: str,
    amount: Decimal,
    ground: float,
    scale: Decimal,
    currency: str,
) -> ChartBar:
    slot = WIDTH / count
    height = max(float(quotient(abs(amount), scale)) * HEIGHT, LEAST)
    return ChartBar(
        label=label,
        words=money_words(amount, currency),
        x=round(slot * (place + GAP / 2), 1),
        y=round(ground if amount < 0 else ground - height, 1),
        width=round(slot * (1 - GAP), 1),
        height=round(height, 1),
        is_negative=amount < 0,
    )


def summary_of(title: str, amounts: Amounts, currency: str) -> str:
    """For somebody who cannot see the bars."""
    least = min(amounts, key=lambda one: one[1])
    most = max(amounts, key=lambda one: one[1])
    return (
        f"{title}: most in {most[0]} ({money_words(most[1], currency)}), least in {least[0]} "
        f"({money_words(least[1], currency)})."
    )
