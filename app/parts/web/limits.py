"""The limits of a fetch: time, bytes, redirects, retries, and requests at once."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """Every limit of the fetcher, by name and unit.

    `total_seconds` runs over the whole fetch: robots.txt, redirects, retries and the body, but
    not the time a fetch waits for its turn. `max_body_bytes` counts after unpacking. A gap runs
    from request to request of one host.
    """

    connect_seconds: float = 10.0
    total_seconds: float = 20.0
    max_body_bytes: int = 5 * 1024 * 1024
    # What sitemaps.org allows; a full one of 50,000 addresses has eight to ten megabytes.
    max_sitemap_bytes: int = 50 * 1024 * 1024
    # RFC 9309, 2.5 asks for at least 500 KiB; the largest of 4,231 real files had 1.3 MiB.
    max_robots_bytes: int = 2 * 1024 * 1024
    max_redirects: int = 5
    at_once: int = 32
    per_host_at_once: int = 2
    per_host_gap_seconds: float = 1.0
    max_crawl_delay_seconds: float = 10.0
    attempts: int = 3
    first_retry_seconds: float = 0.5
    retry_jitter_seconds: float = 0.5
    # RFC 9309, 2.4: a cached robots.txt is not used for longer than a day.
    robots_kept_seconds: int = 24 * 60 * 60
    robots_failure_kept_seconds: int = 5 * 60
