"""What the model is asked, and the shape of its answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, WithJsonSchema

from app.agents.team.asking.asking import Prompted
from app.agents.team.sources import Given, fenced
from app.parts.model.prompt_files import read_prompt
from app.parts.model.reply_fields import Words, objects_only
from app.parts.model.untrusted.fence import Fence

PROMPT = read_prompt(Path(__file__).with_name("prompts"), "insights")
REPLY_TOKENS = 3_000


def names_only(value: object) -> list[str]:
    """What a list, or a lonely value, names; "3" and 3 are the same."""
    listed = value if isinstance(value, list) else [value]
    return [str(one) for one in listed if isinstance(one, str | int) and not isinstance(one, bool)]


Names = Annotated[
    list[str],
    BeforeValidator(names_only),
    WithJsonSchema({"type": "array", "items": {"type": "string"}}),
]


class InsightReply(BaseModel):
    title: Words = None
    text: Words = None
    sources: Names = []


class RoadmapReply(BaseModel):
    horizon: Words = None
    title: Words = None
    reason: Words = None
    insights: Names = []


class TaskReply(BaseModel):
    id: Words = None
    title: Words = None
    why: Words = None
    effort: Words = None
    depends_on: Names = []


class InsightsReply(BaseModel):
    insights: Annotated[list[InsightReply], BeforeValidator(objects_only)] = []
    roadmap: Annotated[list[RoadmapReply], BeforeValidator(objects_only)] = []
    tasks: Annotated[list[TaskReply], BeforeValidator(objects_only)] = []
    title: Words = None
    summary: Words = None


@dataclass(frozen=True, slots=True)
class Asked:
    """`given` by the ids that the model knows them by."""

    question: Prompted[InsightsReply]
    given: Mapping[str, Given]


def question_about(sources: Sequence[Given], mark: str) -> Asked:
    """`mark`: of the fence around what others wrote. The first source is what was asked."""
    fence = Fence(mark)
    given = {fence.item_id(number): one for number, one in enumerate(sources, start=1)}
    blocks = [fenced(fence, item_id, one) for item_id, one in given.items()]
    question = Prompted(
        PROMPT.version,
        PROMPT.system.render(mark=mark).strip(),
        PROMPT.user.render(request=blocks[0], sources=blocks[1:]).strip(),
        InsightsReply,
        REPLY_TOKENS,
    )
    return Asked(question, given)
