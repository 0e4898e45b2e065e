"""Web addresses in settings: of endpoints, and the one at which the service itself is reached."""

import re
from urllib.parse import urlsplit

# Segments of unreserved characters (RFC 3986), other bytes as %C3 and so on; none of dots alone,
# and no encoded slash, dot or control character: servers differ in how they read those.
PUBLIC_PATH = re.compile(r"(/(?!\.+(/|$))([A-Za-z0-9._~-]|%[89A-Fa-f][0-9A-Fa-f])+)*")
OWN_PATHS = frozenset(
    {
        *("agent-runs", "brand", "costs", "docs", "feedback", "health", "metrics", "openapi.json"),
        *("pause", "picks", "ready", "run-agent", "run-now", "runs", "sites", "static"),
    }
)
"""What the addresses of the service's own pages begin with."""


def check_http_url(url: str) -> str:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if not usable or re.search(r"\s", url):
        raise ValueError("it must be a web address that starts with http:// or https://")
    return url.rstrip("/")


def check_public_url(url: str) -> str:
    """One that the addresses of pages can follow.

    Below /runs, /runs/7 could be the run, a reverse proxy having taken the path off, or a page /7.
    """
    url = check_http_url(url)
    parts = urlsplit(url)
    if "?" in url or "#" in url or "@" in parts.netloc:
        raise ValueError("it must be an address and a path only: no user, no '?' and no '#'")
    if not PUBLIC_PATH.fullmatch(parts.path):
        raise ValueError(
            "it must have no path or one such as /scout: letters, digits and . _ ~ - between "
            "single slashes, other letters as %C3%BC"
        )
    first = parts.path.split("/")[1] if parts.path else ""
    if first in OWN_PATHS:
        raise ValueError(
            f"its path begins with /{first}, which is a page of the service itself; choose "
            "another, for example /scout"
        )
    return url
