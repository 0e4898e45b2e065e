"""The wings of the house: an import that goes up, or from one agent to another, is found."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers.scout_service import ROOT

FORBIDDEN = {
    "a part that asks for the list of agents": ("parts/bad.py", "import app.service.agents"),
    "a cellar that knows a part": ("lib/bad.py", "from app.parts.store import runs"),
    "an agent that uses another": ("agents/other/bad.py", "import app.agents.scout.run"),
}


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the code, and a second agent's empty room."""
    skipped = shutil.ignore_patterns("__pycache__", "content", "templates", "lexicon")
    shutil.copytree(ROOT / "app", tmp_path / "app", ignore=skipped)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "app/agents/other").mkdir()
    (tmp_path / "app/agents/other/__init__.py").touch()
    return tmp_path


def looked_at(house: Path) -> tuple[int, str]:
    """The exit code and words of `lint-imports`, as `make lint` calls it."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    ended = subprocess.run(command, cwd=house, capture_output=True, text=True, check=False)
    return ended.returncode, ended.stdout + ended.stderr


def test_the_house_as_it_stands_keeps_to_its_rules(house: Path) -> None:
    code, words = looked_at(house)
    assert code == 0, words


@pytest.mark.parametrize(("place", "line"), FORBIDDEN.values(), ids=FORBIDDEN)
def test_a_forbidden_import_is_found(house: Path, place: str, line: str) -> None:
    (house / "app" / place).write_text(f"{line}\n")
    code, words = looked_at(house)
    assert code == 1, words
    assert "BROKEN" in words
