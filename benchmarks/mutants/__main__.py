"""`make mutants`: prints which test caught each guard's loss; exit code 1 when one went unnoticed.
`make mutants ARGS="erasure: one-click:"` tries only those with one of these in their names.

Everything happens in copies of the tree. A guard is caught when a test fails: an import that
breaks, a fixture that cannot be made or a test that never ends prove nothing.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from benchmarks.mutants.catalogue import MUTANTS
from benchmarks.mutants.mutant import Edit, Mutant

ROOT = Path(__file__).parent.parent.parent
COPIED = (
    *("app", "benchmarks", "tests", "templates", "docs"),
    *("worker.py", "brand_repo.yaml", "pyproject.toml"),
)
AT_ONCE = 2
LONGEST_SECONDS = 1200
"""A mutant may wait for ever; the tests without one are many, and the machine may be busy."""
TESTS_FAILED = 1
PASSED = "every test passed"
FAILURE = re.compile(r"^FAILED (\S+?)(?:\[| |$)", re.MULTILINE)
PLUGIN = """from pathlib import Path
import app
assert Path(app.__file__).is_relative_to(Path(__file__).parent), app.__file__
"""
"""The project is installed in the environment too: the copy must be what is tested."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """`caught_by` is a test's name; None: `problem` says what happened instead."""

    guard: str
    caught_by: str | None
    problem: str


class LostTargetError(Exception):
    """The guard does not stand where the catalogue says."""


Copies = SimpleQueue[Path]
"""Copies of the tree that nobody is using."""


def main(names: Sequence[str] = ()) -> int:
    mutants = [one for one in MUTANTS if not names or any(name in one.guard for name in names)]
    with tempfile.TemporaryDirectory(prefix="scout-mutants-") as directory:
        copies = make_copies(Path(directory))
        whole = untouched(mutants)
        work = (*whole, *mutants)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            outcomes = list(pool.map(lambda one: tried(one, copies), work))
    sound = all(outcome.problem == PASSED for outcome in outcomes[: len(whole)])
    caught = [outcome for outcome in outcomes[len(whole) :] if outcome.caught_by]
    for outcome in outcomes:
        print(f"{outcome.guard:52} {outcome.caught_by or outcome.problem}")
    print(f"{len(caught)} of {len(mutants)} guards cannot be lost unnoticed.")
    return int(not sound or len(caught) < len(mutants))


def untouched(mutants: Sequence[Mutant]) -> tuple[Mutant, ...]:
    """All the tests with every guard in place: what fails then has noticed nothing."""
    tests = sorted({test for mutant in mutants for test in mutant.tests})
    return tuple(
        Mutant(f"(none, part {part + 1})", (), tuple(tests[part::AT_ONCE]))
        for part in range(min(AT_ONCE, len(tests)))
    )


def make_copies(directory: Path) -> Copies:
    copies: Copies = SimpleQueue()
    for number in range(AT_ONCE):
        copy = directory / str(number)
        copy.mkdir()
        for name in COPIED:
            if (ROOT / name).is_dir():
                hidden = shutil.ignore_patterns("__pycache__")
                shutil.copytree(ROOT / name, copy / name, ignore=hidden)
            else:
                shutil.copy(ROOT / name, copy / name)
        (copy / "only_the_copy.py").write_text(PLUGIN)
        copies.put(copy)
    return copies


def tried(mutant: Mutant, copies: Copies) -> Outcome:
    copy = copies.get()
    try:
        with applied(mutant.edits, copy):
            caught_by, problem = run_tests(copy, mutant.tests)
    except LostTargetError as error:
        caught_by, problem = None, str(error)
    finally:
        copies.put(copy)
    print(".", end="", file=sys.stderr, flush=True)
    return Outcome(mutant.guard, caught_by, problem)


@contextmanager
def applied(edits: tuple[Edit, ...], copy: Path) -> Iterator[None]:
    before = {copy / edit.path: (copy / edit.path).read_text("utf-8") for edit in edits}
    try:
        for edit in edits:
            path = copy / edit.path
            if before[path].count(edit.old) != 1:
                raise LostTargetError(f"{edit.path} has changed: {edit.old.strip()[:60]!r}")
            path.write_text(path.read_text("utf-8").replace(edit.old, edit.new), "utf-8")
        yield
    finally:
        for path, text in before.items():
            path.write_text(text, "utf-8")


def run_tests(copy: Path, tests: tuple[str, ...]) -> tuple[str | None, str]:
    """The first test that failed, if one did, and what else is to be said."""
    process = subprocess.Popen(
        [
            sys.executable,
            *("-m", "pytest", "-x", "-q", "--tb=no", "--show-capture=no"),
            *("-p", "only_the_copy", "-p", "no:cacheprovider", *tests),
        ],
        cwd=copy,
        env=os.environ | {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        output, _ = process.communicate(timeout=LONGEST_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return None, "NO END"
    failed = FAILURE.search(output)
    if process.returncode == TESTS_FAILED and failed:
        return failed[1], ""
    last = (output.strip().splitlines() or [""])[-1]
    return None, PASSED if process.returncode == 0 else f"NO TEST COULD TELL: {last}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
