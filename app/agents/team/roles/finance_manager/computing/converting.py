"""Lines in one currency, with and without VAT. Pure.

line -> to the report's currency at the latest rate of its day or before -> VAT out of it or onto it
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from app.agents.team.roles.finance_manager.asked import (
    AmountsWithVat,
    ExchangeRate,
    Kind,
    Side,
    Vat,
)
from app.agents.team.roles.finance_manager.computing.money import (
    HUNDRED,
    ZERO,
    product,
    quotient,
    to_minor_unit,
)
from app.agents.team.roles.finance_manager.reading.dates import Month
from app.agents.team.roles.finance_manager.reading.faults import fault
from app.agents.team.roles.finance_manager.reading.lines import Line
from app.agents.team.roles.finance_manager.role import FinanceManagerInput

OLD_DAYS: Final = 31


@dataclass(frozen=True, slots=True)
class Entry:
    """A line in the currency of the report. Without VAT in the question `net` is `gross`."""

    side: Side
    month: Month
    category: str
    kind: Kind
    net: Decimal
    vat: Decimal

    @property
    def gross(self) -> Decimal:
        return self.net + self.vat


@dataclass(frozen=True, slots=True)
class Converter:
    """Of one task. `used` and `old` gather what is told of the rates."""

    currency: str
    rates: Sequence[ExchangeRate]
    vat: Vat | None
    used: dict[ExchangeRate, None] = field(default_factory=dict)
    old: dict[str, None] = field(default_factory=dict)

    def entry(self, line: Line) -> Entry:
        """Raises UnreadableFileError."""
        amount = to_minor_unit(self.in_our_currency(line), self.currency)
        vat = self.vat_in(line, amount)
        is_inside = self.vat is not None and self.vat.amounts_are is AmountsWithVat.INCLUSIVE
        net = amount - vat if is_inside else amount
        return Entry(line.side, line.month, line.category, line.kind, net, vat)

    def in_our_currency(self, line: Line) -> Decimal:
        if line.currency is None or line.currency == self.currency:
            return line.amount
        rate = self.rate_for(line)
        self.used[rate] = None
        if (line.day - rate.date).days > OLD_DAYS:
            self.old[
                f"The rate of {rate.currency} of {rate.date} stands for {line.month}, as there is "
                "none later."
            ] = None
        return product(line.amount, rate.rate)

    def rate_for(self, line: Line) -> ExchangeRate:
        """The latest of its day or before: what came later was not known then."""
        known = [
            rate for rate in self.rates if rate.currency == line.currency and rate.date <= line.day
        ]
        if not known:
            raise fault(
                line.file,
                line.number,
                f"it is in {line.currency}, and no rate of {line.currency} on or before {line.day} "
                "is given: add one to rates.",
            )
        return max(known, key=lambda rate: rate.date)

    def vat_in(self, line: Line, amount: Decimal) -> Decimal:
        """15 % of 100.00 without VAT is 15.00; in 115.00 with VAT it is 15.00."""
        if self.vat is None:
            return ZERO
        percent = self.vat.percent if line.vat_percent is None else line.vat_percent
        is_inside = self.vat.amounts_are is AmountsWithVat.INCLUSIVE
        whole = HUNDRED + percent if is_inside else HUNDRED
        return to_minor_unit(quotient(product(amount, percent), whole), self.currency)


def typed_lines(asked: FinanceManagerInput) -> list[Line]:
    """Those that came as JSON values, named by their place in the list."""
    lines = []
    for number, given in enumerate(asked.lines, 1):
        month = Month(int(given.month[:4]), int(given.month[5:]))
        lines.append(
            Line(
                "lines",
                number,
                given.holds,
                month,
                month.last_day,
                given.category,
                given.kind,
                given.amount,
                given.currency,
                given.vat_percent,
            )
        )
    return lines
