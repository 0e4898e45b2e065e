"""What the scout tells the service of itself."""

from pathlib import Path

import pytest

from app.agents.scout.agent import BRAND_SCOUT
from app.lib.settings.settings import load_settings
from tests.servers.scout_service import SECRET


@pytest.mark.parametrize(("minutes", "seconds"), [("10", 540), ("60", 540), ("1", 54)])
def test_a_run_ends_before_the_next_slot_needs_the_worker(
    tmp_path: Path, minutes: str, seconds: float
) -> None:
    environ = {"EMBEDDED": "1", "SECRET_KEY": SECRET, "AGENT_RUN_INTERVAL_MINUTES": minutes}
    settings = load_settings(environ, tmp_path / ".env")
    assert BRAND_SCOUT.longest_seconds(settings) == seconds
