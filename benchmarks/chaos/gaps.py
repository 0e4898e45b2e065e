"""Invariant I7: no host is asked twice within the gap, by whichever reader."""

from collections import defaultdict
from collections.abc import Iterator

from benchmarks.chaos.history import History

GAP_SECONDS = 1.0
LATE_SECONDS = 0.25
"""A request is written down when its handler gets to run, on a busy machine a little late."""
IN_A_ROW = 5
STEADY_SECONDS = 0.1
"""So near to whole gaps are the spans of requests that one reader sends as soon as it may."""


def i7_the_gap_is_kept(history: History) -> Iterator[str]:
    by_site: defaultdict[int, list[float]] = defaultdict(list)
    for line in history.asked:
        by_site[line["site"]].append(line["t"])
    for site, moments in by_site.items():
        moments.sort()
        for place in range(1, len(moments)):
            seconds = moments[place] - moments[place - 1]
            if seconds < GAP_SECONDS - LATE_SECONDS and not was_late(moments, place - 1):
                yield f"I7 site {site} was asked twice in {seconds:.3f} s at {moments[place]:.3f}"
        for earlier, later in zip(moments, moments[IN_A_ROW - 1 :], strict=False):
            if later - earlier < (IN_A_ROW - 1) * GAP_SECONDS - LATE_SECONDS:
                yield f"I7 site {site} was asked {IN_A_ROW} times in {later - earlier:.3f} s"


def was_late(moments: list[float], place: int) -> bool:
    """Was this request written down late, so that only the next one seems too near?

    Then the one before and the one after it are two gaps apart, as one reader's are.
    """
    if place < 1:
        return False
    around = moments[place + 1] - moments[place - 1]
    return abs(around - 2 * GAP_SECONDS) <= STEADY_SECONDS
