"""The engineer's work: one of three tasks."""

from app.agents.team.desk import Desk
from app.agents.team.roles.engineer.feasibility import judge_feasibility
from app.agents.team.roles.engineer.role import EngineerInput, EngineerOutput

NOT_YET = "This is not built yet."


async def do_engineering(desk: Desk, given: EngineerInput) -> EngineerOutput:
    """Raises ModelError."""
    if given.task == "feasibility":
        return await judge_feasibility(desk, given)
    return EngineerOutput(code=given.code, tests=given.tests, not_done=(NOT_YET,))
