"""How the budget is shared out: by the weights that were given, else the model's, else equally."""

from collections.abc import Mapping
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
    weights_by, by_channel = weights_of(given, taken.weights)
    weights = [by_channel[channel.name] for channel in given.channels]
    digits = digits_of(given.currency)
    shares = percents(weights)
    amounts: tuple[Decimal | None, ...] = (None,) * len(weights)
    if given.budget is not None:
        amounts = split(given.budget, weights, USUAL_DIGITS if digits is None else digits)
    plans = [
        ChannelPlan(name=channel.name, percent=share, amount=amount)
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
) -> tuple[WeightsBy, Mapping[str, Decimal]]:
    """Weights of some channels alone say nothing beside the others, so they do not count."""
    named = {one.name: one.weight for one in given.channels if one.weight is not None}
    if len(named) == len(given.channels) and any(named.values()):
        return "given", named
    if of_model:
        return "model", of_model
    return "equal", {one.name: Decimal(1) for one in given.channels}
