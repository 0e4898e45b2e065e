"""The call script without a model: the team's own words, and quotes of pages. Pure."""

from dataclasses import dataclass

from app.agents.team.roles.booking_callprep.role import CallScriptText, ScriptLine
from app.agents.team.roles.booking_callprep.whom import Fact
from app.lib.printable import one_line
from app.parts.model.untrusted.orders import speaks

LONGEST_QUOTE = 240
TO_MENTION = ("recent_activity", "company_info", "offer", "product", "personal_interests")
"""Fields of facts that a conversation may begin with, the best first; an address is none."""
NOT_TO_SAY = frozenset({"email", "phone", "address", "social", "number"})
MOST_MENTIONED = 3


@dataclass(frozen=True, slots=True)
class CallBrief:
    """What is known before the call; any text may be empty."""

    name: str
    company: str
    title: str
    when: str
    offer: str
    facts: tuple[Fact, ...] = ()

    @property
    def who(self) -> str:
        return self.name or self.company or "the other side"

    @property
    def to_mention(self) -> tuple[Fact, ...]:
        """The facts that may be spoken of, the best first, one quote once."""
        order = {field: place for place, field in enumerate(TO_MENTION)}
        usable = [one for one in self.facts if may_be_said(one)]
        ranked = sorted(usable, key=lambda one: (order.get(one.field, len(order)), one.id))
        return tuple({one.quote: one for one in reversed(ranked)}.values())[::-1]


def may_be_said(fact: Fact) -> bool:
    """Not what a page says to machines, whoever would read it out."""
    return fact.field not in NOT_TO_SAY and not speaks(fact.quote)


def template_script(brief: CallBrief) -> CallScriptText:
    mentioned = brief.to_mention[:MOST_MENTIONED]
    return CallScriptText(
        intro=(
            line(
                f"Hello {brief.name}, thank you for your time."
                if brief.name
                else "Hello, thank you for your time."
            ),
            *(line("Before the call I read this:", one) for one in mentioned[:1]),
            line("I would like to ask a few questions, show what we do, and agree on a next step."),
        ),
        questions=(
            *(line("May I ask more about this?", one) for one in mentioned[1:]),
            line("How is this done at your side today, and by whom?"),
            line("What takes the most time, or goes wrong most often?"),
            line("What would have to be different in three months for this to be worth it?"),
            line("Who else decides, and by when?"),
        ),
        demo=(
            *((line(f"What we offer: {one_line(brief.offer, 300)}"),) if brief.offer else ()),
            *(line("Show what fits this:", one) for one in mentioned[:1]),
            line("Show one whole case from beginning to end, not a list of functions."),
        ),
        objections=(
            line("“It costs too much”: ask against what they compare it, and show that case."),
            line("“Not now”: ask what has to happen first, and agree on a date to speak again."),
            line("“We have something already”: ask what they would change about it."),
        ),
        close=(
            line("Did this answer what you wanted to know?"),
            line("Agree on one next step, who does it, and by when."),
        ),
        follow_ups=(
            line("Send a summary of what was agreed on the same day."),
            line("Write down what they said of their needs at the lead's page."),
        ),
    )


def line(text: str, fact: Fact | None = None) -> ScriptLine:
    if fact is None:
        return ScriptLine(text=text)
    quote = one_line(fact.quote, LONGEST_QUOTE)
    return ScriptLine(text=f"{text} “{quote}”", fact_id=fact.id, quote=fact.quote, url=fact.url)
