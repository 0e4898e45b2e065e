"""Do two addresses belong to one site?"""

from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from app.parts.reading.urls import ascii_host_of

# Each name below one of these is somebody else's, though the Public Suffix List has them not.
_LANDLORDS: Final = frozenset(
    {
        *("wordpress.com", "substack.com", "medium.com", "tumblr.com", "typepad.com", "ghost.io"),
        *("livejournal.com", "beehiiv.com", "wixsite.com", "squarespace.com", "weebly.com"),
        *("over-blog.com", "blogs.com", "hatenablog.com", "jimdofree.com", "posthaven.com"),
    }
)
_DEFAULT_PORTS: Final = frozenset({None, 80, 443})


def same_site(one: str, other: str) -> bool:
    """One registrable domain (Public Suffix List) or one host, and on it one service.

    Another port is another service, unless both are the web's own.
    """
    first, second = ascii_host_of(one), ascii_host_of(other)
    if not first or not second or _service(one) != _service(other):
        return False
    return first == second or _domain(first) == _domain(second) is not None


def _service(url: str) -> int | None:
    try:
        port = urlsplit(url).port
    except ValueError:
        return None
    return None if port in _DEFAULT_PORTS else port


@lru_cache(maxsize=4096)
def _domain(host: str) -> str | None:
    from courlan import extract_domain

    domain = extract_domain(f"https://{host}/")
    if not isinstance(domain, str):
        return None
    tenant = host.removesuffix(f".{domain}").rpartition(".")[2]
    return f"{tenant}.{domain}" if domain in _LANDLORDS else domain
