"""Runs inside the sandbox, beside `program.py` and `program_tests.py`: the tests, and a report of
what ran. It imports nothing of the service.

Tests are `unittest` cases, functions that are named `test…`, and plain `assert` lines. The report,
one line of JSON on the file descriptor 3, comes last: a program that leaves before has none.
"""

import ast
import importlib
import json
import os
import sys
import traceback
import unittest
from pathlib import Path
from types import ModuleType

REPORT = 3
TESTS = "program_tests"


def main() -> None:
    tree = ast.parse(Path(f"/program/{TESTS}.py").read_text("utf-8"))
    report = {"asserts": asserts_of(tree), "program": uses_program(tree), "ran": 0, "failed": 0}
    try:
        module = importlib.import_module(TESTS)
    except BaseException:  # noqa: BLE001 (tests may raise anything)
        traceback.print_exc()
        report |= {"ran": 1, "failed": 1}
    else:
        report |= results_of(module, outside_of_functions(tree))
    os.write(REPORT, json.dumps(report).encode())
    sys.stdout.flush()
    os._exit(1 if report["failed"] else 0)


def results_of(module: ModuleType, plain: int) -> dict[str, int]:
    """`plain`: asserts that ran when the module was loaded; all together count as one test."""
    suite = unittest.TestLoader().loadTestsFromModule(module)
    for name, function in vars(module).items():
        if name.startswith("test") and callable(function) and not isinstance(function, type):
            suite.addTest(unittest.FunctionTestCase(function, description=name))
    result = unittest.TestResult()
    if suite.countTestCases():
        result = unittest.TextTestRunner(stream=sys.stderr, verbosity=2).run(suite)
    if plain:
        print(f"Plain assert lines that held: {plain}", file=sys.stderr)  # noqa: T201 (its output)
    wrong = len(result.failures) + len(result.errors) + len(result.unexpectedSuccesses)
    ran = result.testsRun - len(result.skipped) + (1 if plain else 0)
    return {"ran": ran, "failed": wrong}


def asserts_of(tree: ast.AST) -> int:
    return sum(isinstance(node, ast.Assert) or is_assert_call(node) for node in ast.walk(tree))


def is_assert_call(node: ast.AST) -> bool:
    """As `self.assertEqual(…)`, `self.fail(…)`."""
    return isinstance(node, ast.Attribute) and node.attr.startswith(("assert", "fail"))


def outside_of_functions(tree: ast.Module) -> int:
    inner = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return sum(asserts_of(node) for node in tree.body if not isinstance(node, inner))


def uses_program(tree: ast.AST) -> bool:
    """Tests that do not load the program say nothing of it."""
    for node in ast.walk(tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        if "program" in names:
            return True
    source = ast.dump(tree)
    return "'program'" in source or "program.py" in source


if __name__ == "__main__":
    main()
