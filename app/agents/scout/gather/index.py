"""The sitemaps below an index, as far as one visit goes."""

from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from app.parts.reading.types import READING_ERRORS, Discovery, Link, ReadingError, UnreadableError

FOLLOW_AT_MOST: Final = 5
"""Of the sitemaps that one document lists."""
READ_AT_MOST: Final = 10
"""In one visit. An index inside an index is against the standard, and done all the same."""
DEEPEST: Final = 3

LookAt = Callable[[str], Awaitable[Discovery]]


async def links_below(index: Discovery, look_at: LookAt) -> list[Link]:
    """The links of the index and of the freshest sitemaps below it.

    Raises the first failure when nothing else came of it, or UnreadableError when all that there
    is lies too deep.
    """
    walk = _Walk(look_at, list(index.links), {index.url})
    walk.put_in_front(index.follow, 1)
    while walk.waiting and len(walk.seen) <= READ_AT_MOST:
        await walk.step()
    if walk.failures and not walk.links:
        raise walk.failures[0]
    return walk.links


@dataclass(slots=True)
class _Walk:
    look_at: LookAt
    links: list[Link]
    seen: set[str]
    failures: list[ReadingError] = field(default_factory=list)
    waiting: deque[tuple[str, int]] = field(default_factory=deque)

    def put_in_front(self, addresses: Sequence[str], depth: int) -> None:
        self.waiting.extendleft((one, depth) for one in reversed(addresses[:FOLLOW_AT_MOST]))

    async def step(self) -> None:
        address, depth = self.waiting.popleft()
        if address in self.seen:
            return
        self.seen.add(address)
        try:
            found = await self.look_at(address)
        except READING_ERRORS as error:
            self.failures.append(error)
            return
        self.links += found.links
        if depth < DEEPEST:
            self.put_in_front(found.follow, depth + 1)
        elif found.follow:
            self.failures.append(_too_deep(address))


def _too_deep(address: str) -> UnreadableError:
    return UnreadableError(
        f"{address[:200]} lists further sitemaps, below more lists than are read:"
        " name one that lists pages as the site's address."
    )
