"""What of the model's answer is taken. Pure: the brand's no-go topics are looked for after it, by
the scout's own look (`allowed` below).

Each thing that is refused is a problem in words: for the model, which is asked once more, and for
people, who are told what was left out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pydantic import BaseModel

from app.agents.team.brand import BrandSaid
from app.agents.team.desk import Desk
from app.agents.team.grounding.grounding import Ground
from app.agents.team.grounding.supported_words import supported_words
from app.agents.team.roles.marketing_strategist.question import Asked, CampaignReply, IdeaReply
from app.agents.team.roles.marketing_strategist.role import Idea
from app.agents.team.sources import Given
from app.parts.model.clean_text import uses_any

IDEAS_AT_MOST = 36
AUDIENCE, MESSAGE, TITLE, TEXT = 400, 240, 100, 600
"""Characters."""


@dataclass(frozen=True, slots=True)
class Taken:
    """`weights` by channel; empty where the model gave no usable ones."""

    audience: str
    message: str
    ideas: tuple[Idea, ...]
    weights: Mapping[str, Decimal]
    problems: tuple[str, ...]


def take_campaign(
    reply: CampaignReply, asked: Asked, brand: BrandSaid, *, needs_weights: bool = True
) -> Taken:
    """Without `needs_weights` the model's are not looked at: they were given."""
    problems: list[str] = []
    taking = Taking(asked, brand, problems)
    everything = taking.ground(*asked.given.values())
    audience = taking.words("The audience", reply.audience, AUDIENCE, everything)
    message = taking.words("The message", reply.message, MESSAGE, everything)
    ideas = tuple(taking.ideas(reply.ideas[:IDEAS_AT_MOST]))
    if not ideas:
        problems.append("There is no idea that can be used.")
    weights = taking.weights(reply) if needs_weights else {}
    return Taken(audience, message, numbered(ideas), weights, tuple(problems))


def numbered(ideas: tuple[Idea, ...]) -> tuple[Idea, ...]:
    return tuple(
        idea.model_copy(update={"number": number}) for number, idea in enumerate(ideas, start=1)
    )


@dataclass(frozen=True, slots=True)
class Taking:
    asked: Asked
    brand: BrandSaid
    problems: list[str]

    def ground(self, *given: Given) -> Ground:
        return Ground(tuple(one.text for one in given), self.brand.names)

    def ideas(self, replies: list[IdeaReply]) -> Iterator[Idea]:
        for number, reply in enumerate(replies, start=1):
            idea = self.idea(f"Idea {number}", reply)
            if idea is not None:
                yield idea

    def idea(self, name: str, reply: IdeaReply) -> Idea | None:
        """An idea rests on a find or a fact; what was wanted is no fact, though it may be named."""
        rests_on = self.asked.given.get((reply.source or "").strip())
        channel = self.channel(reply.channel)
        if rests_on is None or rests_on.source.kind == "request":
            self.problems.append(f"{name} rests on no find or fact that was given.")
            return None
        if channel is None:
            self.problems.append(f"{name} is for no channel that is wanted.")
            return None
        wanted = [one for one in self.asked.given.values() if one.source.kind == "request"]
        ground = self.ground(rests_on, *wanted)
        title = self.words(f"The title of {name.lower()}", reply.title, TITLE, ground)
        text = self.words(name, reply.text, TEXT, ground)
        if not title or not text:
            return None
        return Idea(number=0, title=title, text=text, channel=channel, source=rests_on.source.id)

    def words(self, name: str, said: str | None, limit: int, ground: Ground) -> str:
        words = supported_words(name, said, limit, ground, self.problems)
        banned = [word for word in self.brand.banned_words if uses_any(words, [word])]
        if banned:
            self.problems.append(f"{name} uses what is banned: {', '.join(banned)}.")
            return ""
        return words

    def channel(self, named: str | None) -> str | None:
        return self.asked.channels.get((named or "").strip().casefold())

    def weights(self, reply: CampaignReply) -> Mapping[str, Decimal]:
        """None at all where one is missing, comes twice or all are nothing: what the others mean
        beside it is unknown."""
        given = [
            (channel, Decimal(one.weight))
            for one in reply.weights
            if (channel := self.channel(one.channel)) is not None and one.weight is not None
        ]
        weights = dict(given)
        is_whole = weights.keys() == set(self.asked.channels.values()) and len(given) == len(
            weights
        )
        if not is_whole or not any(weights.values()):
            self.problems.append("The weights are not one for each channel, or all nothing.")
            return {}
        return weights


class CopyAsked(BaseModel):
    """As the tool `check_copy` takes it."""

    brand: str
    texts: tuple[str, ...]


class NoGo(BaseModel):
    topic: str
    words: str


class CopyChecked(BaseModel):
    banned: tuple[str, ...] = ()
    no_go: tuple[NoGo, ...] = ()

    def problems(self, name: str) -> Sequence[str]:
        banned = [f"{name} uses what is banned: {word}." for word in self.banned]
        return (*banned, *(f"{name} touches {one.topic} (“{one.words}”)." for one in self.no_go))


class CopyAllChecked(BaseModel):
    checked: tuple[CopyChecked, ...]


async def allowed(desk: Desk, brand: str, taken: Taken) -> Taken:
    """What of it may be said. Raises PermanentError where nobody can look."""
    texts = (taken.audience, taken.message, *(f"{idea.title}. {idea.text}" for idea in taken.ideas))
    looked = await desk.use("check_copy", CopyAsked(brand=brand, texts=texts), CopyAllChecked)
    names = ["The audience", "The message", *(f"Idea {idea.number}" for idea in taken.ideas)]
    found = [one.problems(name) for one, name in zip(looked.checked, names, strict=True)]
    kept: list[Idea] = [
        idea for idea, wrong in zip(taken.ideas, found[2:], strict=True) if not wrong
    ]
    return replace(
        taken,
        audience="" if found[0] else taken.audience,
        message="" if found[1] else taken.message,
        ideas=numbered(tuple(kept)),
        problems=(*taken.problems, *(one for wrong in found for one in wrong)),
    )
