"""The team's own templates: what is sent without a model, or when its drafts were refused.

They run in jinja2's sandbox. A variable that is not known for a lead is an error that names it: no
mail says "Hi {{ first_name }}", or nothing where a name should be.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypedDict

import yaml
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import SandboxedEnvironment
from pydantic import BaseModel, ConfigDict, ValidationError

from app.agents.leads.sequence.guard.guard import usable_facts
from app.agents.leads.sequence.guard.surface import host_of
from app.agents.leads.sequence.guard.words import (
    plain_text,
    sentences,
    tokens,
    without_legal_form,
)
from app.agents.leads.sequence.types import Brief, Draft, Fact, Offer, Sentence, Step
from app.lib.errors import MisconfiguredError, PermanentError
from app.lib.printable import one_line

FILE = Path(__file__).with_name("templates.yaml")
LONGEST_QUOTE_WORDS = 25
"""A longer one is not quoted in a mail."""
QUOTED_FIELDS = frozenset({"company_info", "recent_activity"})
TAG = re.compile(r"\{[{%#].*?[}%#]\}", re.DOTALL)


class TemplateFileError(MisconfiguredError):
    """The file of templates cannot be used."""


class TemplateRefusedError(PermanentError):
    """A template cannot be filled for this lead, or what it says is refused."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class MailTemplate(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    subject: str
    body: str
    call_to_action: str
    postscript: str

    def own_words(self) -> tuple[str, ...]:
        """What the team wrote, without what is filled in."""
        written = (self.subject, self.body, self.call_to_action, self.postscript)
        return tuple(part.strip() for text in written for part in TAG.split(text) if part.strip())


@dataclass(frozen=True, slots=True)
class Templates:
    """One for each step, from the file `source`."""

    source: str
    by_step: Mapping[Step, MailTemplate]


class Known(TypedDict, total=False):
    """What a template may name; what is not known is not there."""

    first_name: str
    name: str
    company: str
    title: str
    country: str
    offer: Offer
    own_claim: str
    quote: str
    site: str


def with_full_stop(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "!", "?")) else f"{text}."


def sandbox() -> SandboxedEnvironment:
    made = SandboxedEnvironment(
        undefined=StrictUndefined,
        finalize=lambda value: one_line(value, 1_000) if isinstance(value, str) else value,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["sentence"] = with_full_stop
    return made


@lru_cache
def load_templates(path: Path = FILE) -> Templates:
    """Raises TemplateFileError with a line for each problem."""
    try:
        written = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise TemplateFileError([f"{path} cannot be read: {error}"]) from None
    except yaml.YAMLError as error:
        raise TemplateFileError([f"{path} is no YAML: {error}"]) from None
    if not isinstance(written, dict):
        raise TemplateFileError([f"{path} has no templates by step"])
    problems = [f"{path}: the step {one!r} is not known" for one in written if one not in set(Step)]
    found: dict[Step, MailTemplate] = {}
    for step in Step:
        if step not in written:
            problems.append(f"{path}: the template of the step {step.value} is missing")
            continue
        try:
            found[step] = MailTemplate.model_validate(written[step])
            problems += syntax_problems(found[step], f"{path}: {step.value}")
        except ValidationError as error:
            places = sorted({".".join(map(str, one["loc"])) for one in error.errors()})
            problems.append(f"{path}: {step.value} is not as it should be at: {', '.join(places)}")
    if problems:
        raise TemplateFileError(problems)
    return Templates(str(path), found)


def syntax_problems(template: MailTemplate, where: str) -> list[str]:
    problems = []
    for name, text in template.model_dump().items():
        try:
            sandbox().parse(text)
        except TemplateSyntaxError as error:
            problems.append(f"{where}, {name}, line {error.lineno}: {error.message}")
    return problems


def fill(templates: Templates, brief: Brief) -> Draft:
    """The draft of the brief's step. Raises TemplateRefusedError naming a variable that is not
    known for this lead."""
    template = templates.by_step[brief.step]
    known = known_of(brief)
    body = rendered(templates, brief.step, template.body, known)
    return Draft(
        rendered(templates, brief.step, template.subject, known),
        tuple(Sentence(one) for one in sentences(body)),
        Sentence(rendered(templates, brief.step, template.call_to_action, known)),
        Sentence(rendered(templates, brief.step, template.postscript, known)),
        template.own_words(),
    )


def rendered(templates: Templates, step: Step, text: str, known: Known) -> str:
    try:
        return sandbox().from_string(text).render(**known).strip()
    except UndefinedError as error:
        what = f"{error.message}, and is not known for this lead"
    except SecurityError as error:
        what = f"it does what a template may not do: {error.message}"
    except (TemplateError, TypeError, ValueError, ArithmeticError) as error:
        what = str(error)
    raise TemplateRefusedError([f"The template {step.value} of {templates.source}: {what}"])


def known_of(brief: Brief) -> Known:
    lead, offer = brief.lead, brief.offer
    known = Known(offer=offer)
    if lead.first_name:
        known["first_name"] = lead.first_name
    if lead.name:
        known["name"] = lead.name
    if lead.company:
        known["company"] = without_legal_form(lead.company)
    if lead.title:
        known["title"] = lead.title
    if lead.country:
        known["country"] = lead.country
    if offer.own_claims:
        known["own_claim"] = offer.own_claims[0]
    if fact := quotable(brief):
        known["quote"] = fact.quote.rstrip(".")
        known["site"] = host_of(fact)
    return known


def quotable(brief: Brief) -> Fact | None:
    """The first fact in a page's own prose that is one short sentence without quotation marks of
    its own: a title or an address says nothing about the lead."""
    for fact in (one for one in usable_facts(brief) if one.field in QUOTED_FIELDS):
        words = [one for one in tokens(plain_text(fact.quote)) if not one.is_mark]
        one_sentence = len(sentences(fact.quote)) == 1 and not re.search(
            '["\u201c\u201d«»]', fact.quote
        )
        if one_sentence and 3 <= len(words) <= LONGEST_QUOTE_WORDS:
            return fact
    return None
