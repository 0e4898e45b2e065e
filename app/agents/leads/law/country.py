"""The country of a lead: each sign of it, with where it was seen. Signs may contradict each other.

What names no country is no evidence (a .com address); what was meant to name one and cannot be
read is evidence of an unknown country, which decide() takes for the strictest.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from app.agents.leads.law.country_names import codes_by_name, country_codes, country_of
from app.agents.leads.law.places import folded, places
from app.agents.leads.law.types import UNKNOWN, Evidence, EvidenceSource

SOLD_TO_ANYBODY: Final = frozenset(
    (
        *("ac", "ag", "ai", "bz", "cc", "cf", "co", "cq", "fm", "ga", "gg", "gl", "gq", "io"),
        *("la", "ly", "me", "ml", "ms", "mu", "nu", "pw", "sc", "sh", "st", "su", "tk", "to"),
        *("tv", "vc", "ws"),
    )
)
"""Top-level domains of countries that are mostly used elsewhere, so they say nothing."""
_OTHER_DOMAINS: Final = {"uk": "GB", "xn--p1ai": "RU", "xn--fiqs8s": "CN", "xn--h2brj9c": "IN"}
_LONGEST_NAME: Final = 5
_SHORT_NAME: Final = 3
"""Letters. Short names are read in capitals only: "us" is a word."""
_LONGEST: Final = 300
"""Characters of a location that are read."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What a lead's own data says of where it is; any may be empty."""

    country: str = ""
    phone: str = ""
    email: str = ""
    website_url: str = ""
    location: str = ""
    postal_address: str = ""


def evidence_of(origin: Origin) -> tuple[Evidence, ...]:
    """Every sign, the strongest first. Empty if there is none.

    A sign that fits several countries ("London") says nothing against another that names one of
    them.
    """
    signs = list(_signs(origin))
    sure = frozenset().union(*(found for _, _, found in signs if len(found) == 1))
    return tuple(
        Evidence(country, source, value)
        for source, value, found in signs
        for country in sorted(found & sure or found)
    )


def _signs(origin: Origin) -> Iterator[tuple[EvidenceSource, str, frozenset[str]]]:
    stated = origin.country.strip()
    if stated:
        yield "stated", stated, frozenset({country_of(stated) or UNKNOWN})
    yield "postal_address", origin.postal_address, countries_in(origin.postal_address)
    yield "location", origin.location, countries_in(origin.location)
    yield "phone", origin.phone, countries_of_phone(origin.phone)
    yield "mail_domain", origin.email, country_of_host(origin.email.rpartition("@")[2])
    yield "site_domain", origin.website_url, country_of_host(_host(origin.website_url))


def countries_of_phone(phone: str) -> frozenset[str]:
    """By its international prefix; without one a number says nothing.

    A number that no country of a shared prefix (+1, +44 …) knows may be any of theirs.
    """
    import phonenumbers  # Its metadata is a megabyte that only leads need.

    text = phone.strip()
    text = f"+{text[2:]}" if text.startswith("00") else text
    if not text.startswith("+"):
        return frozenset()
    try:
        number = phonenumbers.parse(text[:40], None)
    except phonenumbers.NumberParseException:
        return frozenset()
    region = phonenumbers.region_code_for_number(number)
    regions = (
        [region] if region else phonenumbers.region_codes_for_country_code(number.country_code or 0)
    )
    return frozenset(regions) & country_codes()


def country_of_host(host: str) -> frozenset[str]:
    """By the top-level domain, if it is that of a country and mostly used there."""
    last = host.strip().rstrip(".").lower().rpartition(".")[2]
    if last in _OTHER_DOMAINS:
        return frozenset({_OTHER_DOMAINS[last]})
    if last in SOLD_TO_ANYBODY:
        return frozenset()
    return frozenset({last.upper()}) & country_codes()


def countries_in(location: str) -> frozenset[str]:
    """The countries that the words of a location name.

    Where all words fit one country it is that one ("Austin, CA", "Cambridge, Ontario"); else a
    country that is named counts for more than cities and regions; else any that some word names.
    """
    words = phrases(location)
    found = [_countries_of_phrase(phrase) for phrase in words]
    if not found:
        return frozenset()
    named = [codes_by_name().get(folded(phrase), frozenset()) for phrase in words]
    return frozenset.intersection(*found) or frozenset().union(*named) or frozenset().union(*found)


def phrases(location: str) -> list[str]:
    """The longest known names in the parts between commas, as written."""
    parts = location[:_LONGEST].replace("/", ",").replace(";", ",").replace("\n", ",").split(",")
    return [phrase for part in parts for phrase in _longest_names(part.split())]


def _longest_names(words: list[str]) -> Iterator[str]:
    start = 0
    while start < len(words):
        for length in range(min(_LONGEST_NAME, len(words) - start), 0, -1):
            phrase = " ".join(words[start : start + length])
            if _countries_of_phrase(phrase):
                yield phrase
                start += length - 1
                break
        start += 1


def _countries_of_phrase(phrase: str) -> frozenset[str]:
    name = folded(phrase)
    if len(name) <= _SHORT_NAME and phrase != phrase.upper():
        return frozenset()
    regions = frozenset(region.country for region in places().regions_of(phrase))
    cities = places().cities.get(name, frozenset())
    return codes_by_name().get(name, frozenset()) | cities | regions | ({phrase} & country_codes())


def _host(url: str) -> str:
    try:
        return urlsplit(url if "//" in url else f"//{url}").hostname or ""
    except ValueError:
        return ""
