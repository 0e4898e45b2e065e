"""A container's health check: does a worker of any queue beat? Exits 0 or 1."""

import sys

from app.lib.errors import ScoutError
from app.lib.settings.settings import load_settings
from app.parts.queue.doorbell import Doorbell


def main() -> int:
    try:
        seen = Doorbell(load_settings().redis_url).workers_seen_at()
    except ScoutError:
        return 1
    return 0 if any(seen.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
