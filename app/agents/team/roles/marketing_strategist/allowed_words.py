"""Whether the brand may say it: the scout looks for banned words and no-go topics in all that the
model wrote. What it finds is left out, whatever the model was told before."""

from collections.abc import Sequence
from dataclasses import replace

from pydantic import BaseModel

from app.agents.team.desk import Desk
from app.agents.team.roles.marketing_strategist.role import Idea
from app.agents.team.roles.marketing_strategist.take_campaign import Taken, numbered


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
