"""Profiles of a company or its people on social networks, among the page's links."""

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from app.agents.leads.facts.page_lines import Line
from app.agents.leads.facts.types import Stated
from app.parts.reading.urls import absolute_url

MAX_SOCIALS: Final = 50
_NETWORKS: Final = frozenset(
    {
        *("facebook.com", "linkedin.com", "twitter.com", "x.com", "instagram.com", "youtube.com"),
        *("tiktok.com", "pinterest.com", "threads.net", "bsky.app", "xing.com", "github.com"),
        *("vimeo.com", "t.me", "wa.me", "flickr.com", "yelp.com", "tumblr.com"),
    }
)
_ACTIONS: Final = re.compile(
    r"^/(?:share|sharer|sharer\.php|intent|home|login|signup|search|hashtag|dialog|plugins|tr|widgets"
    r"|watch|embed|results|explore|p/|reel|status|i/|pin/create|cws|sharearticle|groups|events"
    r"|policy|policies|privacy|legal|help|about|terms|recaptcha|download)\b|/status/\d|share",
    re.IGNORECASE,
)


def find_socials(lines: Sequence[Line], url: str) -> Sequence[Stated]:
    """Addresses of profiles, each once, without what counts who came; the quote is as linked."""
    found: dict[str, Stated] = {}
    for link in (link for line in lines for link in line.links):
        profile = profile_at(absolute_url(url, link.href))
        if profile and len(found) < MAX_SOCIALS:
            found.setdefault(profile.lower(), Stated(profile, link.href.strip()))
    return list(found.values())


def profile_at(address: str | None) -> str | None:
    """The address of a profile as its network spells it; None for any other."""
    if address is None:
        return None
    parts = urlsplit(address)
    host = re.sub(r"^(?:www|m|[a-z]{2}(?:-[a-z]{2})?|mobile)\.", "", (parts.hostname or "").lower())
    path = parts.path.rstrip("/")
    if host not in _NETWORKS or not path or _ACTIONS.search(path):
        return None
    query = f"?{parts.query}" if path == "/profile.php" and parts.query.startswith("id=") else ""
    fragment = path if path != "/" else ""
    return f"https://{host}{fragment}{query}"
