"""A budget split among channels, to the last cent. Pure."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from app.agents.team.roles.marketing_strategist.role import (
    ChannelPlan,
    MarketingStrategistInput,
    MarketingStrategistOutput,
)
from app.agents.team.roles.marketing_strategist.take_campaign import Taken


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


WeightsBy = Literal["given", "model", "equal"]
USUAL_DIGITS = 2


def with_budget(
    output: MarketingStrategistOutput, given: MarketingStrategistInput, taken: Taken
) -> MarketingStrategistOutput:
    """The model says weights alone; the amounts are computed."""
    weights_by, weights = weights_of(given, taken.weights)
    digits = digits_of(given.currency)
    shares = percents(weights)
    amounts: tuple[Decimal | None, ...] = (None,) * len(weights)
    if given.budget is not None:
        amounts = split(given.budget, weights, USUAL_DIGITS if digits is None else digits)
    plans = [
        ChannelPlan(name=channel, percent=share, amount=amount)
        for channel, share, amount in zip(given.channels, shares, amounts, strict=True)
    ]
    return output.model_copy(
        update={
            "channels": tuple(plans),
            "weights_by": weights_by,
            "budget": given.budget,
            "currency": given.currency if given.budget is not None else "",
        }
    )


def weights_of(
    given: MarketingStrategistInput, of_model: Mapping[str, Decimal]
) -> tuple[WeightsBy, Sequence[Decimal]]:
    """In the order of the channels."""
    if given.weights:
        return "given", given.weights
    if of_model.keys() >= set(given.channels):
        return "model", [of_model[channel] for channel in given.channels]
    return "equal", [Decimal(1)] * len(given.channels)
