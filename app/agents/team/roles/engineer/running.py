"""Runs a program and its tests in the sandbox, and says what really happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ValidationError

from app.agents.team.desk import Desk
from app.agents.team.roles.engineer.role import ProgramRun
from app.parts.sandbox.program import NoSandboxError, Outcome, Program
from app.parts.sandbox.sandbox import run_in_sandbox

RUNNER = Path(__file__).with_name("run_tests.py")
PROGRAM, TESTS = "program.py", "program_tests.py"
NOT_RUN = "The program was not run."
NO_TESTS = "There are no tests, so nothing shows that the program does what it should."


@dataclass(frozen=True, slots=True)
class Version:
    """A program and its tests. `number` counts from 1."""

    code: str
    tests: str
    number: int = 1


class TestReport(BaseModel):
    """What run_tests.py says: tests that ran and failed, asserts that stand in them, and whether
    they load the program at all."""

    ran: int
    failed: int
    asserts: int
    program: bool


@dataclass(frozen=True, slots=True)
class Tried:
    """`passed` is None when the tests were not run; `trouble` says why all is not well."""

    runs: tuple[ProgramRun, ...]
    passed: bool | None
    trouble: tuple[str, ...]


async def tried(desk: Desk, version: Version, stdin: str) -> Tried:
    """The tests if there are any, and the program itself if it is given something to read or has
    no tests. Raises LeaseLostError."""
    desk.still_ours()
    try:
        if not version.tests.strip():
            run, _ = await run_of(desk, version, "the program", PROGRAM, stdin)
            return Tried((run,), None, (NO_TESTS, *trouble_of_program(run)))
        tested, outcome = await run_of(desk, version, "the tests", RUNNER.name)
        trouble = trouble_of(outcome)
        runs = [tested]
        if stdin:
            desk.still_ours()
            run, _ = await run_of(desk, version, "the program with its input", PROGRAM, stdin)
            runs.append(run)
            trouble = (*trouble, *trouble_of_program(run))
    except NoSandboxError as error:
        return Tried((), None, (f"{NOT_RUN} {error}",))
    return Tried(tuple(runs), not trouble_of(outcome), tuple(trouble))


async def run_of(
    desk: Desk, version: Version, what: str, main: str, stdin: str = ""
) -> tuple[ProgramRun, Outcome]:
    files = {PROGRAM: version.code, TESTS: version.tests, RUNNER.name: RUNNER.read_text("utf-8")}
    outcome = await run_in_sandbox(Program(files, main, stdin), desk.parts.settings)
    name = what if version.number == 1 else f"{what}, version {version.number}"
    run = ProgramRun(
        what=name,
        exit_code=outcome.exit_code,
        stdout=outcome.stdout,
        stderr=outcome.stderr,
        seconds=outcome.seconds,
        stopped_because=outcome.stopped_because,
    )
    return run, outcome


def trouble_of_program(run: ProgramRun) -> Sequence[str]:
    if run.stopped_because:
        return (f"{run.what.capitalize()} was stopped. {run.stopped_because}",)
    return (f"{run.what.capitalize()} ended with code {run.exit_code}.",) if run.exit_code else ()


def trouble_of(outcome: Outcome) -> Sequence[str]:
    """Why the tests do not count as passed; nothing when they do."""
    if outcome.stopped_because:
        return (f"The tests were stopped. {outcome.stopped_because}",)
    try:
        report = TestReport.model_validate_json(outcome.report)
    except ValidationError:
        return (f"The tests did not run to their end (code {outcome.exit_code}).",)
    if report.failed or outcome.exit_code:
        return (f"{report.failed} of {report.ran} tests did not pass.",)
    if report.ran < 1 or report.asserts < 1:
        return ("The tests check nothing: there is no test with an assert in it.",)
    return () if report.program else ("The tests do not load the program, so they say nothing.",)
