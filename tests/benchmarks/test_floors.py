"""Floors: which way is up, and what a slow machine changes."""

import pytest

from benchmarks.quality import Floor

SHARE = Floor("reading", "text F1", "higher", 0.9)
TIME = Floor("reading", "feed slowest s", "lower", 5.0)


@pytest.mark.parametrize(("floor", "good", "bad"), [(SHARE, 0.9, 0.89), (TIME, 5.0, 5.1)])
def test_a_figure_must_reach_its_limit(floor: Floor, good: float, bad: float) -> None:
    assert floor.holds(good)
    assert not floor.holds(bad)


def test_a_limit_in_seconds_grows_with_the_yardstick_and_no_other_does() -> None:
    assert TIME.on_machine(2.0).holds(10.0)
    assert not TIME.on_machine(2.0).holds(10.1)
    assert SHARE.on_machine(2.0) == SHARE


def test_a_floor_is_raised_by_a_better_figure_and_kept_by_a_worse_one() -> None:
    assert SHARE.tightened(0.95).limit == 0.95
    assert SHARE.tightened(0.5).limit == 0.9
    assert TIME.tightened(3.0).limit == 3.0
    assert TIME.tightened(9.0).limit == 5.0
