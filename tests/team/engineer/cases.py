"""What a model may answer the engineer, rightly, wrongly, cut, refused or lying, and what has to
come of it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.servers.model_endpoint import Handler, says

ADD = "def add(a, b):\n    return a + b\n"
WRONG_ADD = "def add(a, b):\n    return a - b\n"
TESTS = "from program import add\nassert add(2, 3) == 5\n"
CASES_OF_UNITTEST = (
    "import unittest\nimport program\n\nclass Adds(unittest.TestCase):\n"
    "    def test_two(self):\n        self.assertEqual(program.add(2, 3), 5)\n\n"
    "if __name__ == '__main__':\n    unittest.main()\n"
)
SKIPPED = "    @unittest.skip('')\n    def"
CODE = "import os\ndef run(word):\n    os.system('ls ' + word)\n    return [] == word\n"


@dataclass(frozen=True)
class Case:
    """`answers` of the model, one after the other; `said` stands in not_done, or is the error of a
    run that `fails`. `runs`: exit codes; `keeps`: values of the result; `hides`: words that must
    not be in it. `has_key`: is there a model at all?"""

    name: str
    given: dict[str, Any]
    answers: Sequence[Handler] = ()
    said: Sequence[str] = ()
    fails: bool = False
    passed: bool | None = None
    runs: Sequence[int | None] = ()
    keeps: dict[str, Any] = field(default_factory=dict)
    hides: Sequence[str] = ()
    has_key: bool = True
    sandbox: str = "auto"
    is_long: bool = False


def wants(task: str, **more: str) -> dict[str, Any]:
    return {"task": task, "description": "Add two numbers.", **more}


def program(code: str = ADD, tests: str = TESTS, notes: str = "") -> Handler:
    return says(json.dumps({"code": code, "tests": tests, "notes": notes}))


def review(*findings: dict[str, Any], notes: str = "") -> Handler:
    return says(json.dumps({"findings": findings, "notes": notes}))


def finding(line: Any = 3, quote: str = "os.system('ls ' + word)", **more: Any) -> dict[str, Any]:
    return {"line": line, "quote": quote, "severity": "high", "text": "A shell reads it.", **more}


REFUSES = says(None, refusal="No.")
GIVEN = wants("program", code=ADD, tests=TESTS)
REVIEW = wants("review", code=CODE)
FOUND = {
    "line": 3,
    "severity": "high",
    "text": "A shell reads it.",
    "quote": "os.system('ls ' + word)",
}

OPINIONS = [
    Case("a right finding", REVIEW, [review(finding())], keeps={"findings": [FOUND]}),
    Case(
        "a finding of a line that is not there",
        REVIEW,
        [review(finding(), finding(99), finding(0), finding(2), finding("3"), finding(text=""))],
        ["5 findings were left out"],
        keeps={"findings": [FOUND]},
    ),
    Case(
        "all wrong, then right",
        REVIEW,
        [review(finding(quote="eval(word)")), review(finding(severity="terrible"))],
        keeps={"findings": [FOUND | {"severity": "low"}]},
    ),
    Case(
        "all wrong",
        REVIEW,
        [review(finding(7))] * 2,
        ["No finding is right"],
        fails=True,
        is_long=True,
    ),
    Case(
        "nothing found",
        REVIEW,
        [review(notes="I ran it. Short.")],
        keeps={"notes": ["Short."]},
        is_long=True,
    ),
    Case(
        "no list",
        REVIEW,
        [says('{"findings": "none"}')] * 2,
        ["cannot be used"],
        fails=True,
        is_long=True,
    ),
    Case("a review refused", REVIEW, [REFUSES], ["declined"], fails=True, is_long=True),
    Case("nothing to review", wants("review"), said=["no code"]),
    Case("a review without a model", REVIEW, said=["OPENAI_API_KEY"], has_key=False),
    Case(
        "it can be built",
        wants("feasibility"),
        [says('{"feasible": true, "constraints": ["No network."], "notes": ["Small."]}')],
        keeps={"feasible": True, "constraints": ["No network."], "notes": ["Small."]},
    ),
    Case(
        "neither yes nor no, then no",
        wants("feasibility"),
        [says('{"feasible": "maybe"}'), says('{"feasible": false}')],
        keeps={"feasible": False},
        is_long=True,
    ),
    Case("no word", wants("feasibility"), [says("{}")] * 2, ["feasible"], fails=True, is_long=True),
    Case(
        "feasibility without a model",
        {**wants("feasibility"), "constraints": ["No network."]},
        said=["OPENAI_API_KEY"],
        keeps={"feasible": None, "constraints": ["No network."]},
        has_key=False,
    ),
]
