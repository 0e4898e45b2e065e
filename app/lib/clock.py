"""The one way to ask what time it is, so that a test can set it."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Gives the present moment with its zone, UTC."""


def utc_now() -> datetime:
    return datetime.now(UTC)
