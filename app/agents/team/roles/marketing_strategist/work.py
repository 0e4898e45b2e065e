"""The marketing strategist's work, top to bottom:

brand and sources -> days (computed) -> the model's ideas, checked -> budget and calendar (computed)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle

from app.agents.team.asking.asking import Asking
from app.agents.team.brand import BrandSaid, read_brand
from app.agents.team.desk import Desk
from app.agents.team.roles.marketing_strategist.days import (
    Period,
    chosen_days,
    days_without,
    public_holidays,
)
from app.agents.team.roles.marketing_strategist.money import with_budget
from app.agents.team.roles.marketing_strategist.question import question_about
from app.agents.team.roles.marketing_strategist.role import (
    WEEKS_WITHOUT_A_WORD,
    DayWithout,
    Entry,
    Idea,
    MarketingStrategistInput,
    MarketingStrategistOutput,
)
from app.agents.team.roles.marketing_strategist.take_campaign import Taken, allowed, take_campaign
from app.agents.team.sources import Gathered, gather_finds, gather_request, gather_texts
from app.lib.errors import PermanentError, TransientError
from app.parts.model.errors import ModelError
from app.parts.model.untrusted.fence import random_mark
from app.parts.runs.lease import LeaseLostError

NEEDS_A_MODEL = "Audience, message and ideas need a language model: set OPENAI_API_KEY."
NO_BRAND = "No words were written: without the brand file nobody knows which it must not use."
TO_BE_WRITTEN = "To be written"


@dataclass(frozen=True, slots=True)
class Basis:
    """What a campaign is planned from, before a model is asked. `not_done`: what is missing."""

    brand: BrandSaid | None
    gathered: Gathered
    period: Period
    without: dict[date, str]
    not_done: tuple[str, ...]


async def plan_campaign(desk: Desk, given: MarketingStrategistInput) -> MarketingStrategistOutput:
    """Raises ModelTransientError, LeaseLostError, DatabaseAwayError."""
    desk.enter("sources")
    basis = await basis_of(desk, given)
    desk.enter("ideas")
    taken = await taken_words(desk, given, basis)
    output = MarketingStrategistOutput(
        start=basis.period.start,
        end=basis.period.end,
        sources=tuple(one.source for one in basis.gathered.given),
        days_without=tuple(DayWithout(day=day, why=why) for day, why in basis.without.items()),
        not_done=basis.not_done,
    )
    if isinstance(taken, str):
        output = output.model_copy(update={"not_done": (*output.not_done, taken)})
        taken = Taken("", "", (), {}, ())
    return with_calendar(with_budget(with_words(output, taken), given, taken), given, basis)


async def basis_of(desk: Desk, given: MarketingStrategistInput) -> Basis:
    brand = await read_brand(desk, given.brand)
    gathered = gather_request(given.goal) + gather_texts(given.facts, "fact")
    regions: Sequence[str] = ()
    if isinstance(brand, BrandSaid):
        gathered, regions = gathered + brand.facts(), brand.regions
    else:
        gathered += Gathered(not_read=(brand,))
    if given.use_finds:
        gathered += await gather_finds(desk, given.finds_weeks, given.brand)
    period = period_of(desk, given)
    holidays, unknown = ({}, ()) if given.on_holidays else public_holidays(regions, period)
    without = days_without(period, given.not_on, holidays)
    not_known = tuple(f"No public holidays are known for {region}." for region in unknown)
    not_done = (*gathered.not_read, *not_known)
    return Basis(
        brand if isinstance(brand, BrandSaid) else None, gathered, period, without, not_done
    )


def period_of(desk: Desk, given: MarketingStrategistInput) -> Period:
    """From the day after the one on which the task began: the same whenever it is done again."""
    begun = desk.claim.started_at.astimezone(desk.parts.settings.zone).date()
    start = given.start or begun + timedelta(days=1)
    weeks = given.weeks or WEEKS_WITHOUT_A_WORD
    return Period(start, given.end or start + timedelta(weeks=weeks, days=-1))


async def taken_words(desk: Desk, given: MarketingStrategistInput, basis: Basis) -> Taken | str:
    """Or why there are none."""
    if desk.asking is None:
        return NEEDS_A_MODEL
    if basis.brand is None:
        return NO_BRAND
    try:
        taken = await answered(desk.asking, given, basis, basis.brand)
        return await allowed(desk, given.brand, taken)
    except LeaseLostError:
        raise
    except (ModelError, PermanentError) as error:
        if isinstance(error, TransientError):
            raise
        return f"There are no ideas: {error}"


async def answered(
    asking: Asking, given: MarketingStrategistInput, basis: Basis, brand: BrandSaid
) -> Taken:
    """Raises ModelError."""
    asked = question_about(brand, basis.gathered.given, given.channels, random_mark())
    return await asking.ask_for_best(
        asked.question,
        lambda reply: take_campaign(reply, asked, brand, needs_weights=not given.weights),
    )


def with_words(output: MarketingStrategistOutput, taken: Taken) -> MarketingStrategistOutput:
    left_out = tuple(f"Left out of the model's answer: {problem}" for problem in taken.problems)
    return output.model_copy(
        update={
            "audience": taken.audience,
            "message": taken.message,
            "ideas": taken.ideas,
            "not_done": output.not_done + left_out,
        }
    )


def with_calendar(
    output: MarketingStrategistOutput, given: MarketingStrategistInput, basis: Basis
) -> MarketingStrategistOutput:
    """The channels take turns; in each its ideas do. One without an idea waits to be written."""
    days = chosen_days(basis.period, basis.without, given.posts_per_week)
    of_channel = {
        channel: cycle([idea for idea in output.ideas if idea.channel == channel])
        for channel in given.channels
    }
    entries = tuple(
        entry(day, channel, next(of_channel[channel], None))
        for day, channel in zip(days, cycle(given.channels), strict=False)
    )
    missing = () if entries else ("There is no day left for the calendar.",)
    return output.model_copy(update={"calendar": entries, "not_done": output.not_done + missing})


def entry(day: date, channel: str, idea: Idea | None) -> Entry:
    if idea is None:
        return Entry(day=day, channel=channel, title=TO_BE_WRITTEN)
    return Entry(day=day, channel=channel, title=idea.title, idea=idea.number)
