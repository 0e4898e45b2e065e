"""A lead's name and links, read from what people write: the name as it is written to them, the key
by which likely doubles are shown; the company's site, and profiles by address or by handle."""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from nameparser import HumanName

from app.agents.leads.facts.socials import profile_at
from app.agents.leads.law.places import folded
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

_PLAIN_WORDS: Final = 2
_COMPANY_FORMS: Final = frozenset(
    {
        *("pty", "ltd", "limited", "inc", "llc", "llp", "cc", "corp", "corporation", "co", "plc"),
        *("gmbh", "ag", "kg", "sa", "sas", "sarl", "bv", "nv", "srl", "spa", "ab", "as", "oy"),
    }
)


class LinkRefusedError(PermanentError):
    """The text is no address of that kind; says which and why."""


def written_name(text: str) -> str:
    """ "MOKOENA, Lerato" as "Lerato Mokoena". What has no comma and both cases stays as it is:
    whoever writes it so means it so."""
    if "," not in text and not _in_one_case(text):
        return text
    name = HumanName(text)
    name.capitalize()
    return str(name) or text


def name_key(name: str, company: str) -> str | None:
    """First and last name and the company without its legal form, folded; None unless both are
    known. `name` is one of `written_name`."""
    words = [one for one in folded(company).split() if one.strip(".()") not in _COMPANY_FORMS]
    if not name or not words:
        return None
    return f"{folded(_first_and_last(name))}|{' '.join(words)}"


def _first_and_last(name: str) -> str:
    if len(name.split()) <= _PLAIN_WORDS:
        return name
    parsed = HumanName(name)
    return f"{parsed.first} {parsed.last}" if parsed.first and parsed.last else name


def _in_one_case(text: str) -> bool:
    return text.isupper() or text.islower()


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
