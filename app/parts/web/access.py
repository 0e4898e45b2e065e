"""Opens what reads the web for a run of any agent: a fetcher with its manners, and the processes
that read what it brings."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from app.parts.parts import Parts
from app.parts.queue.cache import RedisCache
from app.parts.queue.host_gaps import RedisHostGaps
from app.parts.reading.extraction_pool import ExtractionPool
from app.parts.web.addresses import Address
from app.parts.web.fetch import Fetcher, anybody, user_agent


@dataclass(frozen=True, slots=True)
class Web:
    """What reads the web in a run. One for all its steps: it keeps to the sites' pace."""

    fetcher: Fetcher
    reader: ExtractionPool


@asynccontextmanager
async def open_web(
    parts: Parts,
    still_ours: Callable[[], None],
    may_ask: Callable[[Address], None] = anybody,
) -> AsyncIterator[Web]:
    """Raises LeaseLostError as soon as `still_ours` does: then another attempt asks the sites.
    `may_ask`: as of the Fetcher."""
    cache = RedisCache(parts.redis_url, "robots")
    gaps = RedisHostGaps(parts.redis_url)
    fetcher = Fetcher(
        user_agent(parts.settings.sender_address),
        allowed_private_hosts=parts.settings.fetch_allowed_private_hosts,
        robots=cache,
        before_asking=still_ours,
        shared_gaps=gaps,
        may_ask=may_ask,
    )
    try:
        async with fetcher, ExtractionPool() as pool:
            yield Web(fetcher, pool)
    finally:
        cache.close()
        await gaps.aclose()
