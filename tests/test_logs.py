"""The log file is a convenience: whatever is wrong with its disk, the service goes on."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers.scout_service import ROOT

SAYS_ONE_LINE = """
import sys
from pathlib import Path
from app.lib.logs import configure_logs
configure_logs("INFO", Path(sys.argv[1]))
import structlog
for _ in range(3):
    structlog.get_logger("test").info("still.here")
"""


@pytest.mark.parametrize("log_file", ["/dev/full", "/proc/no/such/folder/scout.log"])
def test_a_log_file_that_cannot_be_written_costs_no_line_on_stdout_and_no_crash(
    log_file: str, tmp_path: Path
) -> None:
    said = subprocess.run(
        [sys.executable, "-c", SAYS_ONE_LINE, log_file],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    lines = [json.loads(line) for line in said.stdout.splitlines()]
    assert [line["event"] for line in lines] == ["still.here"] * 3
    assert said.stderr == ""
