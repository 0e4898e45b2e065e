"""`scout toon encode|decode`: from stdin to stdout, with nothing set."""

import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from tests.commands.calling import command_line
from tests.servers.scout_service import ROOT, plain_environment

DATA = {"sites": [{"name": "Café", "finds": 3}, {"name": "a, b", "finds": 0}], "none": None}
TOON = 'sites[2]{name,finds}:\n  Café,3\n  "a, b",0\nnone: null'
REFUSED = {
    ("encode", b""): "The input is empty",
    ("encode", b"[1,"): "The input is not JSON: line 1",
    ("encode", b'{"a": NaN}'): "NaN",
    ("encode", b'{"a": 1, "a": 2}'): "“a” twice",
    ("encode", b"[" * 100_000): "nested too deeply",
    ("encode", b"9" * 5_000): "too many digits",
    ("encode", b"1e999"): "not finite",
    ("encode", b'"\\ud800"'): "surrogate",
    ("encode", b'"\xff"'): "not UTF-8: the byte at 2",
    ("decode", b"a[2]: 1"): "This is not TOON: line 1",
    ("decode", b"\xff"): "not UTF-8",
}


def toon(direction: str, given: bytes) -> tuple[int, str, str]:
    done = CliRunner().invoke(command_line(), ["toon", direction], input=given)
    told = str(done.exception) if done.exception and done.exit_code else ""
    return done.exit_code, done.stdout, done.stderr + told


def test_json_becomes_toon_and_back() -> None:
    assert toon("encode", b"\xef\xbb\xbf" + json.dumps(DATA).encode()) == (0, TOON, "")
    code, output, _ = toon("decode", TOON.encode())
    assert (code, json.loads(output)) == (0, DATA)
    assert "Café" in output


@pytest.mark.parametrize(("direction", "given"), REFUSED)
def test_what_cannot_be_read_is_told_plainly(direction: str, given: bytes) -> None:
    code, output, told = toon(direction, given)
    assert (code, output) == (1, "")
    assert REFUSED[direction, given] in told


def test_it_needs_nothing_and_writes_utf_8_whatever_the_terminal_speaks() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "app", "toon", "encode"],
        cwd=ROOT,
        env=plain_environment() | {"PYTHONPATH": str(ROOT), "LC_ALL": "C"},
        input=json.dumps(DATA).encode(),
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (0, TOON.encode()), done.stderr
