"""Names and ISO 3166 codes of countries, from the tables of Babel and places.yaml."""

from functools import cache
from typing import Final

from babel import Locale
from babel.core import get_global

from app.agents.leads.law.places import folded, places

NAMED_IN: Final = ("en", "af", "da", "de", "es", "fi", "fr", "it", "nb", "nl", "pl", "pt", "sv")
"""Languages in which countries may be named. ISO codes are read in any."""


def country_name(country: str) -> str:
    """In English; the code itself if it is none of ISO 3166."""
    return str(Locale("en").territories.get(country, country))


def country_of(text: str) -> str | None:
    """The alpha-2 code of a name in several languages, or of an ISO code of 2 or 3 letters."""
    code = text.strip().upper()
    if code in country_codes():
        return code
    named = codes_by_name().get(folded(text), frozenset())
    if len(named) == 1:
        return next(iter(named))
    aliases = get_global("territory_aliases").get(code, ())
    return aliases[0] if len(aliases) == 1 and aliases[0] in country_codes() else None


@cache
def country_codes() -> frozenset[str]:
    """ISO 3166 alpha-2 codes of countries; the groups of countries are left out."""
    groups = {"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"}
    named = (str(code) for code in Locale("en").territories)
    return frozenset(code for code in named if len(code) == 2 and code.isalpha()) - groups


@cache
def codes_by_name() -> dict[str, frozenset[str]]:
    """Folded names, each with the codes of all countries that have it."""
    found: dict[str, set[str]] = {}
    for language in NAMED_IN:
        for code, name in Locale(language).territories.items():
            if code in country_codes():
                found.setdefault(folded(name), set()).add(code)
    for code, names in places().names.items():
        for name in names:
            found.setdefault(folded(name), set()).add(code)
    return {name: frozenset(codes) for name, codes in found.items()}
