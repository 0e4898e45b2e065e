"""A budget split among channels, to the last cent. Pure."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache


@lru_cache(maxsize=200)
def digits_of(currency: str) -> int | None:
    """After the point, as ISO 4217 has it (in Unicode's CLDR); None for a code of no currency."""
    from babel.numbers import get_currency_precision, is_currency

    return get_currency_precision(currency) if is_currency(currency, "en") else None


def split(total: Decimal, weights: Sequence[Decimal], digits: int) -> tuple[Decimal, ...]:
    """By the largest remainder (Hamilton's method): each gets the whole units of its part, and of
    the units that are left over one each goes to the largest fractions, the first of equal ones.
    Where no weight is above zero all are equal. `total` must have `digits` at most."""
    unit = Decimal(1).scaleb(-digits)
    units = int(total / unit)
    parts = [Fraction(weight) for weight in weights]
    if not any(parts):
        parts = [Fraction(1)] * len(parts)
    quotas = [units * part / sum(parts) for part in parts]
    whole = [int(quota) for quota in quotas]
    by_fraction = sorted(range(len(quotas)), key=lambda at: whole[at] - quotas[at])
    for at in by_fraction[: units - sum(whole)]:
        whole[at] += 1
    return tuple((units_of * unit).quantize(unit) for units_of in whole)


def percents(weights: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """To a tenth, and a hundred together."""
    return split(Decimal(100), weights, 1)
