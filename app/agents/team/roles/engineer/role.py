"""The engineer: what it takes and gives. Its work is in work.py."""

from collections.abc import Awaitable, Sequence
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, Field

from app.agents.team.role import Role, TaskInput, TaskOutput, Text
from app.lib.errors import PermanentError
from app.parts.agent import Say

if TYPE_CHECKING:
    from app.agents.team.desk import Desk
    from app.lib.settings.settings import Settings
    from app.parts.parts import Parts

MOST_CODE = 16_000
"""Characters of a program, of its tests or of its stdin."""
MOST_BYTES = 1024 * 1024
"""JSON may write a character in twelve bytes."""
LONGEST_SECONDS = 300.0

Code = Annotated[Text, Field(max_length=MOST_CODE)]


class EngineerInput(TaskInput):
    """What is wanted. `code`, `tests` and `stdin` are Python 3 and its input: for a review, or for
    a program that is there already and only has to run. Tests are `unittest` cases or plain
    `assert` lines and import the program as `program`."""

    task: Literal["feasibility", "review", "program"]
    description: Annotated[
        Text, Field(min_length=1, max_length=4000, description="What is wanted, or looked for.")
    ]
    constraints: Annotated[
        tuple[Annotated[Text, Field(min_length=1, max_length=500)], ...],
        Field(max_length=20, description="What has to be kept to, one a line."),
    ] = ()
    code: Annotated[Code, Field(description="Python 3, to be reviewed or run.")] = ""
    tests: Annotated[
        Code, Field(description="unittest cases or assert lines that import it as program.")
    ] = ""
    stdin: Annotated[Code, Field(description="What the program reads.")] = ""


class Finding(BaseModel):
    """What a review found in a line, counted from 1, with the words of the line."""

    line: int
    severity: Literal["high", "medium", "low"]
    text: str
    quote: str = ""


class ProgramRun(BaseModel):
    """What was run in the sandbox and what came of it. `exit_code` is None when it was stopped;
    `stopped_because` says by what, and is empty otherwise."""

    what: str
    exit_code: int | None
    stdout: str
    stderr: str
    seconds: float
    stopped_because: str = ""


class EngineerOutput(TaskOutput):
    """`feasible` is None where nobody judged it. `tests_passed` is True only when the tests were
    run here and passed, whatever a model says; None when they were not run."""

    feasible: bool | None = None
    constraints: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    code: str = ""
    tests: str = ""
    runs: tuple[ProgramRun, ...] = ()
    tests_passed: bool | None = None


async def do_engineering(desk: "Desk", given: EngineerInput) -> EngineerOutput:
    """One of three tasks. Raises ModelError, LeaseLostError."""
    from app.agents.team.roles.engineer.feasibility import judge_feasibility
    from app.agents.team.roles.engineer.program import make_program
    from app.agents.team.roles.engineer.review import review_code

    works = {"feasibility": judge_feasibility, "review": review_code, "program": make_program}
    return await works[given.task](desk, given)


def work(desk: "Desk", given: BaseModel) -> Awaitable[TaskOutput]:
    return do_engineering(desk, EngineerInput.model_validate(given))


def lacks(settings: "Settings") -> Sequence[str]:
    from app.parts.sandbox.command import bubblewrap
    from app.parts.sandbox.sandbox import refuse_if_off

    try:
        refuse_if_off(settings)
        bubblewrap()
    except PermanentError as error:
        return (str(error),)
    return ()


def check(parts: "Parts", say: Say) -> bool:
    """A service that runs no programs is well, too."""
    import asyncio

    from app.parts.sandbox.sandbox import check_sandbox

    try:
        asyncio.run(check_sandbox(parts.settings))
    except PermanentError as error:
        say(f"sandbox: {error}")
    else:
        say("sandbox: ok")
    return True


ENGINEER = Role(
    name="engineer",
    path="engineer",
    title="Engineer",
    what="Says whether something can be built, reviews code, writes small programs and runs them.",
    input=EngineerInput,
    output=EngineerOutput,
    work=work,
    longest_seconds=LONGEST_SECONDS,
    template="engineer.html.j2",
    most_bytes=MOST_BYTES,
    lacks=lacks,
    check=check,
)
