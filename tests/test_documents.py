"""What is written about the code names files that are there."""

import re
from pathlib import Path

import pytest

from tests.servers.scout_service import ROOT

DOCUMENTS = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
NAMED = re.compile(r"`(?!data/)([\w./-]+\.(?:py|md|yaml|txt|csv|j2|js))`")
"""What stands below data/ the service writes."""
OURS = ("app", "tests", "benchmarks", "docs", "templates")


@pytest.fixture(scope="module")
def paths() -> set[str]:
    """All files, each by the end of its path, from any folder on."""
    files = [*ROOT.glob("*.*"), *(path for name in OURS for path in (ROOT / name).rglob("*.*"))]
    parts = (file.relative_to(ROOT).parts for file in files)
    return {"/".join(one[start:]) for one in parts for start in range(len(one))}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_each_file_that_a_document_names_is_there(document: Path, paths: set[str]) -> None:
    named = NAMED.findall(document.read_text("utf-8"))
    assert [name for name in named if name not in paths] == []
