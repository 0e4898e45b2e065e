"""Counts wrong tokens by where they come from, so that nobody can try them all."""

import ipaddress
import math
import time
from collections import OrderedDict, deque
from collections.abc import Callable

WRONG_AT_MOST = 10
WRONG_AT_MOST_IN_ALL = 300
WINDOW_SECONDS = 60.0
KNOWN_KEPT = 1_000


class Guesses:
    """Ten wrong tokens in any minute from one source, three hundred from all sources together.

    A source past its ten has to wait, even with the right token: whoever may go on trying would
    find it by trying, and would hear of it. Runs on schedule need no token and go on.

    The limit for all holds who asks from many addresses. It spares sources that gave the right
    token before, or an attacker could keep the users out at no cost.
    """

    def __init__(self, stopwatch: Callable[[], float] = time.monotonic) -> None:
        self.stopwatch = stopwatch
        # What is refused unread is not kept: the limits bound the memory too.
        self.wrong: deque[tuple[float, str]] = deque()
        self.known: OrderedDict[str, None] = OrderedDict()

    def wait_seconds(self, address: str) -> int:
        """How long this source must wait; 0 when it may ask."""
        self.forget()
        source = source_of(address)
        own = [moment for moment, guesser in self.wrong if guesser == source]
        if len(own) >= WRONG_AT_MOST:
            return self.seconds_left(own[0])
        if len(self.wrong) >= WRONG_AT_MOST_IN_ALL and source not in self.known:
            return self.seconds_left(self.wrong[0][0])
        return 0

    def note_wrong(self, address: str) -> None:
        self.wrong.append((self.stopwatch(), source_of(address)))

    def note_right(self, address: str) -> None:
        source = source_of(address)
        self.known[source] = None
        self.known.move_to_end(source)
        while len(self.known) > KNOWN_KEPT:
            self.known.popitem(last=False)

    def forget(self) -> None:
        while self.wrong and self.stopwatch() - self.wrong[0][0] >= WINDOW_SECONDS:
            self.wrong.popleft()

    def seconds_left(self, moment: float) -> int:
        """Rounded up: who waits as long as told is let in."""
        return max(1, math.ceil(moment + WINDOW_SECONDS - self.stopwatch()))


def source_of(address: str) -> str:
    """One connection has a whole /64 of IPv6 addresses to ask from."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped:  # an IPv4 client of a socket for both: all of those are one /64
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, 64), strict=False))
