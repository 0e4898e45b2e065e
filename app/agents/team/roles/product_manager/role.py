"""The product manager: what it takes and gives. Its work is in work.py."""

from collections.abc import Awaitable
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, Field

from app.agents.team.role import Role, TaskInput, TaskOutput

if TYPE_CHECKING:
    from app.agents.team.desk import Desk


class ProductManagerInput(TaskInput):
    """What is wanted, with summaries that it rests on."""

    prompt: Annotated[str, Field(min_length=1, max_length=4000)]
    context_summaries: Annotated[tuple[str, ...], Field(max_length=20)] = ()


class ProductManagerOutput(TaskOutput):
    title: str = ""
    summary: str = ""


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
)
