"""A container's health check: does a worker of any queue beat? Exits 0 or 1."""

import sys

from app.errors import ScoutError
from app.queue.doorbell import Doorbell
from app.settings import load_settings


def main() -> int:
    try:
        seen = Doorbell(load_settings().redis_url).workers_seen_at()
    except ScoutError:
        return 1
    return 0 if any(seen.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
