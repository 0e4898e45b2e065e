"""robots.txt, by RFC 9309: what a site asks programs not to read, and how far apart to ask.

No robots.txt (4xx) allows everything; one that cannot be had (5xx, no connection) forbids
everything for now. protego does the matching.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from protego import Protego

from app.parts.reading.types import RobotsForbidError

_MAX_PARSE_MICROSECONDS: Final = 700_000
_ENDS_NAMING: Final = re.compile(r"(?:(?:dis)?allow|crawl-delay)\s*:", re.IGNORECASE)


class RobotsCache(Protocol):
    """Where robots.txt texts are kept between runs. A cache that is away answers None.

    `origin` is scheme://host:port; "" is the text of a site without a robots.txt.
    """

    def get(self, origin: str, /) -> str | None: ...

    def put(self, origin: str, text: str, seconds: int, /) -> None: ...


class MemoryRobotsCache:
    """The cache of a process that has no other."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: dict[str, tuple[float, str]] = {}

    def get(self, origin: str) -> str | None:
        expires, text = self._kept.get(origin, (0.0, ""))
        if self._clock() < expires:
            return text
        self._kept.pop(origin, None)
        return None

    def put(self, origin: str, text: str, seconds: int) -> None:
        self._kept[origin] = (self._clock() + seconds, text)


@dataclass(frozen=True, slots=True)
class RobotsRules:
    """What one robots.txt says to the program of the name `product`."""

    file: Protego
    product: str

    def allows(self, url: str) -> bool:
        return bool(self.file.can_fetch(url, self.product))

    @property
    def crawl_delay_seconds(self) -> float:
        return float(self.file.crawl_delay(self.product) or 0.0)


def product_token(user_agent: str) -> str:
    """The name robots.txt rules address: "Scout" in "Scout/1.0 (+https://...)".

    The whole header would let a rule for "https" or for the contact's domain match.
    """
    return user_agent.split("/", 1)[0].split(" ", 1)[0]


def decode_robots(body: bytes) -> str:
    """UTF-8 by the RFC; a byte order mark would hide the first line from the parser."""
    return body.decode("utf-8-sig", errors="replace")


def parse_robots(text: str, product: str) -> RobotsRules:
    """Raises RobotsForbidError for a file built to keep its readers busy: it is left unread."""
    if _parse_microseconds(text) > _MAX_PARSE_MICROSECONDS:
        raise RobotsForbidError(
            "The site's robots.txt is too tangled to read: nothing is read there."
        )
    return RobotsRules(Protego.parse(text), product)


def _parse_microseconds(text: str) -> int:
    """An upper bound of protego's time, from measured costs of its steps.

    Each rule is stored once for every agent its group names, so a file of half agents and half
    rules costs their product; percent escapes and `$` rules cost extra. Lines that may not end a
    group's list of agents (Sitemap, Host, nonsense) are taken not to.
    """
    total = agents = 0
    naming = False
    for line in text.splitlines():
        rule = line.partition("#")[0].strip()
        if rule[:4].lower() == "user":
            agents = agents + 1 if naming else 1
            total += 10 + agents // 100
            naming = True
        elif rule:
            total += 10 * (1 + ("$" in rule)) + agents + 2 * rule.count("%") + len(rule) // 4
            naming = naming and not _ENDS_NAMING.match(rule)
    return total
