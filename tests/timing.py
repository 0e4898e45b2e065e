"""Times are measured where the machine is quiet.

`make quality` sets MEASURE_TIMES and runs the tests marked `timed` once more: then what is inside
`takes` must end in time, for which a slow machine has as much more as the yardstick says. In the
suite, which shares its machine, the same tests ask only what happened, and so none of them fails
because a machine is slow.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

from benchmarks.yardstick import yardstick

MEASURES = "MEASURE_TIMES" in os.environ


@cache
def slower() -> float:
    """So many times slower than the machine of the limits is this one today."""
    return max(1.0, yardstick())


def allowed(seconds: float) -> float:
    """What this machine may take for it; in the suite whatever it takes."""
    return seconds * slower() if MEASURES else float("inf")


@contextmanager
def takes(at_most: float, clock: Callable[[], float] = time.monotonic) -> Iterator[None]:
    """What is inside takes at most so many seconds; `time.process_time` counts the processor's."""
    limit = allowed(at_most)
    began = clock()
    yield
    seconds = clock() - began
    assert seconds <= limit, f"{seconds:.2f} s, where {limit:.2f} s are allowed"
