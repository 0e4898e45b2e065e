"""A container's health check: does a worker beat? Exits 0 or 1."""

import sys

from app.errors import ScoutError
from app.queue.doorbell import Doorbell
from app.settings import load_settings


def main() -> int:
    try:
        return 0 if Doorbell(load_settings().redis_url).worker_seen_at() else 1
    except ScoutError:
        return 1


if __name__ == "__main__":
    sys.exit(main())
