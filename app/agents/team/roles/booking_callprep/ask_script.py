"""Asks a model for a call script, and checks it: what it says of the lead are quotes, put in by us.

A sentence names a fact by its mark; without one it may ask, or speak of us. So the model can state
nothing about the lead that no page says.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator

from app.agents.team.asking.asking import Asking, Prompted
from app.agents.team.roles.booking_callprep.role import CallScriptText, ScriptLine
from app.agents.team.roles.booking_callprep.script import LONGEST_QUOTE, CallBrief
from app.agents.team.roles.booking_callprep.whom import Fact
from app.lib.printable import one_line
from app.parts.model.prompt_files import read_prompt
from app.parts.model.untrusted.fence import Fence, random_mark

PROMPT = read_prompt(Path(__file__).with_name("prompts"), "script")
REPLY_TOKENS = 1_500
FACTS_AT_MOST, QUOTE_TOKENS, OFFER_TOKENS, NAME_TOKENS = 15, 120, 600, 40
LONGEST_LINE, MOST_LINES = 400, 8
PARTS = ("intro", "questions", "demo", "objections", "close", "follow_ups")
MARK = re.compile(r"\[f(\d{1,10})\]")
SENTENCE = re.compile(r"[^.!?]+[.!?]*")
OF_THEM = re.compile(r"\b(you|your|yours|you're|you've|they|their|them|theirs)\b", re.IGNORECASE)
HARMLESS = re.compile(
    r"\b(thank you|thanks for your time|your time|if you|(?:ask|asking|show|showing|tell|send|"
    r"sending|help|give|offer|call|write|write to|speak to|speak with|talk to|talk with|to|with|"
    r"for|from) you|let you|your page|your site|your website|you write)\b"
    r"(?! (?:are|have|need|want|use))",
    re.IGNORECASE,
)
"""What is said to people without saying anything of them."""
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def strings_only(value: object) -> list[str]:
    found = [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
    return [one_line(one, LONGEST_LINE) for one in found if one.strip()][:MOST_LINES]


Lines = Annotated[list[str], BeforeValidator(strings_only)]


class ScriptReply(BaseModel):
    """The script as the model gives it."""

    intro: Lines
    questions: Lines
    demo: Lines
    objections: Lines
    close: Lines
    follow_ups: Lines


async def ask_for_script(asking: Asking, brief: CallBrief) -> CallScriptText:
    """Raises ModelError."""
    reply = await asking.ask(
        question_of(brief, Fence(random_mark())), lambda one: problems_of(one, brief)
    )
    return with_quotes(reply, brief)


def question_of(brief: CallBrief, fence: Fence) -> Prompted[ScriptReply]:
    user = PROMPT.user.render(
        offer=fence.inside(brief.offer, OFFER_TOKENS) or "not named",
        who=fence.inside(", ".join(filter(None, (brief.name, brief.title, brief.company))), 80),
        when=brief.when or "not known",
        facts=[fact_lines(one, fence) for one in brief.to_mention[:FACTS_AT_MOST]],
    )
    return Prompted(
        PROMPT.version, PROMPT.system.render().strip(), user.strip(), ScriptReply, REPLY_TOKENS
    )


def fact_lines(fact: Fact, fence: Fence) -> str:
    lines = {
        "about": fence.inside(fact.field, NAME_TOKENS),
        "quote": fence.inside(fact.quote, QUOTE_TOKENS),
    }
    return fence.around(f"f{fact.id}", lines, "fact")


def problems_of(reply: ScriptReply, brief: CallBrief) -> Sequence[str]:
    problems = [f'"{part}" is empty.' for part in PARTS if not getattr(reply, part)]
    for part in PARTS:
        for line in getattr(reply, part):
            problems += problems_of_line(line, brief)
    return problems[:12]


def problems_of_line(line: str, brief: CallBrief) -> Iterator[str]:
    known = {fact.id for fact in brief.to_mention[:FACTS_AT_MOST]}
    marks = [int(one) for one in MARK.findall(line)]
    if len(marks) > 1:
        yield f"More than one fact in one line: {line}"
    yield from (f"There is no fact f{mark}: {line}" for mark in marks if mark not in known)
    offered = set(NUMBER.findall(brief.offer))
    for number in NUMBER.findall(MARK.sub("", line)):
        if number not in offered:
            yield f"The number {number} is none of the offer's: {line}"
    for sentence in SENTENCE.findall(line):
        if states_something_of_them(sentence, brief):
            yield f"This says something of the customer that no quote says: {sentence.strip()}"


def states_something_of_them(sentence: str, brief: CallBrief) -> bool:
    """Also one that begins with a quote and concludes something from it."""
    if sentence.rstrip().endswith("?"):
        return False
    own = HARMLESS.sub("", MARK.sub("", sentence))
    if OF_THEM.search(own):
        return True
    greeting = re.match(r"\s*(hello|hi|good (morning|afternoon)|thank you),? ", sentence, re.I)
    names = [one for one in (brief.company, brief.name) if len(one) > 1]
    return not greeting and any(one.lower() in own.lower() for one in names)


def with_quotes(reply: ScriptReply, brief: CallBrief) -> CallScriptText:
    facts = {fact.id: fact for fact in brief.to_mention[:FACTS_AT_MOST]}
    parts = {part: tuple(quoted(one, facts) for one in getattr(reply, part)) for part in PARTS}
    return CallScriptText(**parts)


def quoted(line: str, facts: Mapping[int, Fact]) -> ScriptLine:
    mark = MARK.search(line)
    if mark is None:
        return ScriptLine(text=line)
    fact = facts[int(mark[1])]
    quote = one_line(fact.quote, LONGEST_QUOTE)
    text = MARK.sub(lambda _: f"“{quote}”", line)
    return ScriptLine(text=text, fact_id=fact.id, quote=fact.quote, url=fact.url)
