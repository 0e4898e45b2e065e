"""Opens what reads the web for a run of any agent: a fetcher with its manners, and the processes
that read what it brings."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass

import structlog

from app.parts.parts import Parts
from app.parts.queue.connection import QueueAwayError, hurried, translated
from app.parts.queue.host_gaps import RedisHostGaps
from app.parts.reading.extraction_pool import ExtractionPool
from app.parts.web.addresses import Address
from app.parts.web.fetch import Fetcher, anybody, user_agent

log = structlog.get_logger("cache")


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
    reader: ExtractionPool | None = None,
) -> AsyncIterator[Web]:
    """Raises LeaseLostError as soon as `still_ours` does: then another attempt asks the sites.
    `may_ask`: as of the Fetcher. `reader`: one that several runs of this process share; it is
    opened and closed by whoever made it."""
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
        async with fetcher, own_or_shared(reader) as pool:
            yield Web(fetcher, pool)
    finally:
        cache.close()
        await gaps.aclose()


class RedisCache:
    """Small texts kept in Redis for a while. A cache that is away is an empty cache.

    Never raises: whoever asks does the work again when Redis is away."""

    def __init__(self, redis_url: str, purpose: str) -> None:
        self.redis = hurried(redis_url)
        self.prefix = f"scout:{purpose}:"

    def get(self, key: str) -> str | None:
        try:
            with translated():
                value = self.redis.get(self.prefix + key)
        except QueueAwayError:
            log.warning("cache.away")
            return None
        return value.decode("utf-8", "replace") if isinstance(value, bytes) else None

    def put(self, key: str, text: str, seconds: int) -> None:
        try:
            with translated():
                self.redis.set(self.prefix + key, text.encode("utf-8", "replace"), ex=seconds)
        except QueueAwayError:
            log.warning("cache.away")

    def close(self) -> None:
        self.redis.close()


def own_or_shared(reader: ExtractionPool | None) -> AbstractAsyncContextManager[ExtractionPool]:
    return ExtractionPool() if reader is None else nullcontext(reader)
