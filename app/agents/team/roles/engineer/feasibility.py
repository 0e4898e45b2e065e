"""Can it be built, and within what limits? A model's opinion, said to be one."""

from pathlib import Path

from pydantic import BaseModel

from app.agents.team.asking.asking import Prompted
from app.agents.team.desk import Desk
from app.agents.team.roles.engineer.role import EngineerInput, EngineerOutput
from app.lib.printable import one_line
from app.parts.model.prompt_files import read_prompt
from app.parts.model.reply_fields import Truth

PROMPT = read_prompt(Path(__file__).with_name("prompts"), "feasibility")
REPLY_TOKENS = 1200
MOST_LINES, LONGEST_LINE = 12, 500
NEEDS_A_MODEL = "Whether it can be built needs a language model to say: set OPENAI_API_KEY."


class FeasibilityReply(BaseModel):
    feasible: Truth = None
    constraints: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


async def judge_feasibility(desk: Desk, given: EngineerInput) -> EngineerOutput:
    """Raises ModelError."""
    if desk.asking is None:
        return EngineerOutput(constraints=given.constraints, not_done=(NEEDS_A_MODEL,))
    reply = await desk.asking.ask(question_for(given), problems_of)
    return EngineerOutput(
        feasible=reply.feasible,
        constraints=lines(given.constraints + reply.constraints),
        notes=lines(reply.notes),
    )


def question_for(given: EngineerInput) -> Prompted[FeasibilityReply]:
    user = PROMPT.user.render(description=given.description, constraints=given.constraints)
    system = PROMPT.system.render().strip()
    return Prompted(PROMPT.version, system, user.strip(), FeasibilityReply, REPLY_TOKENS)


def problems_of(reply: FeasibilityReply) -> tuple[str, ...]:
    """In words for the model."""
    return () if reply.feasible is not None else ("`feasible` must be true or false.",)


def lines(given: tuple[str, ...]) -> tuple[str, ...]:
    """Each once and fit to be shown, no more than a page has room for."""
    shown = (one_line(line, LONGEST_LINE) for line in given)
    return tuple(dict.fromkeys(line for line in shown if line))[:MOST_LINES]
