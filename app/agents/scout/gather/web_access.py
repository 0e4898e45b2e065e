"""Opens what reads the web for a run; the gather step reads the brand's sites with it."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from app.agents.scout.brand.brand_file import Brand
from app.agents.scout.gather.gather import Gatherer, Source
from app.agents.scout.stream import Stream
from app.parts.parts import Parts
from app.parts.queue.cache import RedisCache
from app.parts.queue.host_gaps import RedisHostGaps
from app.parts.reading.extraction_pool import ExtractionPool
from app.parts.runs.lease import Claim
from app.parts.web.fetch import Fetcher, user_agent
from app.parts.web.retry_after import next_allowed_at


@dataclass(frozen=True, slots=True)
class Web:
    """What reads the web in a run. One for all its steps: it keeps to the sites' pace."""

    fetcher: Fetcher
    reader: ExtractionPool


@asynccontextmanager
async def open_web(parts: Parts, still_ours: Callable[[], None]) -> AsyncIterator[Web]:
    """Raises LeaseLostError as soon as `still_ours` does: then another attempt asks the sites."""
    cache = RedisCache(parts.redis_url, "robots")
    gaps = RedisHostGaps(parts.redis_url)
    fetcher = Fetcher(
        user_agent(parts.settings.sender_address),
        allowed_private_hosts=parts.settings.fetch_allowed_private_hosts,
        robots=cache,
        before_asking=still_ours,
        shared_gaps=gaps,
    )
    try:
        async with fetcher, ExtractionPool() as pool:
            yield Web(fetcher, pool)
    finally:
        cache.close()
        await gaps.aclose()


async def gather_sites(
    parts: Parts, claim: Claim, brand: Brand, web: Web, read: Stream[int]
) -> None:
    """Puts the id of each article into `read` once it is stored."""
    sources = [
        Source(site.url, site.name, site.kind, site.max_articles, site.link_selector)
        for site in brand.sites
    ]
    gatherer = Gatherer(
        parts.database,
        web.fetcher,
        web.reader,
        next_allowed_at,
        parts.clock,
        claim,
        tell=lambda article_id: read.put([article_id]),
        zone=parts.settings.zone,
    )
    await gatherer.gather(sources)
