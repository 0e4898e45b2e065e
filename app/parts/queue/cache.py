"""Small texts kept in Redis for a while. A cache that is away is an empty cache."""

import structlog

from app.parts.queue.connection import QueueAwayError, hurried, translated

log = structlog.get_logger("cache")


class RedisCache:
    """Never raises: whoever asks does the work again when Redis is away."""

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
