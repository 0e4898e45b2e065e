"""Cookies that a site sets on the way to a page (RFC 6265), for the rest of that way.

Some sites send each newcomer round once, to see whether cookies come back. They are kept for one
fetch, go back to the very host that set them, and to no other.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from app.parts.web.addresses import Address
from app.parts.web.retry_after import parse_http_date

_MAX_COOKIES: Final = 50
# What servers commonly take in one header line.
_MAX_HEADER_CHARS: Final = 8_000
_NAME: Final = re.compile(r"[\x21-\x3a\x3c\x3e-\x7e]{1,256}")
_VALUE: Final = re.compile(r"[\x20-\x3a\x3c-\x7e]{0,4096}")
_SECONDS: Final = re.compile(r"-?[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class _Cookie:
    """`server` is the host that set it, with its port if that is odd."""

    server: str
    path: str
    name: str
    value: str
    is_protected: bool

    def belongs_to(self, address: Address) -> bool:
        if self.server != address.politeness_key:
            return False
        if self.is_protected and address.scheme != "https":
            return False
        path = urlsplit(address.url).path
        return path == self.path or path.startswith(f"{self.path.rstrip('/')}/")


class Cookies:
    """Of one fetch. `now` tells which are set only to be taken away."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._kept: dict[tuple[str, str, str], _Cookie] = {}

    def take(self, address: Address, lines: Sequence[str]) -> None:
        """The Set-Cookie lines of an answer of that address."""
        for line in lines[:_MAX_COOKIES]:
            pair, *rest = line.split(";")
            attributes = dict(_attribute(part) for part in reversed(rest))
            cookie = _cookie(address, pair, attributes)
            if cookie is None:
                continue
            key = (cookie.server, cookie.path, cookie.name)
            self._kept.pop(key, None)
            if len(self._kept) < _MAX_COOKIES and not self._is_over(attributes):
                self._kept[key] = cookie

    def header_for(self, address: Address) -> str:
        """The value of the Cookie header, "" for none."""
        mine = [cookie for cookie in self._kept.values() if cookie.belongs_to(address)]
        mine.sort(key=lambda cookie: len(cookie.path), reverse=True)
        header = "; ".join(f"{cookie.name}={cookie.value}" for cookie in mine)
        return header if len(header) <= _MAX_HEADER_CHARS else ""

    def _is_over(self, attributes: dict[str, str]) -> bool:
        seconds = attributes.get("max-age", "")
        if _SECONDS.fullmatch(seconds):
            return int(seconds) <= 0
        end = parse_http_date(attributes.get("expires", ""))
        return end is not None and end <= self._now


def _attribute(part: str) -> tuple[str, str]:
    name, _, value = part.partition("=")
    return name.strip().lower(), value.strip()


def _cookie(address: Address, pair: str, attributes: dict[str, str]) -> _Cookie | None:
    """None for one that is none, or that is set for somebody else."""
    name, equals, value = (part.strip() for part in pair.partition("="))
    if not equals or not _NAME.fullmatch(name) or not _VALUE.fullmatch(value):
        return None
    domain = attributes.get("domain", "").lower().lstrip(".")
    if domain and f".{address.host}".removesuffix(f".{domain}") == f".{address.host}":
        return None
    path = attributes.get("path", "")
    if not path.startswith("/"):
        path = urlsplit(address.url).path.rpartition("/")[0] or "/"
    # Stricter than the RFC: what was set on a protected way is not sent in the open.
    protected = "secure" in attributes or address.scheme == "https"
    return _Cookie(address.politeness_key, path, name, value, protected)
