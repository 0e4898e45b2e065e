"""Floors on real stories; `make quality` holds these and the slower ones (full texts) too."""

from pathlib import Path

import pytest

from benchmarks import quality_group

pytestmark = pytest.mark.data


@pytest.fixture(autouse=True)
def _data(data_directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRAND_SCOUT_DATA", str(data_directory))


def test_every_republished_story_is_found() -> None:
    figures = quality_group.two_outlets()
    assert figures["two outlets recall"] == 1
    assert figures["two outlets precision"] >= 0.95, "some are told twice, in other words"


def test_wire_copies_are_found_and_nothing_else() -> None:
    figures = quality_group.wire()
    assert figures["wire recall"] >= 0.95
    assert figures["wire precision"] >= 0.99
