"""A lead's links: the company's site, and profiles by address or by handle."""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from app.agents.leads.facts.socials import profile_at
from app.lib.errors import PermanentError
from app.lib.printable import one_line
from app.parts.reading.urls import absolute_url, host_of

_HANDLE: Final = re.compile(r"@?([A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,98}[A-Za-z0-9_])?)")
_HOST: Final = re.compile(r"[^\s/?#@:]+\.[^\s/?#@:.]{2,}(?::\d{1,5})?(?:[/?#]\S*)?")
_HAS_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?!\d)")
_SHOWN: Final = 80

NETWORKS: Final[Mapping[str, tuple[str, frozenset[str]]]] = {
    "linkedin_url": ("https://linkedin.com/in/", frozenset({"linkedin.com"})),
    "twitter_url": ("https://x.com/", frozenset({"x.com", "twitter.com"})),
    "ig_url": ("https://instagram.com/", frozenset({"instagram.com"})),
}
"""By field: where a handle leads, and the hosts of its profiles."""


class LinkRefusedError(PermanentError):
    """The text is no address of that kind; says which and why."""


def site_address(text: str) -> str:
    """An http(s) address, with https where none is said. Whether it may be fetched is asked when
    it is. Raises LinkRefusedError."""
    address = absolute_url("", _with_scheme(text))
    if address is None:
        raise LinkRefusedError(f"'{one_line(text, _SHOWN)}' is not the address of a site")
    return address


def profile_address(field: str, text: str) -> str:
    """As its network spells it, from an address or a handle ("@acme"). Raises LinkRefusedError."""
    start, hosts = NETWORKS[field]
    handle = _HANDLE.fullmatch(text)
    if handle and (text.startswith("@") or not _HOST.fullmatch(text)):
        return f"{start}{handle[1]}"
    profile = profile_at(absolute_url("", _with_scheme(text)))
    if profile is None or host_of(profile) not in hosts:
        network = urlsplit(start).hostname
        raise LinkRefusedError(f"'{one_line(text, _SHOWN)}' is not a profile at {network}")
    return profile


def _with_scheme(text: str) -> str:
    if _HAS_SCHEME.match(text):
        return text
    return f"https://{text}" if _HOST.fullmatch(text) else text
