"""Which countries a page, and each part of it, speaks of: a number without a country's code, and
an address without its name, are read as those of the nearest.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final

from app.parts.reading.urls import ascii_host_of

NEAR_BEFORE, NEAR_AFTER = 12, 5
"""Lines: an office's country heads its lines, or ends its address above or below the number."""
MOST_REGIONS: Final = 10
_NO_COUNTRY: Final = frozenset({"EU", "AC", "IO", "CO", "ME", "TV", "AI", "SU", "CC", "WS", "FM"})
"""Top-level domains of two letters that the whole world registers."""
_OTHER_DOMAINS: Final = {"UK": "GB"}
_OTHER_NAMES: Final = {
    "usa": "US",
    "u.s.a": "US",
    "united states of america": "US",
    "uk": "GB",
    "u.k": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "northern ireland": "GB",
    "uae": "AE",
    "great britain": "GB",
    "holland": "NL",
    "korea": "KR",
    "russia": "RU",
    "rsa": "ZA",
    "dubai": "AE",
    "abu dhabi": "AE",
    "hong kong": "HK",
    "macau": "MO",
    "czech republic": "CZ",
    "taiwan": "TW",
    "turkey": "TR",
    "suid-afrika": "ZA",
    "kingdom of saudi arabia": "SA",
}
_AMBIGUOUS: Final = frozenset({"georgia", "jersey", "chad", "jordan", "guinea", "mali", "niger"})
"""More often a state, a name or a shirt than the country."""
_POSTAL: Final = (
    ("GB", re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[ABD-HJLNP-UW-Z]{2}\b")),
    ("CA", re.compile(r"\b[ABCEGHJ-NPR-TVXY]\d[A-Z]\s?-?\d[A-Z]\d\b")),
    ("AU", re.compile(r"\b(?:NSW|VIC|QLD|TAS|ACT)[\s,]{1,2}\d{4}\b")),
    (
        "US",
        re.compile(
            r"\b(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA"
            r"|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]|Alabama|Alaska|Arizona|Arkansas|California|Colorado"
            r"|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho|Illinois|Indiana|Iowa|Kansas"
            r"|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi"
            r"|Missouri|Montana|Nebraska|Nevada|New\s\w{4,9}|North\s\w{6,8}|Ohio|Oklahoma|Oregon"
            r"|Pennsylvania|Rhode\sIsland|South\s\w{6,8}|Tennessee|Texas|Utah|Vermont|Virginia"
            r"|Washington|Wisconsin|Wyoming)\.?[\s,]{1,3}\d{5}(?:-\d{4})?\b"
        ),
    ),
)


class Regions:
    """The countries (ISO 3166, two letters) that each line of a page may speak of, best first:
    those named near it, the one of its domain, those that the page declares, all it names, its
    language's.
    """

    def __init__(
        self, lines: Sequence[str], url: str, language: str | None, declared: Iterable[str]
    ) -> None:
        self._named = {at: found for at, line in enumerate(lines) if (found := regions_in(line))}
        often = Counter(region for found in self._named.values() for region in found)
        most = [region for region, _ in often.most_common(MOST_REGIONS)]
        self.of_page = _first([*_of_domain(url), *declared, *most, *_of_language(language)])

    def near(self, at: int) -> tuple[str, ...]:
        """What heads a list of offices stands above its lines, an address's end close to them."""
        if not self._named:
            return ()
        places = sorted(
            range(at - NEAR_BEFORE, at + NEAR_AFTER + 1),
            key=lambda place: at - place if place <= at else (place - at) * 2,
        )
        return _first(region for place in places for region in self._named.get(place, ()))

    def at(self, at: int) -> tuple[str, ...]:
        return _first([*self.near(at), *self.of_page])


def regions_in(line: str) -> list[str]:
    """Of the countries named in a line, and of postal codes that only one country has."""
    found = [region for region, code in _POSTAL if code.search(line[:500])]
    words = re.findall(r"[a-z][a-z.'-]*", line[:500].casefold())
    for size in (3, 2, 1):
        for at in range(len(words) - size + 1):
            region = _names().get(" ".join(words[at : at + size]).rstrip("."))
            if region is not None:
                found.append(region)
    return found


def region_named(text: str) -> str | None:
    """Of a country as it is declared: its code or its name."""
    plain = text.strip()[:60]
    if re.fullmatch(r"[A-Za-z]{2}", plain):
        return _OTHER_DOMAINS.get(plain.upper(), plain.upper())
    return _names().get(plain.casefold())


def _first(regions: Iterable[str]) -> tuple[str, ...]:
    return tuple(list(dict.fromkeys(regions))[:MOST_REGIONS])


def _of_domain(url: str) -> list[str]:
    last = ascii_host_of(url).rpartition(".")[2].upper()
    is_country = len(last) == 2 and last.isalpha() and last not in _NO_COUNTRY
    return [_OTHER_DOMAINS.get(last, last)] if is_country else []


def _of_language(language: str | None) -> list[str]:
    """Of "en-ZA" the country that is said; of "de" the one where most speak it."""
    from babel.core import get_global

    parts = re.split(r"[-_]", (language or "")[:20])
    said = [part.upper() for part in parts[1:] if re.fullmatch(r"[A-Za-z]{2}", part)]
    if said or parts[0].lower() in {"", "en"}:
        return said[:1]
    likely = get_global("likely_subtags").get(parts[0].lower(), "").rpartition("_")[2]
    return [likely] if len(likely) == 2 else []


@cache
def _names() -> dict[str, str]:
    """Countries by their English names (CLDR, in Babel), and what people call them besides."""
    from babel import Locale

    territories = Locale("en").territories
    names = {
        name.casefold().replace("&", "and"): code
        for code, name in territories.items()
        if re.fullmatch(r"[A-Z]{2}", code) and code not in {"EU", "UN", "QO", "XA", "XB", "EZ"}
    }
    return {
        **{name: code for name, code in names.items() if name not in _AMBIGUOUS},
        **_OTHER_NAMES,
    }
