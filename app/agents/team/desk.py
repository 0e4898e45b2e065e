"""What a role works with: its run, the model, and the tools of other agents."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from pydantic import BaseModel, JsonValue
from sqlmodel import Session

from app.agents.team.asking.asking import Asking
from app.agents.team.role import TaskOutput
from app.parts.parts import Parts
from app.parts.runs import lease, runs
from app.parts.runs.lease import Claim
from app.parts.tools.tool import Caller, use

Result = TypeVar("Result", bound=BaseModel)
AtEnd = Callable[[Session, TaskOutput], TaskOutput]
"""Stores what came of a task, and gives its output, with the ids that it has only now."""


@dataclass(frozen=True, slots=True)
class Desk:
    """`asking` is None without OPENAI_API_KEY: then a role gives what it computes itself, and says
    in `not_done` what needs a model."""

    parts: Parts
    claim: Claim
    still_ours: Callable[[], None]
    asking: Asking | None
    input: dict[str, JsonValue] = field(default_factory=dict)
    user_id: int | None = None
    at_end: list[AtEnd] = field(default_factory=list)

    def store_at_end(self, store: AtEnd) -> None:
        """In the transaction that ends the run: a task that died and is done again has stored
        nothing before, and one that is over is not done again."""
        self.at_end.append(store)

    def enter(self, stage: str) -> None:
        """For people who look at the run. Raises LeaseLostError."""
        lease.enter_stage(self.parts.database, self.claim, stage, self.parts.clock())

    async def use(
        self, tool: str, given: BaseModel, output: type[Result], call_id: str = ""
    ) -> Result:
        """What another agent's tool gives. `call_id` tells two calls of a run apart. Raises
        NoSuchToolError, ScoutError."""
        self.still_ours()
        name = f"{self.claim.agent}:{self.claim.run_id}:{call_id or tool}"
        caller = Caller(self.claim.agent, self.claim.run_id, name, self.user_id)
        return await use(self.parts, caller, tool, given, output)


def asked_by(parts: Parts, claim: Claim) -> tuple[dict[str, JsonValue], int | None]:
    """What the run was asked to do, and by which user."""
    run = runs.find_run(parts.database, claim.run_id)
    return (run.input, run.requested_by) if run is not None else ({}, None)
