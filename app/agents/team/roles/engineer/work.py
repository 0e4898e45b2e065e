"""The engineer's work: one of three tasks."""

from app.agents.team.desk import Desk
from app.agents.team.roles.engineer.feasibility import judge_feasibility
from app.agents.team.roles.engineer.program import make_program
from app.agents.team.roles.engineer.review import review_code
from app.agents.team.roles.engineer.role import EngineerInput, EngineerOutput

WORKS = {"feasibility": judge_feasibility, "review": review_code, "program": make_program}


async def do_engineering(desk: Desk, given: EngineerInput) -> EngineerOutput:
    """Raises ModelError, LeaseLostError."""
    return await WORKS[given.task](desk, given)
