"""Sequences with answers, bounces, complaints, objections, erasures and pauses at random moments,
and processes that are killed: none goes on after that, none goes twice, none is lost."""

from pathlib import Path

import pytest

from benchmarks.silence.lane import Lane

SEQUENCES, SEED = 60, 15


@pytest.mark.long
def test_silence_is_kept_whatever_is_killed_when(database_url: str, tmp_path: Path) -> None:
    """`make silence` does two thousand."""
    verdict = Lane(database_url, tmp_path, SEQUENCES, SEED).run()
    assert (verdict.after, verdict.twice, verdict.lost) == ((), (), ())
    assert verdict.crashes == 0, (tmp_path / "log").read_text()[-5_000:]
    # Else it would have shown nothing.
    assert sum(verdict.stopped.values()) > SEQUENCES / 5
    assert verdict.mails > SEQUENCES
    assert verdict.kills > SEQUENCES / 2
    assert verdict.whole > 0
