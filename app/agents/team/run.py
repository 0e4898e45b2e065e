"""One task, top to bottom:

input, checked -> the role's work -> output, checked -> the run's end
"""

from pydantic import ValidationError

from app.agents.team.asking.asking import opened_asking
from app.agents.team.desk import Desk, asked_by
from app.agents.team.role import Role
from app.lib.errors import PermanentError
from app.parts.agent import StillOurs
from app.parts.parts import Parts
from app.parts.runs import endings
from app.parts.runs.lease import Claim, guard


async def perform_task(role: Role, parts: Parts, claim: Claim, still_ours: StillOurs) -> None:
    """Raises ScoutError."""
    given, user_id = asked_by(parts, claim)
    try:
        asked = role.input.model_validate(given)
    except ValidationError as error:
        raise PermanentError(f"The input is not what the {role.title} takes.") from error
    async with opened_asking(parts, claim, role.longest_seconds) as asking:
        desk = Desk(parts, claim, still_ours, asking, given, user_id)
        output = await role.work(desk, asked)
    with parts.database.write() as session:
        guard(session, claim, parts.clock())
        for store in desk.at_end:
            output = store(session, output)
        endings.finish_run(session, claim, parts.clock(), result=output.model_dump(mode="json"))
