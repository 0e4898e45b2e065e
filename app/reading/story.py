"""Is a link a story? Judged from its address and anchor text alone."""

import re
from urllib.parse import urlsplit

_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+){3,}", re.IGNORECASE)


def is_story(url: str, text: str) -> bool:
    """True when address and anchor text look like one article rather than a section or service."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return False
    return bool(_SLUG.search(path)) or len(text.split()) > 6
