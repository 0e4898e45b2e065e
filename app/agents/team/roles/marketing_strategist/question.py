"""What the model is asked, and the shape of its answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator

from app.agents.team.asking.asking import Prompted
from app.agents.team.brand import BrandSaid
from app.agents.team.sources import Given, fenced
from app.parts.model.prompt_files import read_prompt
from app.parts.model.reply_fields import Score, Words, objects_only
from app.parts.model.untrusted.fence import Fence

PROMPT = read_prompt(Path(__file__).with_name("prompts"), "campaign")
REPLY_TOKENS = 2_500
CHANNEL_TOKENS = 20


class IdeaReply(BaseModel):
    title: Words = None
    text: Words = None
    channel: Words = None
    source: Words = None


class WeightReply(BaseModel):
    channel: Words = None
    weight: Score = None


class CampaignReply(BaseModel):
    audience: Words = None
    message: Words = None
    ideas: Annotated[list[IdeaReply], BeforeValidator(objects_only)] = []
    weights: Annotated[list[WeightReply], BeforeValidator(objects_only)] = []


@dataclass(frozen=True, slots=True)
class Asked:
    """`given` by the ids that the model knows them by, `channels` by its names for them."""

    question: Prompted[CampaignReply]
    given: Mapping[str, Given]
    channels: Mapping[str, str]


def question_about(
    brand: BrandSaid, sources: Sequence[Given], channels: Sequence[str], mark: str
) -> Asked:
    """`mark`: of the fence around what others wrote. The first source is what was asked."""
    fence = Fence(mark)
    given = {fence.item_id(number): one for number, one in enumerate(sources, start=1)}
    blocks = [fenced(fence, item_id, one) for item_id, one in given.items()]
    called = {fence.inside(name, CHANNEL_TOKENS): name for name in channels}
    question = Prompted(
        PROMPT.version,
        PROMPT.system.render(mark=mark).strip(),
        PROMPT.user.render(
            brand=brand, channels=list(called), request=blocks[0], sources=blocks[1:]
        ).strip(),
        CampaignReply,
        REPLY_TOKENS,
    )
    return Asked(question, given, {name.casefold(): channel for name, channel in called.items()})
