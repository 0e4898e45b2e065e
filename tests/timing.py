"""Times are measured where the machine is quiet.

`make quality` sets MEASURE_TIMES and runs the tests marked `timed` once more: then what is inside
`takes` must end in time. In the suite, which shares its machine, the same tests ask only what
happened, and so none of them fails because a machine is slow.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

MEASURES = "MEASURE_TIMES" in os.environ


@contextmanager
def takes(at_most: float, clock: Callable[[], float] = time.monotonic) -> Iterator[None]:
    """What is inside takes at most so many seconds; `time.process_time` counts the processor's."""
    began = clock()
    yield
    seconds = clock() - began
    if MEASURES:
        assert seconds <= at_most, f"{seconds:.2f} s, where {at_most:g} s are allowed"
