"""Counts wrong tokens by where they come from, so that nobody can try them all."""

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable

WRONG_AT_MOST = 10
WINDOW_SECONDS = 60.0
SOURCES_KEPT = 10_000


class Guesses:
    """Ten wrong tokens a minute from one source; after that it has to wait, right or wrong.

    A right token is no way out of the wait: whoever may go on trying would find it by trying.
    There is no limit over all sources, which would let one attacker lock everybody out.
    """

    def __init__(self, stopwatch: Callable[[], float] = time.monotonic) -> None:
        self.stopwatch = stopwatch
        self.wrong: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def wait_seconds(self, address: str) -> int:
        """How long this source must wait; 0 when it may ask."""
        began, count = self.wrong.get(source_of(address), (0.0, 0))
        left = began + WINDOW_SECONDS - self.stopwatch()
        return max(1, round(left)) if count >= WRONG_AT_MOST and left > 0 else 0

    def note_wrong(self, address: str) -> None:
        source, now = source_of(address), self.stopwatch()
        began, count = self.wrong.pop(source, (now, 0))
        if now - began >= WINDOW_SECONDS:
            began, count = now, 0
        self.wrong[source] = (began, count + 1)
        while len(self.wrong) > SOURCES_KEPT:
            self.wrong.popitem(last=False)


def source_of(address: str) -> str:
    """One connection has a whole /64 of IPv6 addresses to ask from."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if parsed.version == 6:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
