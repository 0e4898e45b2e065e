"""How often somebody may ask: so many requests in any minute, counted in Redis for all processes.

While Redis is away each process counts for itself: a limit that nobody can count must not keep
everybody out, nor let everybody in.
"""

import math
import threading
import time

import structlog
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import MovingWindowRateLimiter

from app.parts.queue.connection import QueueAwayError, hurried, translated

AWAY_SECONDS = 30.0
"""A Redis that did not answer is not asked for so long: each request would wait for it."""
KEY_PREFIX = "scout:limit"

log = structlog.get_logger("limits")


class RateLimits:
    """Of each token and each user by themselves. Safe to use from several threads."""

    def __init__(self, per_minute: int, redis_url: str) -> None:
        self.limit = RateLimitItemPerMinute(per_minute)
        self.redis_url = redis_url
        self._lock = threading.Lock()
        self._shared: MovingWindowRateLimiter | None = None
        self._own: MovingWindowRateLimiter | None = None
        self._away_until = 0.0

    def wait_seconds(self, who: str) -> int:
        """Counts a request of theirs. How long they must wait instead; 0 when they may ask."""
        if time.monotonic() >= self._away_until:
            try:
                with translated():
                    return waited(self.shared(), self.limit, who)
            except QueueAwayError as error:
                self._away_until = time.monotonic() + AWAY_SECONDS
                log.warning("limits.redis_away", reason=str(error))
        return waited(self.own(), self.limit, who)

    def shared(self) -> MovingWindowRateLimiter:
        with self._lock:
            if self._shared is None:
                pool = hurried(self.redis_url).connection_pool
                storage = RedisStorage("redis://", connection_pool=pool, key_prefix=KEY_PREFIX)
                self._shared = MovingWindowRateLimiter(storage)
            return self._shared

    def own(self) -> MovingWindowRateLimiter:
        """Made when it is needed: it keeps a thread of its own."""
        with self._lock:
            if self._own is None:
                self._own = MovingWindowRateLimiter(MemoryStorage())
            return self._own


def waited(limiter: MovingWindowRateLimiter, limit: RateLimitItemPerMinute, who: str) -> int:
    """Rounded up: who waits as long as told is let in."""
    if limiter.hit(limit, who):
        return 0
    reset_at = limiter.get_window_stats(limit, who).reset_time
    return max(1, math.ceil(reset_at - time.time()))
