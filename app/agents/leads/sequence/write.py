"""Writes one mail of a sequence: by the model, twice if need be, else from the team's templates.

    facts without orders -> model -> guard -> (its problems told) -> model -> guard -> templates

A sentence that is refused leaves; the mail stands without it if it is still long enough.

Whoever wrote it, the same guard looks at it; what it refuses is never a mail.
"""

from dataclasses import dataclass, replace
from typing import Literal

import structlog

from app.agents.leads.sequence.ask import PROMPT, ask_for_draft
from app.agents.leads.sequence.guard.guard import check
from app.agents.leads.sequence.templates import (
    TemplateRefusedError,
    Templates,
    fill,
    load_templates,
)
from app.agents.leads.sequence.types import Brief, Checked, Claim, Draft
from app.parts.model.errors import ModelError
from app.parts.model.paid import PaidModel
from app.parts.model.untrusted.fence import Fence, MakeMark, random_mark
from app.parts.model.usage import ModelUsage

TRIES = 2

log = structlog.get_logger("leads.sequence")


@dataclass(frozen=True, slots=True)
class Written:
    """A mail that the guard lets pass. `body` is the whole text, from greeting to foot.

    `refused`: the problems of each draft of the model's that did not pass; `trouble`: why the model
    gave none, in plain words; `usage`: what the model took, also for nothing.
    """

    subject: str
    body: str
    claims: tuple[Claim, ...]
    writer: Literal["model", "template"]
    problems: tuple[str, ...] = ()
    refused: tuple[tuple[str, ...], ...] = ()
    trouble: str = ""
    usage: ModelUsage = ModelUsage()  # noqa: RUF009 (frozen)
    model: str = ""
    prompt_version: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of asking the model: a draft that passed, or why there is none."""

    draft: Draft | None
    checked: Checked
    refused: tuple[tuple[str, ...], ...]
    trouble: str
    usage: ModelUsage


NOT_ASKED = Asked(None, Checked(), (), "", ModelUsage())


async def write(
    brief: Brief,
    model: PaidModel | None,
    templates: Templates | None = None,
    *,
    make_mark: MakeMark = random_mark,
) -> Written:
    """`templates`: the team's own; None for those that come with the project. Raises
    TemplateRefusedError if the template cannot be filled for this lead or is refused, too."""
    asked = await asked_model(brief, model, make_mark) if model else NOT_ASKED
    if asked.draft is not None and model is not None:
        return Written(
            asked.draft.subject,
            whole_text(asked.draft, brief),
            asked.checked.claims,
            "model",
            refused=asked.refused,
            usage=asked.usage,
            model=model.client.model,
            prompt_version=PROMPT.version,
        )
    draft, checked = from_template(brief, templates or load_templates())
    return Written(
        draft.subject,
        whole_text(draft, brief),
        checked.claims,
        "template",
        refused=asked.refused,
        trouble=asked.trouble,
        usage=asked.usage,
    )


async def asked_model(brief: Brief, model: PaidModel, make_mark: MakeMark) -> Asked:
    refused: list[tuple[str, ...]] = []
    usage = ModelUsage()
    for _ in range(TRIES):
        problems = refused[-1] if refused else ()
        try:
            answer = await ask_for_draft(model, brief, Fence(make_mark()), problems)
        except ModelError as error:
            log.info("draft.no_answer", failure=type(error).__name__)
            return Asked(None, Checked(), tuple(refused), str(error), usage + error.usage)
        usage += answer.usage
        draft, checked = passing_part(answer.value.draft(), brief)
        if not checked.problems:
            return Asked(draft, checked, tuple(refused), "", usage)
        refused.append(checked.problems)
    log.info("draft.refused", problems=len(refused[-1]))
    return Asked(None, Checked(), tuple(refused), "Its drafts were refused.", usage)


def passing_part(draft: Draft, brief: Brief) -> tuple[Draft, Checked]:
    """The draft without the sentences that are refused, if what is left is still a whole mail; else
    as it is, with all its problems."""
    checked = check(draft, brief)
    if not checked.problems or not checked.refused:
        return draft, checked
    kept = tuple(one for one in draft.sentences if one not in checked.refused)
    shorter = replace(draft, sentences=kept)
    checked_again = check(shorter, brief)
    return (draft, checked) if checked_again.problems else (shorter, checked_again)


def from_template(brief: Brief, templates: Templates) -> tuple[Draft, Checked]:
    """Raises TemplateRefusedError."""
    draft = fill(templates, brief)
    checked = check(draft, brief)
    if checked.problems:
        where = f"The template {brief.step.value} of {templates.source}"
        raise TemplateRefusedError([f"{where}: {one}" for one in checked.problems])
    return draft, checked


def whole_text(draft: Draft, brief: Brief) -> str:
    """As it is sent, in paragraphs."""
    lead, offer, foot = brief.lead, brief.offer, brief.foot
    paragraphs = (
        f"Hello {lead.first_name}," if lead.first_name else "Hello,",
        " ".join(one.text for one in draft.sentences),
        draft.call_to_action.text,
        f"Kind regards,\n{offer.sender_name}",
        f"PS: {draft.postscript.text}",
        f"-- \n{foot.text.strip()}\n{foot.unsubscribe_line.strip()}",
    )
    return "\n\n".join(paragraphs)
