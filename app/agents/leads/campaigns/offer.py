"""What a campaign offers, in which steps, and what its team vouches for: read from its row, refused
in plain words. All frozen."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from app.agents.leads.sequence.types import Step
from app.agents.leads.tables import Campaign
from app.lib.errors import PermanentError

Approve = Literal["all", "first", "none"]
Words = Annotated[str, Field(max_length=2_000)]
Stated = Annotated[bool, Field(strict=True)]
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d.*")
MOST_STEPS = 10
LONGEST_WAIT_DAYS = 90


class CampaignRefusedError(PermanentError):
    """What is wrong with a campaign as it was given."""


def only_a_moment(value: object) -> object:
    """Not a number of seconds, which nobody means by a date."""
    is_number = isinstance(value, int | float)
    if is_number or (isinstance(value, str) and not MOMENT.fullmatch(value)):
        raise ValueError("it must be a moment such as 2026-11-30T10:00:00Z")
    return value


def only_a_number(value: object) -> object:
    """JSON's true is none."""
    if isinstance(value, bool | str):
        raise ValueError("it must be a whole number")  # noqa: TRY004 (what pydantic listens to)
    return value


Whole = BeforeValidator(only_a_number)


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class BalancingTest(_Part):
    """The test of GDPR art. 6(1)(f), in the words of whoever made it."""

    interest: Words
    necessity: Words
    balance: Words
    prevails: Stated
    recorded_at: Annotated[AwareDatetime, BeforeValidator(only_a_moment)]


class Vouched(_Part):
    """What the team states of all leads of the campaign that have the ground in question. What is
    not stated does not hold."""

    relevant_to_role: Stated = False
    similar_products: Stated = False
    details_from_sale: Stated = False
    could_object_then: Stated = False
    no_objection_stated: Stated = False
    balancing_test: BalancingTest | None = None


class CampaignOffer(_Part):
    what: Annotated[str, Field(min_length=1, max_length=600)]
    call_to_action: Annotated[str, Field(min_length=1, max_length=300)]
    sender_name: Annotated[str, Field(min_length=1, max_length=100)]
    own_claims: tuple[Words, ...] = ()
    links: tuple[Words, ...] = ()
    banned_words: tuple[Words, ...] = ()
    vouched: Vouched = Vouched()


class CampaignStep(_Part):
    """`wait_days`: whole days after the delivered mail before it."""

    step: Step
    wait_days: Annotated[int, Field(ge=0, le=LONGEST_WAIT_DAYS), Whole]

    @model_validator(mode="after")
    def is_no_request(self) -> "CampaignStep":
        if self.step is Step.CONSENT_REQUEST:
            raise ValueError("a mail that asks for consent is written where the law asks for it")
        return self


DEFAULT_STEPS: tuple[CampaignStep, ...] = (
    CampaignStep(step=Step.INTRODUCTION, wait_days=0),
    CampaignStep(step=Step.VALUE_PROPOSITION, wait_days=3),
    CampaignStep(step=Step.CASE_STUDY, wait_days=4),
    CampaignStep(step=Step.SOFT_REMINDER, wait_days=5),
    CampaignStep(step=Step.BREAKUP, wait_days=7),
)


def offer_of(campaign: Campaign) -> CampaignOffer:
    """Raises CampaignRefusedError."""
    return parse_offer(campaign.offer)


def parse_offer(given: Mapping[str, Any]) -> CampaignOffer:
    """Raises CampaignRefusedError."""
    try:
        return CampaignOffer.model_validate(given)
    except ValidationError as error:
        raise CampaignRefusedError(f"The offer is not as it should be: {told(error)}") from error


def steps_of(campaign: Campaign) -> tuple[CampaignStep, ...]:
    """In their order; the default five where none is given. Raises CampaignRefusedError."""
    return parse_steps(campaign.steps)


def parse_steps(given: list[dict[str, Any]]) -> tuple[CampaignStep, ...]:
    """Raises CampaignRefusedError."""
    if len(given) > MOST_STEPS:
        raise CampaignRefusedError(f"A campaign has {MOST_STEPS} steps at most.")
    try:
        steps = tuple(CampaignStep.model_validate(one) for one in given)
    except ValidationError as error:
        raise CampaignRefusedError(f"The steps are not as they should be: {told(error)}") from error
    if len({one.step for one in steps}) < len(steps):
        raise CampaignRefusedError("A step may stand in a campaign once.")
    return steps or DEFAULT_STEPS


def told(error: ValidationError) -> str:
    """Where and what, without what was given."""
    found = (f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
    return "; ".join(found)
