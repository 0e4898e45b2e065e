"""Writes a small program, runs it with its tests, and has it mended once if they do not pass.

given code, or the model's -> sandbox -> (what went wrong told, second version -> sandbox) -> what
ran
"""

from dataclasses import replace
from pathlib import Path

from pydantic import BaseModel

from app.agents.team.asking.asking import Prompted
from app.agents.team.desk import Desk
from app.agents.team.roles.engineer.claims import without_claims
from app.agents.team.roles.engineer.code_lines import Listing, as_lines
from app.agents.team.roles.engineer.role import MOST_CODE, EngineerInput, EngineerOutput
from app.agents.team.roles.engineer.running import Tried, Version, tried
from app.parts.model.errors import ModelError, ModelTransientError
from app.parts.model.prompt_files import read_prompt
from app.parts.model.reply_fields import Words
from app.parts.model.untrusted.fence import Fence, random_mark

PROMPT = read_prompt(Path(__file__).with_name("prompts"), "program")
REPLY_TOKENS = 6000
MOST_TOLD = 3_000
"""Characters of what a run printed that the model is shown."""
NEEDS_A_MODEL = "Writing a program needs a language model: set OPENAI_API_KEY."
NEEDS_A_MODEL_FOR_TESTS = "Writing tests for it needs a language model: set OPENAI_API_KEY."


class ProgramReply(BaseModel):
    """`notes`: how it is used. What it says of having run is taken out: it ran nothing."""

    code: str
    tests: str
    notes: Words = None


async def make_program(desk: Desk, given: EngineerInput) -> EngineerOutput:
    """Raises ModelError, LeaseLostError."""
    version, notes = Version(given.code, given.tests), ""
    if not (given.code.strip() and given.tests.strip()) and desk.asking is not None:
        desk.enter("write")
        version, notes = await written(desk, given, "")
    if not version.code.strip():
        return EngineerOutput(tests=given.tests, not_done=(NEEDS_A_MODEL,))
    desk.enter("run")
    first = await tried(desk, version, given.stdin)
    if first.passed is False and desk.asking is not None:
        return await mended(desk, given, version, first)
    return output_of(version, first, notes, () if version.tests else (NEEDS_A_MODEL_FOR_TESTS,))


async def mended(
    desk: Desk, given: EngineerInput, version: Version, first: Tried
) -> EngineerOutput:
    """What ran is not lost when the model cannot be asked for a second version. Raises
    LeaseLostError, ModelTransientError."""
    desk.enter("mend")
    try:
        second, notes = await written(desk, given, told(first), version)
    except ModelTransientError:
        raise
    except ModelError as error:
        return output_of(version, first, "", (f"It was not mended: {error}",))
    last = await tried(desk, second, given.stdin)
    return output_of(second, replace(last, runs=first.runs + last.runs), notes)


async def written(
    desk: Desk, given: EngineerInput, trouble: str, before: Version | None = None
) -> tuple[Version, str]:
    """Given tests stay as they are, and so does given code until its tests have failed."""
    assert desk.asking is not None  # noqa: S101 (for the type checker)
    shown = before or Version(given.code, given.tests)
    reply = await desk.asking.ask(
        question_for(given, shown, trouble, Fence(random_mark())), problems_of
    )
    keeps_code = before is None and given.code.strip()
    code = given.code if keeps_code else reply.code
    tests = given.tests if given.tests.strip() else reply.tests
    number = before.number + 1 if before else 1
    return Version(code, tests, number), without_claims(reply.notes or "")


def question_for(
    given: EngineerInput, shown: Version, trouble: str, fence: Fence
) -> Prompted[ProgramReply]:
    fenced = [
        Listing(kind, as_lines(text)).fenced(fence)
        for kind, text in (("code", shown.code), ("tests", shown.tests), ("printed", trouble))
        if text.strip()
    ]
    user = PROMPT.user.render(
        mark=fence.mark,
        description=given.description,
        constraints=given.constraints,
        keeps_tests=bool(given.tests.strip()),
        is_again=bool(trouble),
        fenced=fenced,
    )
    system = PROMPT.system.render().strip()
    return Prompted(PROMPT.version, system, user.strip(), ProgramReply, REPLY_TOKENS)


def problems_of(reply: ProgramReply) -> tuple[str, ...]:
    """In words for the model. Whether it is right is found out by running it."""
    if not reply.code.strip() or not reply.tests.strip():
        return ("`code` and `tests` must both hold a whole Python module.",)
    if "\0" in reply.code + reply.tests:
        return ("`code` and `tests` must not hold a NUL character: write it as an escape.",)
    if max(len(reply.code), len(reply.tests)) > MOST_CODE:
        return (f"`code` and `tests` may have at most {MOST_CODE} characters each.",)
    return ()


def told(first: Tried) -> str:
    """What the model is told of a run: the end of what was printed says why."""
    printed = "\n".join(f"{run.stdout}\n{run.stderr}".strip()[-MOST_TOLD:] for run in first.runs)
    return "\n".join((*first.trouble, printed[-MOST_TOLD:]))


def output_of(
    version: Version, result: Tried, notes: str, more: tuple[str, ...] = ()
) -> EngineerOutput:
    return EngineerOutput(
        code=version.code,
        tests=version.tests,
        notes=(notes,) if notes else (),
        runs=result.runs,
        tests_passed=result.passed,
        not_done=(*result.trouble, *more),
    )
