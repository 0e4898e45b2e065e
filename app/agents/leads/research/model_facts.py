"""Asks a model which sentences of the stored pages say what of a lead.

It is shown numbered sentences, and names numbers: what it answers is a sentence of a page, or
nothing. Sentences that speak to a machine or tell somebody to do something are not shown.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator

from app.agents.leads.facts.types import Fact
from app.agents.leads.research.guard import is_statement
from app.agents.leads.research.plan import Known
from app.agents.leads.sequence.guard.words import sentences
from app.parts.model.paid import PaidModel
from app.parts.model.prompt_files import read_prompt
from app.parts.model.reply_fields import Words, objects_only
from app.parts.model.tokens import at_most_tokens
from app.parts.model.untrusted.fence import Fence

PROMPT = read_prompt(Path(__file__).with_name("prompts"), "facts")
OF_THE_PERSON: Final = frozenset({"title", "personal_interests"})
FIELDS: Final = frozenset({"company_info", "recent_activity", *OF_THE_PERSON})
MOST_SENTENCES: Final = 120
MOST_TOKENS: Final = 4_000
SENTENCE_TOKENS: Final = 90
MOST_FACTS: Final = 20
REPLY_TOKENS: Final = 600
_WORDS: Final = range(4, 61)


@dataclass(frozen=True, slots=True)
class StoredPage:
    """As it stands in `lead_pages`. `is_profile`: the pasted text, which is all of the lead."""

    url: str
    title: str
    text: str
    is_profile: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A sentence that the model may name, and the page it stands on."""

    sentence: str
    page: StoredPage


@dataclass(frozen=True, slots=True)
class PageFact:
    page: StoredPage
    fact: Fact


class SaidFact(BaseModel):
    line: Words = None
    field: Words = None
    value: Words = None


class FactsReply(BaseModel):
    """What the model names."""

    facts: Annotated[list[SaidFact], BeforeValidator(objects_only)]


async def ask_for_facts(
    model: PaidModel, known: Known, pages: Sequence[StoredPage], fence: Fence, now: datetime
) -> list[PageFact]:
    """Those that the model's answer comes to. Raises ModelError."""
    shown = dict(numbered(pages, fence))
    if not shown:
        return []
    answer = await model.ask(
        system=PROMPT.system.render().strip(),
        user=user_part(known, shown, fence, now),
        reply=FactsReply,
        max_output_tokens=REPLY_TOKENS,
    )
    return list(named_facts(answer.value, shown, known, now))


def user_part(known: Known, shown: Mapping[str, Shown], fence: Fence, now: datetime) -> str:
    reader = {"name": known.name, "company": known.company, "title": known.title}
    lead = {name: fence.inside(text, 40) for name, text in reader.items()}
    lines = {
        line: fence.inside(f"[{titled(one.page)}] {one.sentence}", SENTENCE_TOKENS)
        for line, one in shown.items()
    }
    return PROMPT.user.render(
        mark=fence.mark,
        today=now.date().isoformat(),
        lead=fence.around("lead", lead, "lead"),
        pages=fence.around("pages", lines, "pages"),
    ).strip()


def titled(page: StoredPage) -> str:
    """A title may give orders as well as the text."""
    return page.title if is_statement(page.title) else ""


def named_facts(
    reply: FactsReply, shown: Mapping[str, Shown], known: Known, now: datetime
) -> Iterator[PageFact]:
    """Each sentence once for a field; what cannot be meant is left out."""
    told: set[tuple[str, str]] = set()
    for said in reply.facts[: MOST_FACTS * 2]:
        one = shown.get((said.line or "").strip("[]: "))
        if one is None or said.field not in FIELDS or (said.field, one.sentence) in told:
            continue
        fact = _fact(said.field, one, said.value or "", known, now)
        if fact is not None and len(told) < MOST_FACTS:
            told.add((said.field, one.sentence))
            yield PageFact(one.page, fact)


def _fact(field: str, one: Shown, value: str, known: Known, now: datetime) -> Fact | None:
    if field in OF_THE_PERSON and not (one.page.is_profile or speaks_of(known.name, one.sentence)):
        return None
    if field == "recent_activity" and not _is_recent(one.sentence, now):
        return None
    value = value.strip()
    if field == "title":
        # A title is a few words of the sentence, not the sentence.
        is_part = 0 < len(value.split()) <= 10 and value in one.sentence
        return Fact(field, value, one.sentence) if is_part else None
    return Fact(field, one.sentence, one.sentence)


def speaks_of(name: str, sentence: str) -> bool:
    """Does it name the person, by first and last name or by the last with a title before it?"""
    words = name.split()
    if len(words) < 2:
        return False
    last = re.escape(words[-1])
    first = re.escape(words[0])
    return bool(
        re.search(
            rf"\b{first}\b[\w\s.'-]{{0,40}}\b{last}\b|\b(?:mr|mrs|ms|dr|prof)\.?\s{last}\b",
            sentence,
            re.IGNORECASE,
        )
    )


def _is_recent(sentence: str, now: datetime) -> bool:
    return any(str(year) in sentence for year in (now.year, now.year - 1))


def numbered(pages: Sequence[StoredPage], fence: Fence) -> Iterator[tuple[str, Shown]]:
    """The sentences that state something, each once, within what one question may hold."""
    seen: set[str] = set()
    tokens = 0
    for page in pages:
        for sentence in sentences(page.text):
            if sentence in seen or len(sentence.split()) not in _WORDS:
                continue
            seen.add(sentence)
            tokens += min(at_most_tokens(sentence), SENTENCE_TOKENS)
            if len(seen) > MOST_SENTENCES or tokens > MOST_TOKENS:
                return
            if is_statement(sentence):
                yield fence.item_id(len(seen)), Shown(sentence, page)
