"""Asks a model for a draft. What pages say goes behind a fence, and only what gives no orders."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator

from app.agents.leads.sequence.guard.guard import usable_facts
from app.agents.leads.sequence.types import Brief, Draft, EarlierMail, Fact, Sentence, Step
from app.parts.model.paid import PaidModel
from app.parts.model.prompt_files import read_prompt
from app.parts.model.question import Answer
from app.parts.model.reply_fields import Words, objects_only
from app.parts.model.untrusted.fence import Fence

PROMPT = read_prompt(Path(__file__).with_name("prompts"), "draft")
FACTS_AT_MOST = 12
QUOTE_TOKENS, NAME_TOKENS, EARLIER_TOKENS, PROBLEM_TOKENS = 120, 40, 400, 80
PROBLEMS_AT_MOST = 12
REPLY_TOKENS = 900
AIMS = {
    Step.INTRODUCTION: "The first mail: who we are, why this reader, what we offer.",
    Step.VALUE_PROPOSITION: "The second mail: what the offer would do for a team like theirs.",
    Step.CASE_STUDY: "The third mail: what we did elsewhere, if it is given under WHO WRITES.",
    Step.SOFT_REMINDER: "The fourth mail: a friendly and short reminder of the mails before.",
    Step.BREAKUP: "The last mail: say that no more will come, and how to reach us.",
    Step.CONSENT_REQUEST: (
        "The only mail: ask whether the reader agrees to get mails of this offer. Without a yes "
        "nothing more will come; say so. Sell nothing."
    ),
}


def texts_only(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


class DraftSentence(BaseModel):
    text: Words = None
    facts: Annotated[list[str], BeforeValidator(texts_only)] = []

    def sentence(self) -> Sentence:
        return Sentence((self.text or "").strip(), tuple(self.facts))


class DraftReply(BaseModel):
    """The mail as the model gives it."""

    subject: Words = None
    sentences: Annotated[list[DraftSentence], BeforeValidator(objects_only)]
    call_to_action: DraftSentence = DraftSentence()
    postscript: DraftSentence = DraftSentence()

    def draft(self) -> Draft:
        return Draft(
            (self.subject or "").strip(),
            tuple(one.sentence() for one in self.sentences if one.text),
            self.call_to_action.sentence(),
            self.postscript.sentence(),
        )


async def ask_for_draft(
    model: PaidModel, brief: Brief, fence: Fence, problems: Sequence[str] = ()
) -> Answer[DraftReply]:
    """`problems`: why the last draft was refused. Raises ModelError."""
    return await model.ask(
        system=PROMPT.system.render(offer=brief.offer, aim=AIMS[brief.step]).strip(),
        user=user_part(brief, fence, problems),
        reply=DraftReply,
        max_output_tokens=REPLY_TOKENS,
    )


def user_part(brief: Brief, fence: Fence, problems: Sequence[str]) -> str:
    facts = usable_facts(brief)[:FACTS_AT_MOST]
    return PROMPT.user.render(
        mark=fence.mark,
        reader=reader(brief, fence),
        facts=[fact_lines(fact, fence) for fact in facts],
        earlier=[
            earlier_lines(mail, fence, number) for number, mail in enumerate(brief.earlier, 1)
        ],
        problems=[fence.inside(one, PROBLEM_TOKENS) for one in problems[:PROBLEMS_AT_MOST]],
    ).strip()


def reader(brief: Brief, fence: Fence) -> str:
    lead = brief.lead
    lines = {
        "first name": lead.first_name,
        "name": lead.name,
        "company": lead.company,
        "title": lead.title,
        "country": lead.country,
    }
    return fence.around(
        "reader", {name: fence.inside(text, NAME_TOKENS) for name, text in lines.items()}, "reader"
    )


def fact_lines(fact: Fact, fence: Fence) -> str:
    lines = {"about": fence.inside(fact.field, 20), "quote": fence.inside(fact.quote, QUOTE_TOKENS)}
    return fence.around(fact.id, lines, "fact")


def earlier_lines(mail: EarlierMail, fence: Fence, number: int) -> str:
    lines = {
        "subject": fence.inside(mail.subject, NAME_TOKENS),
        "body": fence.inside(mail.body, EARLIER_TOKENS),
    }
    return fence.around(str(number), lines, "earlier")
