"""How the budget is shared out: by the weights that were given, else the model's, else equally."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Literal

from app.agents.team.roles.marketing_strategist.money import digits_of, percents, split
from app.agents.team.roles.marketing_strategist.role import (
    ChannelPlan,
    MarketingStrategistInput,
    MarketingStrategistOutput,
)
from app.agents.team.roles.marketing_strategist.take_campaign import Taken

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
