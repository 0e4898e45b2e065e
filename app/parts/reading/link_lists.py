"""What feeds, sitemaps and pages have in common: the bounds of a list of links and of its dates."""

from datetime import UTC, datetime, timedelta

MAX_LINKS = 1_000
MAX_TITLE = 300
MAX_SUMMARY = 1_000

# A clock a few hours ahead or a wrong zone is forgiven, a date beyond that is no date.
FUTURE_ALLOWED = timedelta(days=1)


def sensible_date(seconds: float, now: datetime) -> datetime | None:
    """Seconds since 1970 as UTC; None for a date before the web or more than a day ahead."""
    try:
        moment = datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None
    return moment if moment.year >= 1990 and has_come(moment, now) else None


def has_come(moment: datetime, now: datetime | None) -> bool:
    """Is it a day up to today's, as far as is known?"""
    return now is None or moment <= now + FUTURE_ALLOWED
