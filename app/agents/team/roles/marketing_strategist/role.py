"""The marketing strategist: what it takes and gives. Its work is in work.py."""

from collections.abc import Awaitable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StrictBool, model_validator

from app.agents.team.given import BrandId, Day, GivenText
from app.agents.team.role import Role, TaskInput, TaskOutput
from app.agents.team.sources import Source

if TYPE_CHECKING:
    from fastapi import APIRouter

    from app.agents.team.desk import Desk
    from app.parts.parts import Parts

MOST_WEEKS = 26
WEEKS_WITHOUT_A_WORD = 4
CHANNELS_AT_MOST = 12


ChannelName = Annotated[
    str, Field(max_length=40, pattern=r"^[^\x00-\x1f]*[^\x00-\x20][^\x00-\x1f]*$")
]
Weight = Annotated[Decimal, Field(ge=0, le=1_000_000, decimal_places=6)]
USUAL = ("Facebook", "Instagram", "Email", "In store")


class MarketingStrategistInput(TaskInput):
    """`goal` and `facts` are texts that ideas may rest on, beside the scout's finds of the last
    `finds_weeks` and the brand's products. The campaign lasts from `start` (tomorrow) to `end`, or
    for `weeks` (4). No entry of its calendar is on a public holiday of the brand's region, unless
    `on_holidays`, nor on a day of `not_on`. `budget` is split by `weights`, one for each channel,
    else as the model thinks. `brand`: an id of the brand file, "" for the first."""

    goal: GivenText
    start: Day | None = None
    end: Day | None = None
    weeks: Annotated[int, Field(ge=1, le=MOST_WEEKS)] | None = None
    posts_per_week: Annotated[int, Field(ge=1, le=7)] = 3
    channels: Annotated[
        tuple[ChannelName, ...], Field(min_length=1, max_length=CHANNELS_AT_MOST)
    ] = USUAL
    weights: Annotated[tuple[Weight, ...], Field(max_length=CHANNELS_AT_MOST)] = ()
    budget: Annotated[Decimal, Field(ge=0, max_digits=15)] | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "ZAR"
    facts: Annotated[tuple[GivenText, ...], Field(max_length=20)] = ()
    use_finds: StrictBool = True
    finds_weeks: Annotated[int, Field(ge=1, le=26)] = 4
    not_on: Annotated[tuple[Day, ...], Field(max_length=60)] = ()
    on_holidays: StrictBool = False
    brand: BrandId = ""

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        check_period(self.start, self.end, self.weeks)
        if len({channel.strip().casefold() for channel in self.channels}) < len(self.channels):
            raise ValueError("a channel is named twice")
        if self.weights and (len(self.weights) != len(self.channels) or not any(self.weights)):
            raise ValueError("there must be one weight for each channel, and one above zero")
        if self.budget is not None:
            check_money(self.budget, self.currency)
        return self


def check_period(start: date | None, end: date | None, weeks: int | None) -> None:
    """In words, ValueError when it is no period."""
    if end is not None and weeks is not None:
        raise ValueError("give either the end or the weeks")
    if end is not None and start is None:
        raise ValueError("an end needs a start")
    if start is not None and start > date.max - timedelta(weeks=MOST_WEEKS):
        raise ValueError("the start is too far away")
    if start is not None and end is not None:
        if end < start:
            raise ValueError("the end is before the start")
        if end - start >= timedelta(weeks=MOST_WEEKS):
            raise ValueError(f"a campaign lasts {MOST_WEEKS} weeks at most")


def check_money(budget: Decimal, currency: str) -> None:
    from app.agents.team.roles.marketing_strategist.money import digits_of

    digits = digits_of(currency)
    if digits is None:
        raise ValueError(f"{currency} is the code of no currency, such as ZAR")
    if budget != budget.quantize(Decimal(1).scaleb(-digits)):
        raise ValueError(f"{currency} has {digits} digits after the point at most")


class Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class ChannelPlan(Part):
    """`percent`: of the budget, to a tenth; the amounts add up to the budget. `amount` is None
    without a budget."""

    name: str
    percent: Decimal
    amount: Decimal | None = None


class Idea(Part):
    """`source`: the id of what it rests on, among the output's sources."""

    number: int
    title: str
    text: str
    channel: str
    source: str


class Entry(Part):
    """Of the calendar. `idea`: its number, None where the words are still to be written."""

    day: date
    channel: str
    title: str
    idea: int | None = None


class DayWithout(Part):
    """A day of the campaign on which there is no entry, and why."""

    day: date
    why: str


class MarketingStrategistOutput(TaskOutput):
    """`weights_by`: who said how the budget is split."""

    start: date
    end: date
    audience: str = ""
    message: str = ""
    ideas: tuple[Idea, ...] = ()
    channels: tuple[ChannelPlan, ...] = ()
    weights_by: Literal["given", "model", "equal"] = "equal"
    budget: Decimal | None = None
    currency: str = ""
    calendar: tuple[Entry, ...] = ()
    days_without: tuple[DayWithout, ...] = ()
    sources: tuple[Source, ...] = ()


def work(desk: "Desk", given: BaseModel) -> Awaitable[TaskOutput]:
    from app.agents.team.roles.marketing_strategist.work import plan_campaign

    return plan_campaign(desk, MarketingStrategistInput.model_validate(given))


def routes(parts: "Parts") -> "Sequence[APIRouter]":
    from app.agents.team.roles.marketing_strategist.calendar_file import calendar_routes

    return [calendar_routes(parts)]


MARKETING_STRATEGIST = Role(
    name="marketing_strategist",
    path="marketing-strategist",
    title="Marketing strategist",
    what="Plans a campaign: audience, message, ideas, a calendar and a budget that adds up.",
    input=MarketingStrategistInput,
    output=MarketingStrategistOutput,
    work=work,
    template="marketing_strategist.html.j2",
    routes=routes,
)
