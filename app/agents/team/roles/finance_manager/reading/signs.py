"""Which amounts are income and which are costs, from their signs and what the file says. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.agents.team.roles.finance_manager.asked import AmountsAre, CostsAre, GivenFile, Kind, Side
from app.agents.team.roles.finance_manager.reading.dates import Month
from app.agents.team.roles.finance_manager.reading.faults import fault
from app.agents.team.roles.finance_manager.reading.marks import Written


@dataclass(frozen=True, slots=True)
class Raw:
    """One cell with an amount. `kind` where its row, its column or a heading says it."""

    number: int
    side: Side
    month: Month
    day: date
    category: str
    kind: Kind | None
    value: Written | Decimal
    currency: str | None
    vat_percent: Decimal | None


def with_kinds(
    file: GivenFile, raws: list[Raw], amounts: list[Decimal]
) -> Iterator[tuple[Raw, Kind, Decimal]]:
    """Each amount positive for what its kind usually is. Raises UnreadableFileError."""
    are = amounts_are(file, raws, amounts)
    kinds = [
        raw.kind or of_one_kind(are, amount) for raw, amount in zip(raws, amounts, strict=True)
    ]
    is_signed = [raw.kind is None and are is AmountsAre.SIGNED for raw in raws]
    costs = [
        (raw.number, amount)
        for raw, kind, amount, signed in zip(raws, kinds, amounts, is_signed, strict=True)
        if kind is Kind.COST and not signed
    ]
    turn = costs_are(file, costs) is CostsAre.NEGATIVE
    for raw, kind, amount, signed in zip(raws, kinds, amounts, is_signed, strict=True):
        is_turned = kind is Kind.COST and (signed or turn)
        yield raw, kind, -amount if is_turned and amount else amount


def amounts_are(file: GivenFile, raws: list[Raw], amounts: list[Decimal]) -> AmountsAre:
    """Of those of which nothing else says it."""
    if file.amounts_are is not None:
        return file.amounts_are
    unsaid = [(raw, amount) for raw, amount in zip(raws, amounts, strict=True) if raw.kind is None]
    if unsaid and not any(amount < 0 for _, amount in unsaid):
        raise fault(
            file.name,
            unsaid[0][0].number,
            "nothing says whether it is income or a cost: add a column called type with income or "
            "cost, or set amounts_are of this file.",
        )
    return AmountsAre.SIGNED


def of_one_kind(are: AmountsAre, amount: Decimal) -> Kind:
    if are is AmountsAre.SIGNED:
        return Kind.COST if amount < 0 else Kind.INCOME
    return Kind.COST if are is AmountsAre.COSTS else Kind.INCOME


def costs_are(file: GivenFile, costs: list[tuple[int, Decimal]]) -> CostsAre:
    if file.costs_are is not None:
        return file.costs_are
    below = [number for number, amount in costs if amount < 0]
    if below and any(amount > 0 for _, amount in costs):
        raise fault(
            file.name,
            below[0],
            "it is below 0 among costs that are above: money back, or a cost with a minus? Set "
            "costs_are of this file to positive or negative.",
        )
    return CostsAre.NEGATIVE if below else CostsAre.POSITIVE
