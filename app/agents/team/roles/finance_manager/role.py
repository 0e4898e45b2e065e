"""The finance manager: what it takes and gives. Its work is in work.py."""

from collections.abc import Awaitable
from typing import TYPE_CHECKING

from pydantic import BaseModel

from app.agents.team.role import Role, TaskOutput
from app.agents.team.roles.finance_manager.asked import FinanceManagerInput
from app.agents.team.roles.finance_manager.figures import FinanceManagerOutput

MOST_BYTES = 1024 * 1024
"""Files come within the request."""

if TYPE_CHECKING:
    from app.agents.team.desk import Desk


def work(desk: "Desk", given: BaseModel) -> Awaitable[TaskOutput]:
    from app.agents.team.roles.finance_manager.work import manage_finance

    return manage_finance(desk, FinanceManagerInput.model_validate(given))


FINANCE_MANAGER = Role(
    name="finance_manager",
    path="finance-manager",
    title="Finance manager",
    what="Computes budget, runway, unit economics and variance from files and figures you give it, "
    "and explains them.",
    input=FinanceManagerInput,
    output=FinanceManagerOutput,
    work=work,
    template="finance_manager.html.j2",
    most_bytes=MOST_BYTES,
)
