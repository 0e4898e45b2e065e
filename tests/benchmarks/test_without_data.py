"""Measurements whose data is not there say so in one line."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers.scout_service import ROOT, plain_environment

MEASUREMENTS = [
    "quality",
    "quality_claims",
    "quality_group",
    "quality_inbox",
    "quality_learning",
    "quality_reading",
    "quality_relevance",
    "fit_relevance",
    "fit_story",
    "model_answers",
    "real_pages",
    "learning_curve",
    "crawl",
    "crawl.newsroom",
]


@pytest.mark.parametrize("name", MEASUREMENTS)
def test_a_measurement_without_its_data_says_so(name: str, tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{name}"],
        cwd=ROOT,
        env=plain_environment(BRAND_SCOUT_DATA=str(tmp_path / "absent")),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode
    [line] = ended.stderr.splitlines()
    assert line.startswith(f"The test data is not at {tmp_path}")
    assert "BRAND_SCOUT_DATA" in line
