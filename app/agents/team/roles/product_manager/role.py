"""The product manager: what it takes and gives. Its work is in work.py."""

from collections.abc import Awaitable
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from app.agents.team.given import Address, BrandId, GivenText
from app.agents.team.role import Role, TaskInput, TaskOutput
from app.agents.team.sources import Source

if TYPE_CHECKING:
    from app.agents.team.desk import Desk

LONGEST_SECONDS = 530.0
"""Its own question and the engineer's whole answer, which it waits for or works on."""


class ProductManagerInput(TaskInput):
    """What is wanted, and what it is to rest on: `context_summaries` are texts, `pages` addresses
    that are read; `use_finds`: the scout's finds and votes of the last `weeks` as well.
    `require_feasibility_check`: the engineer is asked whether it can be built. `brand`: an id of
    the brand file, "" for the first."""

    prompt: GivenText
    context_summaries: Annotated[tuple[GivenText, ...], Field(max_length=20)] = ()
    pages: Annotated[tuple[Address, ...], Field(max_length=5)] = ()
    use_finds: StrictBool = True
    weeks: Annotated[int, Field(ge=1, le=26)] = 4
    require_feasibility_check: StrictBool = True
    brand: BrandId = ""


class Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class Insight(Part):
    """`sources`: ids of the output's sources; what the text names stands in one of them."""

    number: int
    title: str
    text: str
    sources: tuple[str, ...]


class RoadmapItem(Part):
    """`insights`: the numbers of those that `reason` rests on."""

    horizon: Literal["now", "next", "later"]
    title: str
    reason: str
    insights: tuple[int, ...]


class TeamTask(Part):
    """`effort`: small, middle, large. `depends_on`: ids of tasks, all of which stand before it."""

    id: str
    title: str
    why: str
    effort: Literal["S", "M", "L"]
    depends_on: tuple[str, ...] = ()


class Feasibility(Part):
    """What the engineer said in the task `task_id`; `feasible` is None where nobody judged it."""

    task_id: int
    feasible: bool | None = None
    constraints: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class ProductManagerOutput(TaskOutput):
    """`sources`: all that was given, those that people liked best first among the finds."""

    title: str = ""
    summary: str = ""
    insights: tuple[Insight, ...] = ()
    roadmap: tuple[RoadmapItem, ...] = ()
    tasks: tuple[TeamTask, ...] = ()
    feasibility: Feasibility | None = None
    sources: tuple[Source, ...] = ()


def work(desk: "Desk", given: BaseModel) -> Awaitable[TaskOutput]:
    from app.agents.team.roles.product_manager.work import manage_product

    return manage_product(desk, ProductManagerInput.model_validate(given))


PRODUCT_MANAGER = Role(
    name="product_manager",
    path="product-manager",
    title="Product manager",
    what="Turns finds, votes and what you give it into insights, a roadmap and tasks.",
    input=ProductManagerInput,
    output=ProductManagerOutput,
    work=work,
    template="product_manager.html.j2",
    longest_seconds=LONGEST_SECONDS,
)
