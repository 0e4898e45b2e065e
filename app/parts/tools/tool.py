"""What an agent offers to the others: named, typed, and found by its name, never by import.

`Agent.tools` lists an agent's own; the service puts all of them together (`Parts.tools`) and hands
them to every run. So the team's agents use what scout and leads can do without knowing them.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel

from app.lib.errors import PermanentError

if TYPE_CHECKING:
    from app.parts.parts import Parts


class Effect(StrEnum):
    """What calling a tool changes: nothing, our own tables, or the world outside."""

    READS = "reads"
    WRITES = "writes"
    SENDS = "sends"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: the agent, its run, and the user for whom it works (None: nobody in particular).

    `call_id` is the same when an attempt calls again: a tool that writes does it once for each.
    """

    agent: str
    run_id: int
    call_id: str
    user_id: int | None = None


ToolWork = Callable[["Parts", Caller, BaseModel], Awaitable[BaseModel]]


@dataclass(frozen=True, slots=True)
class Tool:
    """`work` gets an `input` and gives an `output`; it raises ScoutError. `limit`: how often one
    run may call it."""

    name: str
    description: str
    input: type[BaseModel]
    output: type[BaseModel]
    effect: Effect
    work: ToolWork
    limit: int = 10


Tools = Mapping[str, Tool]
NO_TOOLS: Tools = {}
Result = TypeVar("Result", bound=BaseModel)


class NoSuchToolError(PermanentError):
    """No agent of this service offers a tool of that name."""


async def use(
    parts: "Parts", caller: Caller, name: str, given: BaseModel, output: type[Result]
) -> Result:
    """What the tool of that name gives, read as an `output` of the caller's own.

    Raises NoSuchToolError, and what the tool raises (ScoutError).
    """
    tool = parts.tools.get(name)
    if tool is None:
        raise NoSuchToolError(f"No agent of this service offers '{name}'.")
    found = await tool.work(parts, caller, tool.input.model_validate(given.model_dump()))
    return output.model_validate(found.model_dump())
