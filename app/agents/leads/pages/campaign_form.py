"""The form of a campaign: what stands in it at first, and the campaign that it makes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.agents.leads.campaigns.campaigns import NewCampaign
from app.agents.leads.campaigns.offer import (
    DEFAULT_STEPS,
    LONGEST_WAIT_DAYS,
    BalancingTest,
    CampaignOffer,
    CampaignStep,
    Vouched,
    offer_of,
    steps_of,
)
from app.agents.leads.law.grounds import Condition
from app.agents.leads.law.rules import load_rules
from app.agents.leads.pages.words import APPROVALS
from app.agents.leads.tables import Campaign
from app.lib.mail_address import split_name
from app.lib.settings.settings import Settings
from app.lib.templating import web_link
from app.parts.http.forms import Form, Reading, Typed

LONGEST_NAME, LONGEST_GOAL, LONGEST_CLAIM, LONGEST_TEST = 200, 1_000, 300, 2_000
MOST_LINES, HIGHEST_CAP = 40, 2_000
VOUCHED: Mapping[str, tuple[Condition, ...]] = {
    "Of those who are customers": ("details_from_sale", "similar_products", "could_object_then"),
    "Of those who are not": ("relevant_to_role", "no_objection_stated"),
}
STATEMENTS = tuple(name for names in VOUCHED.values() for name in names)
TEST = ("interest", "necessity", "balance")
TICKED = "yes"


@dataclass(frozen=True, slots=True)
class CampaignForm:
    """`id` is None for a new one. `steps`: names of steps, in the order in which they are shown.
    `vouched`: what may be stated of the leads, in the words of the law's table."""

    form: Form
    steps: tuple[str, ...]
    id: int | None = None

    @property
    def vouched(self) -> Mapping[str, Mapping[str, str]]:
        said = load_rules().conditions
        return {who: {name: said[name] for name in names} for who, names in VOUCHED.items()}

    @property
    def has_test(self) -> bool:
        parts = (f"test_{part}" for part in TEST)
        return any(self.form.typed.text(one) or one in self.form.wrong for one in parts)


def empty_form(settings: Settings) -> CampaignForm:
    """With the five steps of the house, and the name that the mails come from."""
    name = split_name(settings.outreach_from)[0] if settings.outreach_from else ""
    values = {"sender_name": name, "approve": "all"} | typed_steps(DEFAULT_STEPS)
    return CampaignForm(Form(as_typed(values)), names_of_all(DEFAULT_STEPS))


def form_of(campaign: Campaign) -> CampaignForm:
    """Raises CampaignRefusedError."""
    offer, steps = offer_of(campaign), steps_of(campaign)
    values = {
        "name": campaign.name,
        "goal": campaign.goal,
        "what": offer.what,
        "call_to_action": offer.call_to_action,
        "sender_name": offer.sender_name,
        "own_claims": "\n".join(offer.own_claims),
        "links": "\n".join(offer.links),
        "banned_words": "\n".join(offer.banned_words),
        "approve": campaign.approve,
        "daily_cap": "" if campaign.daily_cap is None else str(campaign.daily_cap),
    }
    values |= typed_steps(steps) | typed_vouched(offer.vouched)
    return CampaignForm(Form(as_typed(values)), names_of_all(steps), campaign.id)


def as_typed(values: Mapping[str, str]) -> Typed:
    return Typed({name: (value,) for name, value in values.items() if value})


def typed_steps(steps: tuple[CampaignStep, ...]) -> dict[str, str]:
    """Those that are not in the campaign are shown with the days that the house gives them."""
    waits = {f"wait_{one.step}": str(one.wait_days) for one in (*DEFAULT_STEPS, *steps)}
    return waits | {f"step_{one.step}": TICKED for one in steps}


def typed_vouched(vouched: Vouched) -> dict[str, str]:
    values = {f"vouched_{name}": TICKED for name in STATEMENTS if getattr(vouched, name)}
    test = vouched.balancing_test
    if test is not None:
        values |= {f"test_{part}": getattr(test, part) for part in TEST}
        values |= {"test_prevails": TICKED} if test.prevails else {}
    return values


def names_of_all(steps: tuple[CampaignStep, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.step.value for one in (*steps, *DEFAULT_STEPS)))


def read_campaign_form(
    typed: Typed, names: tuple[str, ...], now: datetime, before: BalancingTest | None = None
) -> NewCampaign | Form:
    """The form with what is wrong if anything is. `names`: of the steps, in their order; `before`:
    the test that stands, whose moment stays while its words do."""
    reading = Reading(typed)
    name = reading.text("name", LONGEST_NAME, "Give it a name, for your own lists.")
    goal = reading.text("goal", LONGEST_GOAL)
    steps = read_steps(reading, names)
    approve = reading.choice("approve", tuple(APPROVALS))
    daily_cap = reading.whole("daily_cap", 1, HIGHEST_CAP)
    offer = read_offer(reading, read_vouched(reading, now, before))
    if offer is None or reading.wrong:
        return reading.form("Nothing is stored yet: put right what is marked below.")
    return NewCampaign(name, goal, offer, steps, approve, daily_cap)


def read_offer(reading: Reading, vouched: Vouched) -> CampaignOffer | None:
    what = reading.text("what", 600, "Say in a sentence or two what you offer.")
    action = reading.text("call_to_action", 300, "Say what they should do, best as a question.")
    sender = reading.text("sender_name", 100, "Say whose name stands below the mails.")
    claims = reading.lines("own_claims", LONGEST_CLAIM, MOST_LINES)
    links = reading.lines("links", LONGEST_CLAIM, MOST_LINES)
    banned = reading.lines("banned_words", LONGEST_CLAIM, MOST_LINES)
    wrong = [link for link in links if not web_link(link)]
    if wrong:
        reading.wrong["links"] = f"“{wrong[0][:60]}” is no address that begins with https://."
    if reading.wrong:
        return None
    return CampaignOffer(
        what=what,
        call_to_action=action,
        sender_name=sender,
        own_claims=claims,
        links=links,
        banned_words=banned,
        vouched=vouched,
    )


def read_steps(reading: Reading, names: tuple[str, ...]) -> tuple[CampaignStep, ...]:
    steps = []
    for name in names:
        days = reading.whole(f"wait_{name}", 0, LONGEST_WAIT_DAYS)
        if reading.typed.is_ticked(f"step_{name}"):
            if days is None:
                reading.wrong.setdefault(f"wait_{name}", "Say after how many days.")
            steps.append(CampaignStep.model_validate({"step": name, "wait_days": days or 0}))
    if not steps:
        reading.wrong["steps"] = "Tick one mail at least."
    return tuple(steps)


def read_vouched(reading: Reading, now: datetime, before: BalancingTest | None) -> Vouched:
    stated = {name: reading.typed.is_ticked(f"vouched_{name}") for name in STATEMENTS}
    return Vouched(**stated, balancing_test=read_test(reading, now, before))


def read_test(
    reading: Reading, now: datetime, before: BalancingTest | None
) -> BalancingTest | None:
    """None where nothing of it was filled in; a part of a test is none."""
    said = {part: reading.text(f"test_{part}", LONGEST_TEST) for part in TEST}
    prevails = reading.typed.is_ticked("test_prevails")
    if not any(said.values()) and not prevails:
        return None
    for part in (one for one in TEST if not said[one]):
        reading.wrong[f"test_{part}"] = "A balancing test has all three parts: fill in this one."
    made = BalancingTest(**said, prevails=prevails, recorded_at=now)
    same = before is not None and before == made.model_copy(
        update={"recorded_at": before.recorded_at}
    )
    return before if same else made
